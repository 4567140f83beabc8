//===- Identity.cpp - Ops that hand their inputs on, or nothing -----------===//
#include "frontend/import/ops/Importer.h"

using namespace mlir;

namespace tfc {

/// Input 0 as output 0. A reference to a variable is read: its value at this
/// place. Handles of resources and objects pass as they are.
static LogicalResult handOn(NodeImport &node) {
  if (failed(node.expectInputsAtLeast(1)))
    return failure();
  const Output *given = node.input(0);
  bool isReference = given->isVariable() &&
                     node.node.inputs[0].node->op() != "VarHandleOp";
  if (const tensorflow::AttrValue *type = node.node.attribute("T"))
    isReference &= type->type() != tensorflow::DT_RESOURCE;
  if (given->object || (!given->isTensor() && !isReference)) {
    node.addOutput(*given);
    return success();
  }
  return node.finish(node.tensor(0));
}

static LogicalResult handOnAll(NodeImport &node) {
  for (unsigned k = 0; k < node.numInputs(); ++k)
    node.addOutput(*node.input(k));
  return success();
}

/// Only control inputs count.
static LogicalResult importNoOp(NodeImport &node) {
  return node.expectInputs(0);
}

/// Nothing of what it does can be seen from a compiled program.
static LogicalResult dropEffect(NodeImport &node) { return success(); }

/// A summary for TensorBoard is a string; here an empty one.
static LogicalResult dropSummary(NodeImport &node) {
  return node.addStrings({""}, {});
}

const NodeImporter imports::Identity = handOn;
const NodeImporter imports::RefIdentity = handOn;
const NodeImporter imports::IdentityN = handOnAll;
const NodeImporter imports::NoOp = importNoOp;
const NodeImporter imports::PrintV2 = dropEffect;
const NodeImporter imports::ScalarSummary = dropSummary;

} // namespace tfc

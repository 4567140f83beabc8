//===- Identity.cpp - Ops that hand their inputs on, or nothing -----------===//
#include "frontend/import/ops/NodeImport.h"

using namespace mlir;

namespace tfc {

/// Input 0 as output 0. A reference to a variable is read: its value at this
/// place. Handles of resources and objects pass as they are.
static Outputs handOn(NodeImport &node) {
  node.expectInputsAtLeast(1);
  const Output &given = node.input(0);
  bool isReference =
      given.isVariable() && node.node.inputs[0].node->op() != "VarHandleOp";
  if (const tensorflow::AttrValue *type = node.node.attribute("T"))
    isReference &= type->type() != tensorflow::DT_RESOURCE;
  if (given.object || (given.isVariable() && !isReference))
    return given;
  return node.tensor(0);
}

static Outputs handOnAll(NodeImport &node) { return node.inputsFrom(0); }

/// Only control inputs count.
static Outputs importNoOp(NodeImport &node) {
  node.expectInputs(0);
  return {};
}

/// Nothing that it does can be seen from a compiled program.
static Outputs dropEffect(NodeImport &) { return {}; }

/// A summary for TensorBoard is a string; here an empty one.
static Outputs dropSummary(NodeImport &node) {
  return node.strings({""}, ArrayRef<int64_t>());
}

const NodeImporter imports::Identity = handOn;
const NodeImporter imports::RefIdentity = handOn;
const NodeImporter imports::IdentityN = handOnAll;
const NodeImporter imports::NoOp = importNoOp;
const NodeImporter imports::PrintV2 = dropEffect;
const NodeImporter imports::ScalarSummary = dropSummary;

} // namespace tfc

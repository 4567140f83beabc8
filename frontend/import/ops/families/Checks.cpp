//===- Checks.cpp - What a run checks -------------------------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Message.h"
#include "ir/Shape.h"
#include "ir/ops/control.h"
#include "ir/ops/shape.h"

using namespace mlir;
using tfc::shape::elementOf;

namespace tfc {

/// The condition as a scalar: TensorFlow takes any tensor of one element.
static Value scalarCondition(NodeImport &node) {
  Value condition = node.tensor(0);
  auto type = cast<RankedTensorType>(condition.getType());
  if (!type.getElementType().isInteger(1) ||
      (type.hasStaticShape() && type.getNumElements() != 1))
    return node.error() << "its condition is "
                        << formatElementType(type.getElementType())
                        << " of shape " << formatShape(type)
                        << ", expected one bool";
  return type.getRank() == 0 ? condition : node.reshaped(condition, {});
}

/// Whether input k is one truth value that holds whatever is fed.
static bool holds(NodeImport &node, int k) {
  if (!node.isConstant(k))
    return false;
  SmallVector<int64_t> known = node.constantInts(k);
  return known.size() == 1 && known.front() != 0;
}

/// (condition, data...). One known to hold is dropped.
static Outputs importAssert(NodeImport &node) {
  node.expectInputsAtLeast(1);
  int64_t summarize = node.intAttr("summarize", 3);
  if (holds(node, 0))
    return {};
  AssertMessage message(node.node.name);
  SmallVector<Value> operands{scalarCondition(node)};
  for (unsigned k = 1; k < node.numInputs(); ++k) {
    const Output &given = node.input(k);
    if (auto *strings = given.as<StringsObject>()) {
      message.addTexts(strings->values, summarize);
      continue;
    }
    if (!given.isTensor() && !given.isVariable())
      continue;
    Value value = node.tensor(k);
    if (isa<StringType>(elementOf(value))) {
      message.addText("(strings)");
      continue;
    }
    message.addData();
    operands.push_back(value);
  }
  return node.effect(node.make<CheckOp>(
      operands, {node.attr("message", StringRef(message.text())),
                 node.attr("summarize", summarize)}));
}

static Outputs importEnsureShape(NodeImport &node) {
  node.expectInputs(1);
  Value x = node.tensor(0);
  auto shape = node.shapeAttr("shape");
  if (!shape)
    return x;
  llvm::replace(*shape, ShapedType::kDynamic, int64_t(-1));
  return node.make<EnsureShapeOp>(x, node.attr("shape", *shape));
}

const NodeImporter imports::EnsureShape = importEnsureShape;
const NodeImporter imports::Assert = importAssert;

} // namespace tfc

//===- Checks.cpp - What a run checks -------------------------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/Message.h"
#include "ir/Shape.h"
#include "ir/ops/control.h"
#include "ir/ops/shape.h"

using namespace mlir;

namespace tfc {

/// The condition as a scalar: TensorFlow takes any tensor of one element.
static FailureOr<Value> scalarCondition(NodeImport &node) {
  FailureOr<Value> condition = node.tensor(0);
  if (failed(condition))
    return failure();
  auto type = cast<RankedTensorType>(condition->getType());
  if (!type.getElementType().isInteger(1) ||
      (type.hasStaticShape() && type.getNumElements() != 1))
    return node.error() << "its condition is "
                        << formatElementType(type.getElementType())
                        << " of shape " << formatShape(type)
                        << ", expected one bool";
  if (type.getRank() == 0)
    return condition;
  FailureOr<Value> shape = node.constantVector({});
  if (failed(shape))
    return failure();
  return node.make<ReshapeOp>({*condition, *shape});
}

/// (condition, data...). One known to hold is dropped.
static LogicalResult importAssert(NodeImport &node) {
  if (failed(node.expectInputsAtLeast(1)))
    return failure();
  FailureOr<int64_t> summarize = node.intAttr("summarize", 3);
  if (failed(summarize))
    return failure();
  if (node.isConstant(0)) {
    FailureOr<SmallVector<int64_t>> known = node.constantInts(0);
    if (failed(known))
      return failure();
    if (known->size() == 1 && known->front())
      return success();
  }
  FailureOr<Value> condition = scalarCondition(node);
  if (failed(condition))
    return failure();
  AssertMessage message(node.node.name);
  SmallVector<Value> operands{*condition};
  for (unsigned k = 1; k < node.numInputs(); ++k) {
    if (auto *strings =
            dyn_cast_if_present<StringsObject>(node.input(k)->object.get())) {
      message.addTexts(strings->values, *summarize);
      continue;
    }
    if (!node.input(k)->isTensor() && !node.input(k)->isVariable())
      continue;
    FailureOr<Value> value = node.tensor(k);
    if (failed(value))
      return failure();
    if (isa<StringType>(shape::elementOf(*value))) {
      message.addText("(strings)");
      continue;
    }
    message.addData();
    operands.push_back(*value);
  }
  NamedAttrList attributes;
  attributes.append(
      node.attr("message", node.builder.getStringAttr(message.text())));
  attributes.append(node.attr("summarize", *summarize));
  FailureOr<Value> holds = node.make<CheckOp>(operands, attributes);
  if (failed(holds))
    return failure();
  node.result.done = *holds;
  return success();
}

static LogicalResult importEnsureShape(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  auto shape = node.shapeAttr("shape");
  if (failed(x) || failed(shape))
    return failure();
  if (!*shape)
    return node.finish(x);
  for (int64_t &size : **shape)
    if (ShapedType::isDynamic(size))
      size = -1;
  return node.finish(
      node.make<EnsureShapeOp>(*x, node.attr("shape", ArrayRef(**shape))));
}

const NodeImporter imports::EnsureShape = importEnsureShape;
const NodeImporter imports::Assert = importAssert;

} // namespace tfc

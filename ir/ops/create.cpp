//===- create.cpp - Shape rules and compositions of create.td -------------===//

#include "ir/ops/create.h"
#include "ir/Shape.h"
#include "ir/sizes/Dimensions.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

LogicalResult inferShape(EmptyOp::Adaptor op, InferredTypes &types) {
  return shape::shapeOperandType(op.getShape(), op.getDtype(), types);
}

LogicalResult inferShape(LinspaceOp::Adaptor op, InferredTypes &types) {
  Type element = elementOf(op.getStart());
  for (Value value : {op.getStart(), op.getStop(), op.getNum()})
    if (!shapeOf(value).empty())
      return types.error("linspace needs scalars, got shape " +
                         formatShape(shapeOf(value)));
  if (elementOf(op.getStop()) != element)
    return types.error("start and stop have types " +
                       formatElementType(op.getStart().getType()) + " and " +
                       formatElementType(op.getStop().getType()));
  auto number = knownElements(op.getNum());
  int64_t count = number && (*number)[0] ? *(*number)[0] : kDynamic;
  if (count != kDynamic && count < 1)
    return types.error("num is " + Twine(count) + ", expected 1 or more");
  return types.add({count}, element);
}

//===----------------------------------------------------------------------===//
// Shapes as values
//===----------------------------------------------------------------------===//

LogicalResult inferShape(ShapeNOp::Adaptor op, InferredTypes &types) {
  Type element = op.getOutType().value_or(IntegerType::get(types.context, 32));
  for (Value value : op.getValues())
    if (failed(types.add({int64_t(shapeOf(value).size())}, element)))
      return failure();
  return success();
}
LogicalResult expand(ShapeNOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  for (Value value : op.getValues())
    results.push_back(b.shape(value, op.getOutTypeAttr()));
  return success();
}

LogicalResult inferShape(BroadcastArgsOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), y = shapeOf(op.getY());
  if (x.size() != 1 || y.size() != 1 || ShapedType::isDynamicShape(x) ||
      ShapedType::isDynamicShape(y) ||
      elementOf(op.getX()) != elementOf(op.getY()))
    return types.error("broadcast_args needs two vectors of known length and "
                       "one type, got shapes " +
                       formatShape(x) + " and " + formatShape(y));
  return types.add({std::max(x[0], y[0])}, elementOf(op.getX()));
}

LogicalResult inferShape(ConcatOffsetOp::Adaptor op, InferredTypes &types) {
  if (op.getShapes().empty())
    return types.error("concat_offset needs at least one shape");
  ArrayRef<int64_t> first = shapeOf(op.getShapes()[0]);
  for (Value shape : op.getShapes())
    if (first.size() != 1 || first[0] == kDynamic || shapeOf(shape) != first)
      return types.error("concat_offset needs vectors of one known length, got "
                         "shapes " +
                         formatShape(first) + " and " +
                         formatShape(shapeOf(shape)));
  if (!normalizeAxis(op.getAxis(), first[0]))
    return types.error("axis " + Twine(op.getAxis()) + " out of range for " +
                       Twine(first[0]) + " dimensions");
  for (Value shape : op.getShapes())
    types.types.push_back(shape.getType());
  return success();
}
LogicalResult expand(ConcatOffsetOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  int64_t rank = shapeOf(op.getShapes()[0])[0];
  int64_t axis = *normalizeAxis(op.getAxis(), rank);
  Value before = sizeConstant(b, 0);
  for (Value shape : op.getShapes()) {
    SmallVector<Value> offsets(rank, sizeConstant(b, 0));
    offsets[axis] = before;
    results.push_back(b.stack(offsets));
    before = b.add(before, sizeElement(b, shape, axis));
  }
  return success();
}

} // namespace tfc

//===- scatter.cpp - Shape rules of scatter.td ----------------------------===//

#include "ir/ops/scatter.h"
#include "ir/Shape.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// The shape of the slices that `indices` names in a tensor of shape `x`.
static std::optional<SmallVector<int64_t>>
slicesShape(ArrayRef<int64_t> x, Value indices, InferredTypes &types) {
  ArrayRef<int64_t> at = shapeOf(indices);
  if (at.empty() || ShapedType::isDynamic(at.back()) ||
      at.back() > int64_t(x.size())) {
    (void)types.error("indices have shape " + formatShape(at) +
                      "; the last dimension must be known and at most the "
                      "rank of shape " +
                      formatShape(x));
    return std::nullopt;
  }
  SmallVector<int64_t> shape(at.drop_back());
  llvm::append_range(shape, x.drop_front(at.back()));
  return shape;
}

LogicalResult inferShape(GatherNdOp::Adaptor op, InferredTypes &types) {
  auto shape = slicesShape(shapeOf(op.getX()), op.getIndices(), types);
  return shape ? types.add(*shape, elementOf(op.getX())) : failure();
}

static LogicalResult checkUpdates(ArrayRef<int64_t> x, Value indices,
                                  Value updates, InferredTypes &types) {
  auto shape = slicesShape(x, indices, types);
  if (!shape)
    return failure();
  if (failed(verifyCompatibleShape(*shape, shapeOf(updates))))
    return types.error(
        "updates have shape " + formatShape(shapeOf(updates)) + ", expected " +
        formatShape(*shape) + " for indices of shape " +
        formatShape(shapeOf(indices)) + " into shape " + formatShape(x));
  return success();
}

template <typename Adaptor>
static LogicalResult inferTensorScatter(Adaptor op, InferredTypes &types) {
  if (elementOf(op.getX()) != elementOf(op.getUpdates()))
    return types.error(
        "updates have type " + formatElementType(op.getUpdates().getType()) +
        ", the tensor " + formatElementType(op.getX().getType()));
  if (failed(checkUpdates(shapeOf(op.getX()), op.getIndices(), op.getUpdates(),
                          types)))
    return failure();
  types.types.push_back(op.getX().getType());
  return success();
}
LogicalResult inferShape(TensorScatterUpdateOp::Adaptor op,
                         InferredTypes &types) {
  return inferTensorScatter(op, types);
}
LogicalResult inferShape(TensorScatterAddOp::Adaptor op, InferredTypes &types) {
  return inferTensorScatter(op, types);
}
LogicalResult inferShape(TensorScatterSubOp::Adaptor op, InferredTypes &types) {
  return inferTensorScatter(op, types);
}
LogicalResult inferShape(TensorScatterMulOp::Adaptor op, InferredTypes &types) {
  return inferTensorScatter(op, types);
}
LogicalResult inferShape(TensorScatterDivOp::Adaptor op, InferredTypes &types) {
  return inferTensorScatter(op, types);
}
LogicalResult inferShape(TensorScatterMinOp::Adaptor op, InferredTypes &types) {
  return inferTensorScatter(op, types);
}
LogicalResult inferShape(TensorScatterMaxOp::Adaptor op, InferredTypes &types) {
  return inferTensorScatter(op, types);
}

LogicalResult inferShape(ScatterNdOp::Adaptor op, InferredTypes &types) {
  if (failed(shape::shapeOperandType(op.getShape(), elementOf(op.getUpdates()),
                                     types)))
    return failure();
  return checkUpdates(cast<RankedTensorType>(types.types[0]).getShape(),
                      op.getIndices(), op.getUpdates(), types);
}

} // namespace tfc

//===- ragged.cpp - Sizes of the parts of ragged tensors -----------------===//

#include "ir/ops/ragged.h"
#include "passes/lower/KernelSizes.h"

using namespace mlir;

namespace tfc {

/// Vectors of one length, or of one element.
static Size rangeCount(ValueRange operands, Lowering &l) {
  Size count = l.sizes.constant(1);
  for (Value operand : operands)
    if (!l.shape(operand).empty())
      count = l.broadcast(count, l.dim(operand, 0), 0);
  return count;
}
LogicalResult kernelSizes(RaggedSplitsOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.push_back(
      {l.sizes.add(rangeCount(op->getOperands(), l), l.sizes.constant(1))});
  return success();
}
LogicalResult kernelSizes(RaggedValuesOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  Size ranges = rangeCount({op.getStarts(), op.getDeltas()}, l);
  if (SizeMath::known(ranges) != 1)
    l.requireEqual(l.sizes.add(ranges, l.sizes.constant(1)),
                   l.dim(op.getSplits(), 0),
                   "'" + l.name() + "' needs %lld splits, has %lld");
  sizes.push_back({checkedSize(op.getSize(), {}, l)});
  return success();
}

LogicalResult kernelSizes(RaggedExtentsOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  auto type = cast<RankedTensorType>(op.getType());
  sizes.push_back({l.sizes.constant(type.getDimSize(0))});
  return success();
}
LogicalResult kernelSizes(RaggedToTensorOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shapeOperand(op.getSizes());
  SizeList values = l.shape(op.getValues());
  shape.append(values.begin() + 1, values.end());
  for (auto [i, size] : llvm::enumerate(l.shape(op.getDefaultValue())))
    l.requireEqual(size, values[i + 1],
                   "'" + l.name() +
                       "' has a default value of %lld where values are %lld");
  l.requireShape(shape);
  sizes.push_back(shape);
  return success();
}

} // namespace tfc

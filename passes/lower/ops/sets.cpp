//===- sets.cpp - Sizes of results that data fill --------------------===//

#include "ir/ops/boxes.h"
#include "ir/ops/sets.h"
#include "ir/ops/sparse.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

/// A size operand of one element, checked together with the rest of a shape.
static Size checkedSize(Value operand, ArrayRef<Size> rest, Lowering &l) {
  Size size = l.shapeOperand(operand)[0];
  SizeList shape{size};
  llvm::append_range(shape, rest);
  l.requireShape(shape);
  return size;
}

/// Dimension 0 of two operands, which must agree.
static Size sameRows(Value x, Value y, Lowering &l) {
  return l.requireEqual(l.dim(x, 0), l.dim(y, 0),
                        "'" + l.name() + "' has %lld rows and %lld rows");
}

LogicalResult kernelSizes(WherePaddedOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  sizes.push_back({l.sizes.count(shape), l.sizes.constant(shape.size())});
  sizes.push_back({});
  return success();
}

LogicalResult kernelSizes(UniquePaddedOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  int64_t axis = op.getAxis();
  Size n = shape[axis < 0 ? axis + int64_t(shape.size()) : axis];
  sizes.append({shape, {n}, {n}, {}});
  return success();
}

LogicalResult kernelSizes(ListDiffPaddedOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  sizes.append({shape, shape, {}});
  return success();
}

LogicalResult kernelSizes(PartitionOrderOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.push_back({l.sizes.count(l.shape(op.getPartitions()))});
  sizes.push_back({l.sizes.constant(op.getNumPartitions())});
  return success();
}

LogicalResult kernelSizes(ScatterRowsOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getRows());
  sameRows(op.getPlaces(), op.getRows(), l);
  shape[0] = checkedSize(op.getSize(), ArrayRef<Size>(shape).drop_front(), l);
  sizes.push_back(shape);
  return success();
}

LogicalResult kernelSizes(BincountOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  auto isZero = [](Size size) { return SizeMath::known(size) == 0; };
  if (llvm::none_of(l.shape(op.getWeights()), isZero))
    for (auto [i, size] : llvm::enumerate(l.shape(op.getWeights())))
      l.requireEqual(shape[i], size,
                     "dimension " + Twine(i) + " of '" + l.name() +
                         "' is %lld, of its weights %lld");
  SizeList rows;
  if (shape.size() == 2)
    rows.push_back(shape[0]);
  Size bins = checkedSize(op.getSize(), rows, l);
  rows.push_back(bins);
  sizes.push_back(rows);
  return success();
}

LogicalResult kernelSizes(NonMaxSuppressionPaddedOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sameRows(op.getBoxes(), op.getScores(), l);
  l.requireEqual(l.dim(op.getBoxes(), 1), l.sizes.constant(4),
                 "'" + l.name() + "' has boxes of %lld numbers, expected %lld");
  Size size = checkedSize(op.getSize(), {}, l);
  sizes.append({{size}, {size}, {}});
  return success();
}

LogicalResult kernelSizes(SparseToDenseOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shapeOperand(op.getOutputShape());
  l.requireShape(shape);
  SizeList places = l.shape(op.getIndices()), values = l.shape(op.getValues());
  if (!places.empty() && !values.empty())
    sameRows(op.getIndices(), op.getValues(), l);
  if (places.size() == 2)
    l.requireEqual(places[1], l.sizes.constant(shape.size()),
                   "'" + l.name() +
                       "' has places of %lld numbers, expected %lld");
  sizes.push_back(shape);
  return success();
}

LogicalResult kernelSizes(SparseReshapeOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  Size rank = l.dim(op.getNewShape(), 0);
  l.requireEqual(l.dim(op.getIndices(), 1), l.dim(op.getShape(), 0),
                 "'" + l.name() +
                     "' has places of %lld numbers in a shape of %lld");
  sizes.push_back({l.dim(op.getIndices(), 0), rank});
  sizes.push_back({rank});
  return success();
}

LogicalResult kernelSizes(SparseFillPaddedOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  Size n = sameRows(op.getIndices(), op.getValues(), l);
  Size rows = checkedSize(op.getDenseShape(), {}, l);
  Size most = l.sizes.add(n, rows);
  sizes.append({{most, l.dim(op.getIndices(), 1)}, {most}, {rows}, {n}, {}});
  return success();
}

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
  sizes.push_back({l.sizes.add(rangeCount(op->getOperands(), l),
                               l.sizes.constant(1))});
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

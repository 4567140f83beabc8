//===- sets.cpp - Sizes of results that data fill --------------------===//

#include "ir/ops/sets.h"
#include "passes/lower/KernelSizes.h"

using namespace mlir;

namespace tfc {

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

} // namespace tfc

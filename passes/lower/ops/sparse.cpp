//===- sparse.cpp - Sizes of the parts of sparse tensors -----------------===//

#include "ir/ops/sparse.h"
#include "passes/lower/KernelSizes.h"

using namespace mlir;

namespace tfc {

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

} // namespace tfc

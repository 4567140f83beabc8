//===- linear_algebra.cpp - Sizes of what the kernels give ------------===//

#include "ir/ops/linear_algebra.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

/// Leading dimensions, then `inner`.
static SizeList joined(ArrayRef<Size> batch, ArrayRef<Size> inner) {
  SizeList shape(batch);
  shape.append(inner.begin(), inner.end());
  return shape;
}

LogicalResult kernelSizes(QrOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  auto batch = ArrayRef<Size>(shape).drop_back(2);
  Size rows = shape[batch.size()], columns = shape.back();
  Size inner = op.getFullMatrices() ? rows : l.sizes.min(rows, columns);
  sizes.push_back(joined(batch, {rows, inner}));
  sizes.push_back(joined(batch, {inner, columns}));
  return success();
}

LogicalResult kernelSizes(SvdOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  auto batch = ArrayRef<Size>(shape).drop_back(2);
  Size rows = shape[batch.size()], columns = shape.back();
  Size inner = l.sizes.min(rows, columns);
  sizes.push_back(joined(batch, {inner}));
  if (!op.getComputeUv()) {
    sizes.append(2, l.constants(1, 0));
    return success();
  }
  bool full = op.getFullMatrices();
  sizes.push_back(joined(batch, {rows, full ? rows : inner}));
  sizes.push_back(joined(batch, {columns, full ? columns : inner}));
  return success();
}

LogicalResult kernelSizes(LuOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  sizes.push_back(shape);
  sizes.push_back(SizeList(ArrayRef<Size>(shape).drop_back()));
  return success();
}

/// The shape of what solves `matrix` y = `rhs`.
static SizeList solution(Value matrix, Value rhs, bool broadcasts,
                         Lowering &l) {
  SizeList a = l.shape(matrix), b = l.shape(rhs);
  auto aBatch = ArrayRef<Size>(a).drop_back(2),
       bBatch = ArrayRef<Size>(b).drop_back(2);
  l.requireEqual(a[aBatch.size()], b[bBatch.size()],
                 "'" + l.name() +
                     "': matrices of %lld rows, a right-hand side of %lld");
  SizeList batch;
  if (broadcasts)
    batch = l.broadcast(aBatch, bBatch);
  else
    for (auto [x, y] : llvm::zip_equal(aBatch, bBatch))
      batch.push_back(
          l.requireEqual(x, y, "'" + l.name() + "': batches of %lld and %lld"));
  return joined(batch, {a.back(), b.back()});
}

LogicalResult kernelSizes(MatrixSolveOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.push_back(solution(op.getMatrix(), op.getRhs(), false, l));
  return success();
}
LogicalResult kernelSizes(MatrixTriangularSolveOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.push_back(solution(op.getMatrix(), op.getRhs(), true, l));
  return success();
}
LogicalResult kernelSizes(MatrixSolveLsOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.push_back(solution(op.getMatrix(), op.getRhs(), false, l));
  return success();
}

LogicalResult kernelSizes(MatrixDeterminantOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.emplace_back(ArrayRef<Size>(l.shape(op.getX())).drop_back(2));
  return success();
}
LogicalResult kernelSizes(LogMatrixDeterminantOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  sizes.assign(2, SizeList(ArrayRef<Size>(shape).drop_back(2)));
  return success();
}
LogicalResult kernelSizes(SelfAdjointEigOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  sizes.emplace_back(ArrayRef<Size>(shape).drop_back());
  sizes.push_back(op.getComputeV() ? shape : l.constants(1, 0));
  return success();
}

} // namespace tfc

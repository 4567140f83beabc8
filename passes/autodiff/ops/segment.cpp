//===- segment.cpp - Gradients of segment.td -----------------------------===//

#include "ir/ops/segment.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// A scalar of the type of `like`.
static Value scalarLike(TfcBuilder &b, Value like, double value) {
  return TfcBuilder(b.builder, b.loc, elementOf(like)).number(value);
}

/// The row of `y` of each slice of x; any row for a negative number.
template <typename Op>
static Value rowsOf(Op op, Value y, TfcBuilder &b) {
  Value ids = op.getSegmentIds();
  if (!op.getSorted())
    ids = b.maximum(ids, scalarLike(b, ids, 0));
  return b.gather(y, ids);
}
/// As rowsOf, zeros for negative numbers.
template <typename Op>
static Value rowsOrZero(Op op, Value y, TfcBuilder &b) {
  Value rows = rowsOf(op, y, b), ids = op.getSegmentIds();
  if (op.getSorted())
    return rows;
  Value counts = b.greater_equal(ids, scalarLike(b, ids, 0));
  for (size_t i = shapeOf(ids).size(); i < shapeOf(rows).size(); ++i)
    counts = b.expand_dims(counts, b.builder.getI64IntegerAttr(-1));
  return b.select(counts, rows, scalarLike(b, rows, 0));
}

LogicalResult gradient(UnsortedSegmentSumOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = rowsOrZero(op, grads[0], b);
  return success();
}

// The product of the others: y / x, or where x is 0 the product of all that are
// not; nothing where two are 0.
LogicalResult gradient(UnsortedSegmentProdOp op, ValueRange grads,
                       TfcBuilder &b, MutableArrayRef<Value> result) {
  Value x = op.getX(), ids = op.getSegmentIds(), n = op.getNumSegments();
  Value one = scalarLike(b, x, 1), zero = scalarLike(b, x, 0);
  Value isZero = b.equal(x, zero);
  Value zeros = b.unsorted_segment_sum(b.castLike(isZero, x), ids, n);
  Value few = b.logical_or(b.equal(zeros, zero), b.equal(zeros, one));
  Value dy = b.select(few, grads[0], zero);
  Value others = b.select(isZero, one, x);
  Value product = b.unsorted_segment_prod(others, ids, n);
  Value partial = b.select(isZero, rowsOf(op, product, b),
                           b.realdiv(rowsOf(op, op.getY(), b), others));
  result[0] = b.mul(rowsOrZero(op, dy, b), partial);
  return success();
}

/// Shared by the equal extrema of a segment.
template <typename Op>
static LogicalResult segmentExtremum(Op op, Value dy, TfcBuilder &b,
                                     MutableArrayRef<Value> result) {
  Value x = op.getX();
  Value chosen = b.castLike(b.equal(x, rowsOf(op, op.getY(), b)), x);
  Value count =
      b.unsorted_segment_sum(chosen, op.getSegmentIds(), op.getNumSegments());
  Value share = b.realdiv(dy, b.maximum(count, scalarLike(b, x, 1)));
  result[0] = b.mul(chosen, rowsOrZero(op, share, b));
  return success();
}
LogicalResult gradient(UnsortedSegmentMaxOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return segmentExtremum(op, grads[0], b, result);
}
LogicalResult gradient(UnsortedSegmentMinOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return segmentExtremum(op, grads[0], b, result);
}

} // namespace tfc

//===- scatter.cpp - Gradients of scatters, segments, scans, sorts
//-===//

#include "ir/ops/scan.h"
#include "ir/ops/scatter.h"
#include "ir/ops/segment.h"
#include "ir/ops/sort.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// A scalar of the type of `like`.
static Value scalarLike(TfcBuilder &b, Value like, double value) {
  return TfcBuilder(b.builder, b.loc, elementOf(like)).number(value);
}

//===----------------------------------------------------------------------===//
// Scatters
//===----------------------------------------------------------------------===//

// Shared by all of x and the updates that are the extremum, as TensorFlow does
// (array_grad.py, _TensorScatterMinOrMaxGrad).
template <typename Op>
static LogicalResult extremumGradient(Op op, Value dy, TfcBuilder &b,
                                      MutableArrayRef<Value> result) {
  Value x = op.getX(), at = op.getIndices(), updates = op.getUpdates();
  Value y = op.getY();
  Value fromX = b.castLike(b.equal(x, y), x);
  Value fromUpdates = b.castLike(b.equal(updates, b.gather_nd(y, at)), updates);
  Value share = b.realdiv(dy, b.tensor_scatter_add(fromX, at, fromUpdates));
  result[0] = b.mul(fromX, share);
  result[2] = b.mul(fromUpdates, b.gather_nd(share, at));
  return success();
}
LogicalResult gradient(TensorScatterMinOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return extremumGradient(op, grads[0], b, result);
}
LogicalResult gradient(TensorScatterMaxOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return extremumGradient(op, grads[0], b, result);
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// Scans
//===----------------------------------------------------------------------===//

template <typename Op>
static Value sumBack(Op op, Value dy, TfcBuilder &b) {
  return b.cumsum(dy, op.getAxisAttr(), op.getExclusiveAttr(),
                  b.builder.getBoolAttr(!op.getReverse()));
}
LogicalResult gradient(CumsumOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = sumBack(op, grads[0], b);
  return success();
}
// Where x is 0 this is 0, as TensorFlow's (math_grad.py, _CumprodGrad).
LogicalResult gradient(CumprodOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] =
      b.div_no_nan(sumBack(op, b.mul(op.getY(), grads[0]), b), op.getX());
  return success();
}

//===----------------------------------------------------------------------===//
// Sorts: the values are x gathered at the indices of their rows
//===----------------------------------------------------------------------===//

template <typename Op>
static Value putRows(Op op, Value dy, TfcBuilder &b) {
  auto last = b.builder.getI64IntegerAttr(shapeOf(op.getX()).size() - 1);
  return b.gather_grad(dy, op.getX(), op.getIndices(), last, last);
}
LogicalResult gradient(TopKOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = putRows(op, grads[0], b);
  return success();
}
LogicalResult gradient(SortOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = putRows(op, grads[0], b);
  return success();
}
// Shared by the elements of the row that are equal to the result.
LogicalResult gradient(NthElementOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX();
  Value chosen = b.castLike(b.equal(x, b.expandLast(op.getY())), x);
  result[0] =
      b.mul(b.realdiv(chosen, b.sumLast(chosen)), b.expandLast(grads[0]));
  return success();
}

} // namespace tfc

//===- segment.cpp - Shape rules and compositions of segment.td -----------===//

#include "ir/ops/segment.h"
#include "ir/Builder.h"
#include "ir/Shape.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// [num_segments] and what the ids do not number.
template <typename Adaptor>
static LogicalResult inferSegments(Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), ids = shapeOf(op.getSegmentIds());
  if (ids.size() > x.size() ||
      failed(verifyCompatibleShape(x.take_front(ids.size()), ids)))
    return types.error("segment_ids have shape " + formatShape(ids) +
                       ", which does not begin shape " + formatShape(x));
  auto number = knownElements(op.getNumSegments());
  if (!number || number->size() != 1)
    return types.error("num_segments has shape " +
                       formatShape(shapeOf(op.getNumSegments())) +
                       ", expected a scalar");
  SmallVector<int64_t> shape{(*number)[0].value_or(ShapedType::kDynamic)};
  if (shape[0] < 0 && !ShapedType::isDynamic(shape[0]))
    return types.error("num_segments is " + Twine(shape[0]) +
                       ", expected none or more");
  llvm::append_range(shape, x.drop_front(ids.size()));
  return types.add(shape, elementOf(op.getX()));
}
LogicalResult inferShape(UnsortedSegmentSumOp::Adaptor op,
                         InferredTypes &types) {
  return inferSegments(op, types);
}
LogicalResult inferShape(UnsortedSegmentProdOp::Adaptor op,
                         InferredTypes &types) {
  return inferSegments(op, types);
}
LogicalResult inferShape(UnsortedSegmentMaxOp::Adaptor op,
                         InferredTypes &types) {
  return inferSegments(op, types);
}
LogicalResult inferShape(UnsortedSegmentMinOp::Adaptor op,
                         InferredTypes &types) {
  return inferSegments(op, types);
}

template <typename Adaptor>
static LogicalResult inferSorted(Adaptor op, InferredTypes &types) {
  if (shapeOf(op.getSegmentIds()).size() != 1)
    return types.error("segment_ids have shape " +
                       formatShape(shapeOf(op.getSegmentIds())) +
                       ", expected a vector");
  return inferSegments(op, types);
}
LogicalResult inferShape(SegmentSumOp::Adaptor op, InferredTypes &types) {
  return inferSorted(op, types);
}
LogicalResult inferShape(SegmentMeanOp::Adaptor op, InferredTypes &types) {
  return inferSorted(op, types);
}
LogicalResult inferShape(SegmentProdOp::Adaptor op, InferredTypes &types) {
  return inferSorted(op, types);
}
LogicalResult inferShape(SegmentMaxOp::Adaptor op, InferredTypes &types) {
  return inferSorted(op, types);
}
LogicalResult inferShape(SegmentMinOp::Adaptor op, InferredTypes &types) {
  return inferSorted(op, types);
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

/// How many slices each row is of, in the type of x, [num_segments, 1, 1, ...]
/// as the result has dimensions.
template <typename Op>
static Value counts(Op op, TfcBuilder &b) {
  Value ids = op.getSegmentIds();
  Value ones = b.cast(b.onesLike(ids), TypeAttr::get(elementOf(op.getX())));
  Value count = b.unsorted_segment_sum(ones, ids, op.getNumSegments());
  for (size_t i = 1; i < shapeOf(op.getX()).size(); ++i)
    count = b.expand_dims(count, b.builder.getI64IntegerAttr(-1));
  return count;
}

LogicalResult expand(SegmentSumOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(b.unsorted_segment_sum(op.getX(), op.getSegmentIds(),
                                           op.getNumSegments(),
                                           b.builder.getBoolAttr(true)));
  return success();
}
LogicalResult expand(SegmentProdOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(b.unsorted_segment_prod(op.getX(), op.getSegmentIds(),
                                            op.getNumSegments(),
                                            b.builder.getBoolAttr(true)));
  return success();
}
LogicalResult expand(SegmentMeanOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value sum =
      b.unsorted_segment_sum(op.getX(), op.getSegmentIds(), op.getNumSegments(),
                             b.builder.getBoolAttr(true));
  Value count = counts(op, b);
  Value isEmpty = b.equal(count, b.number(0));
  results.push_back(b.div(sum, b.select(isEmpty, b.number(1), count)));
  return success();
}
LogicalResult expand(SegmentMaxOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value all =
      b.unsorted_segment_max(op.getX(), op.getSegmentIds(), op.getNumSegments(),
                             b.builder.getBoolAttr(true));
  results.push_back(
      b.select(b.greater(counts(op, b), b.number(0)), all, b.number(0)));
  return success();
}
LogicalResult expand(SegmentMinOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value all =
      b.unsorted_segment_min(op.getX(), op.getSegmentIds(), op.getNumSegments(),
                             b.builder.getBoolAttr(true));
  results.push_back(
      b.select(b.greater(counts(op, b), b.number(0)), all, b.number(0)));
  return success();
}

} // namespace tfc

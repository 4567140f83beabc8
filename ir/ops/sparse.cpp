//===- sparse.cpp - Shape rules and compositions of sparse.td -------------===//

#include "ir/ops/sparse.h"
#include "ir/Builder.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// Sparse tensors
//===----------------------------------------------------------------------===//

LogicalResult inferShape(SparseToDenseOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> places = shapeOf(op.getIndices()),
                    values = shapeOf(op.getValues());
  Type element = elementOf(op.getValues());
  if (failed(shape::shapeOperandType(op.getOutputShape(), element, types)))
    return failure();
  int64_t rank = cast<RankedTensorType>(types.types[0]).getRank();
  bool fits = values.size() <= 1 && shapeOf(op.getDefaultValue()).empty() &&
              elementOf(op.getDefaultValue()) == element;
  if (places.size() == 2)
    fits &= places[1] == rank || places[1] == kDynamic;
  else
    fits &= places.size() < 2 && rank == 1;
  int64_t n = places.empty() ? 1 : places[0];
  if (values.size() == 1)
    fits &= n == values[0] || n == kDynamic || values[0] == kDynamic;
  if (!fits)
    return types.error("sparse_to_dense: places of shape " +
                       formatShape(places) + " and values of shape " +
                       formatShape(values) + " for a result of shape " +
                       formatShape(types.types[0]));
  return success();
}

LogicalResult inferShape(SparseReshapeOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> places = shapeOf(op.getIndices()),
                    shape = shapeOf(op.getShape()),
                    wanted = shapeOf(op.getNewShape());
  Type index = elementOf(op.getIndices());
  if (places.size() != 2 || shape.size() != 1 || wanted.size() != 1 ||
      failed(verifyCompatibleShape(places.drop_front(), shape)))
    return types.error(
        "sparse_reshape: places of shape " + formatShape(places) +
        " in a tensor whose shape has shape " + formatShape(shape));
  return success(succeeded(types.add({places[0], wanted[0]}, index)) &&
                 succeeded(types.add(wanted, index)));
}

LogicalResult inferShape(SparseTensorDenseAddOp::Adaptor op,
                         InferredTypes &types) {
  ArrayRef<int64_t> indices = shapeOf(op.getIndices()),
                    values = shapeOf(op.getValues()), x = shapeOf(op.getX());
  if (elementOf(op.getValues()) != elementOf(op.getX()) ||
      failed(verifyCompatibleShape(indices, {kDynamic, int64_t(x.size())})) ||
      values.size() != 1 ||
      failed(verifyCompatibleShape(indices.take_front(1), values)))
    return types.error("sparse_tensor_dense_add: places of shape " +
                       formatShape(indices) + " and values of shape " +
                       formatShape(values) + " into shape " + formatShape(x) +
                       ", expected a row per value and an entry per dimension, "
                       "of one type");
  auto sizes = knownElements(op.getShape());
  bool fits = shapeOf(op.getShape()).size() == 1 &&
              (!sizes || sizes->size() == x.size());
  if (fits && sizes)
    for (auto [size, own] : llvm::zip(*sizes, x))
      fits &= !size || own == kDynamic || own == *size;
  if (!fits)
    return types.error(
        "sparse_tensor_dense_add: the sparse tensor is not of the "
        "dense one's shape " +
        formatShape(x));
  return types.add(x, elementOf(op.getX()));
}

template <typename Adaptor>
static LogicalResult fillTypes(Adaptor op, bool padded, InferredTypes &types) {
  ArrayRef<int64_t> places = shapeOf(op.getIndices()),
                    values = shapeOf(op.getValues());
  auto shape = knownElements(op.getDenseShape());
  if (places.size() != 2 || !shape || shape->empty() ||
      failed(verifyCompatibleShape(places.take_front(), values)) ||
      elementOf(op.getDefaultValue()) != elementOf(op.getValues()))
    return types.error("sparse_fill_empty_rows: places of shape " +
                       formatShape(places) + " for values of shape " +
                       formatShape(values));
  int64_t rows = (*shape)[0].value_or(kDynamic), found = kDynamic;
  if (padded && rows != kDynamic && places[0] != kDynamic)
    found = rows + places[0];
  Type index = elementOf(op.getIndices());
  if (failed(types.add({found, places[1]}, index)) ||
      failed(types.add({found}, elementOf(op.getValues()))) ||
      failed(types.add({rows}, IntegerType::get(types.context, 1))) ||
      failed(types.add({places[0]}, index)))
    return failure();
  return padded ? types.add({}, index) : success();
}
LogicalResult inferShape(SparseFillPaddedOp::Adaptor op, InferredTypes &types) {
  return fillTypes(op, true, types);
}
LogicalResult inferShape(SparseFillEmptyRowsOp::Adaptor op,
                         InferredTypes &types) {
  return fillTypes(op, false, types);
}
LogicalResult expand(SparseFillEmptyRowsOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  auto filled = b.sparse_fill_padded(op.getIndices(), op.getValues(),
                                     op.getDenseShape(), op.getDefaultValue());
  Value count = filled[4];
  results.push_back(b.firstRows(filled[0], count));
  results.push_back(b.firstRows(filled[1], count));
  results.push_back(filled[2]);
  results.push_back(filled[3]);
  return success();
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

template <typename Adaptor>
static LogicalResult segmentTypes(Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  ArrayRef<int64_t> indices = shapeOf(op.getIndices()),
                    segments = shapeOf(op.getSegmentIds());
  if (shape.empty() || indices.size() != 1 ||
      failed(verifyCompatibleShape(indices, segments)))
    return types.error("sparse_segment: indices of shape " +
                       formatShape(indices) + " and segments of shape " +
                       formatShape(segments) + ", expected equal vectors");
  shape[0] = kDynamic;
  return types.add(shape, elementOf(op.getX()));
}
LogicalResult inferShape(SparseSegmentSumOp::Adaptor op, InferredTypes &types) {
  return segmentTypes(op, types);
}
LogicalResult inferShape(SparseSegmentMeanOp::Adaptor op,
                         InferredTypes &types) {
  return segmentTypes(op, types);
}
LogicalResult inferShape(SparseSegmentSqrtNOp::Adaptor op,
                         InferredTypes &types) {
  return segmentTypes(op, types);
}

/// Sums of rows by segments: what the gradient of a gather does. `count` gets
/// how many there are in each segment, as numbers of the rows' type.
static Value segmentSum(TfcBuilder &b, Value x, Value indices, Value segments,
                        Value *count) {
  Type index = elementOf(segments);
  IntegerAttr axis = b.builder.getI64IntegerAttr(0);
  Value none = b.integers({-1}, index);
  Value last = b.reduce_max(b.concat(ValueRange{segments, none}, axis));
  Value size = b.add(last, b.integers({1}, index, /*isScalar=*/true));
  Value rows = b.gather(x, indices);
  SmallVector<Value> sizes{size};
  for (int64_t d = 1; d < int64_t(shapeOf(x).size()); ++d) {
    int64_t known = shapeOf(x)[d];
    sizes.push_back(known == kDynamic
                        ? b.strided_slice(b.shape(x, TypeAttr::get(index)),
                                          b.axesAttr({d}), b.axesAttr({d + 1}),
                                          b.axesAttr({1}), {}, {}, {}, {},
                                          b.builder.getI64IntegerAttr(1))
                        : b.integers({known}, index, /*isScalar=*/true));
  }
  TfcBuilder numbers(b.builder, b.loc, elementOf(x));
  Value zero = numbers.number(0), one = numbers.number(1);
  if (count) {
    Value ones = b.broadcast_like(one, indices);
    Value zeros = b.fill(b.stack(size), zero);
    *count = b.maximum(b.gather_grad(ones, zeros, segments), one);
    for (int64_t d = 1; d < int64_t(shapeOf(x).size()); ++d)
      *count = b.expand_dims(*count, b.builder.getI64IntegerAttr(d));
  }
  return b.gather_grad(rows, b.fill(b.stack(sizes), zero), segments);
}
LogicalResult expand(SparseSegmentSumOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(
      segmentSum(b, op.getX(), op.getIndices(), op.getSegmentIds(), nullptr));
  return success();
}
LogicalResult expand(SparseSegmentMeanOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value count;
  Value sum =
      segmentSum(b, op.getX(), op.getIndices(), op.getSegmentIds(), &count);
  results.push_back(b.realdiv(sum, count));
  return success();
}
LogicalResult expand(SparseSegmentSqrtNOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value count;
  Value sum =
      segmentSum(b, op.getX(), op.getIndices(), op.getSegmentIds(), &count);
  results.push_back(b.realdiv(sum, b.sqrt(count)));
  return success();
}

} // namespace tfc

//===- sets.cpp - Shape rules and compositions of sets.td -----------------===//

#include "ir/ops/sets.h"
#include "ir/Builder.h"
#include "ir/Shape.h"
#include "ir/ops/shape.h"
#include "ir/sizes/Origins.h"
#include "ir/sizes/ShapeOperands.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

static int64_t countOf(Value x) {
  auto type = cast<RankedTensorType>(x.getType());
  return type.hasStaticShape() ? type.getNumElements() : kDynamic;
}
static Type indexType(std::optional<Type> given, MLIRContext *context) {
  return given.value_or(IntegerType::get(context, 32));
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

LogicalResult inferShape(WherePaddedOp::Adaptor op, InferredTypes &types) {
  Type i64 = IntegerType::get(types.context, 64);
  int64_t rank = shapeOf(op.getX()).size();
  return success(succeeded(types.add({countOf(op.getX()), rank}, i64)) &&
                 succeeded(types.add({}, i64)));
}
LogicalResult inferShape(WhereOp::Adaptor op, InferredTypes &types) {
  int64_t rank = shapeOf(op.getX()).size();
  return types.add({kDynamic, rank}, IntegerType::get(types.context, 64));
}
LogicalResult expand(WhereOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  auto padded = b.where_padded(op.getX());
  results.push_back(b.firstRows(padded[0], padded[1]));
  return success();
}

//===----------------------------------------------------------------------===//
// Different slices
//===----------------------------------------------------------------------===//

template <typename Adaptor>
static LogicalResult uniqueTypes(Adaptor op, bool padded, bool counts,
                                 InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis)
    return types.error("unique: axis " + Twine(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  Type index = indexType(op.getOutIdx(), types.context);
  int64_t n = shape[*axis], found = padded ? n : kDynamic;
  shape[*axis] = found;
  if (failed(types.add(shape, elementOf(op.getX()))) ||
      failed(types.add({n}, index)))
    return failure();
  if (counts && failed(types.add({found}, index)))
    return failure();
  return padded ? types.add({}, index) : success();
}
LogicalResult inferShape(UniquePaddedOp::Adaptor op, InferredTypes &types) {
  return uniqueTypes(op, true, true, types);
}
LogicalResult inferShape(UniqueOp::Adaptor op, InferredTypes &types) {
  return uniqueTypes(op, false, false, types);
}
LogicalResult inferShape(UniqueWithCountsOp::Adaptor op, InferredTypes &types) {
  return uniqueTypes(op, false, true, types);
}

/// The first `count` slices along an axis.
static Value firstSlices(TfcBuilder &b, Value x, Value count, int64_t axis) {
  Type type = elementOf(count);
  int64_t rank = shapeOf(x).size();
  SmallVector<Value> sizes(rank, b.integers({-1}, type, /*isScalar=*/true));
  sizes[axis] = count;
  return b.slice(x, b.integers(SmallVector<int64_t>(rank, 0), type),
                 b.stack(sizes));
}
template <typename Op>
static LogicalResult expandUnique(Op op, bool counts, TfcBuilder &b,
                                  SmallVectorImpl<Value> &results) {
  auto padded =
      isa<StringType>(elementOf(op.getX()))
          ? b.string_unique_padded(op.getX(), op.getAxisAttr(),
                                   op.getOutIdxAttr())
          : b.unique_padded(op.getX(), op.getAxisAttr(), op.getOutIdxAttr());
  int64_t axis = *normalizeAxis(op.getAxis(), shapeOf(op.getX()).size());
  results.push_back(firstSlices(b, padded[0], padded[3], axis));
  results.push_back(padded[1]);
  if (counts)
    results.push_back(b.firstRows(padded[2], padded[3]));
  return success();
}
LogicalResult expand(UniqueOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  return expandUnique(op, false, b, results);
}
LogicalResult expand(UniqueWithCountsOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  return expandUnique(op, true, b, results);
}

/// The places in x of what is not in y, where both are known when compiling.
static std::optional<SmallVector<int64_t>> knownDifference(Value x, Value y) {
  auto have = knownElements(x), without = knownElements(y);
  if (!isa<IntegerType>(elementOf(x)) || !have || !without ||
      llvm::is_contained(*have, std::nullopt) ||
      llvm::is_contained(*without, std::nullopt))
    return std::nullopt;
  SmallVector<int64_t> places;
  for (auto [place, element] : llvm::enumerate(*have))
    if (!llvm::is_contained(*without, element))
      places.push_back(place);
  return places;
}

template <typename Adaptor>
static LogicalResult differenceTypes(Adaptor op, bool padded,
                                     InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), y = shapeOf(op.getY());
  if (x.size() != 1 || y.size() != 1 ||
      elementOf(op.getX()) != elementOf(op.getY()))
    return types.error("setdiff1d of shapes " + formatShape(x) + " and " +
                       formatShape(y) + ", expected two vectors of one type");
  Type index = indexType(op.getOutIdx(), types.context);
  int64_t found = padded ? x[0] : kDynamic;
  if (auto known = knownDifference(op.getX(), op.getY()); known && !padded)
    found = known->size();
  if (failed(types.add({found}, elementOf(op.getX()))) ||
      failed(types.add({found}, index)))
    return failure();
  return padded ? types.add({}, index) : success();
}
LogicalResult inferShape(ListDiffPaddedOp::Adaptor op, InferredTypes &types) {
  return differenceTypes(op, true, types);
}
LogicalResult inferShape(ListDiffOp::Adaptor op, InferredTypes &types) {
  return differenceTypes(op, false, types);
}
LogicalResult expand(ListDiffOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  if (auto known = knownDifference(op.getX(), op.getY())) {
    Value places = b.integers(*known, elementOf(op.getIdx()));
    Value found;
    if (Type element = elementOf(op.getX());
        element.isInteger(32) || element.isInteger(64)) {
      auto elements = *knownElements(op.getX());
      SmallVector<int64_t> values;
      for (int64_t place : *known)
        values.push_back(*elements[place]);
      found = b.integers(values, element);
    } else {
      found = b.gather(op.getX(), places);
    }
    results.append({found, places});
    return success();
  }
  auto padded = b.list_diff_padded(op.getX(), op.getY(), op.getOutIdxAttr());
  results.push_back(b.firstRows(padded[0], padded[2]));
  results.push_back(b.firstRows(padded[1], padded[2]));
  return success();
}

//===----------------------------------------------------------------------===//
// Partition and stitch
//===----------------------------------------------------------------------===//

constexpr int64_t kMaxPartitions = 65536;

LogicalResult inferShape(PartitionOrderOp::Adaptor op, InferredTypes &types) {
  int64_t count = op.getNumPartitions();
  if (count < 1 || count > kMaxPartitions)
    return types.error("dynamic_partition: " + Twine(count) +
                       " partitions, expected 1 to " + Twine(kMaxPartitions));
  Type i32 = IntegerType::get(types.context, 32);
  return success(succeeded(types.add({countOf(op.getPartitions())}, i32)) &&
                 succeeded(types.add({count}, i32)));
}

LogicalResult inferShape(DynamicPartitionOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), of = shapeOf(op.getPartitions());
  int64_t count = op.getNumPartitions();
  if (count < 1 || count > kMaxPartitions)
    return types.error("dynamic_partition: " + Twine(count) +
                       " partitions, expected 1 to " + Twine(kMaxPartitions));
  if (of.size() > x.size() ||
      failed(verifyCompatibleShape(x.take_front(of.size()), of)))
    return types.error("dynamic_partition: partitions of shape " +
                       formatShape(of) + " for data of shape " +
                       formatShape(x));
  SmallVector<int64_t> shape{kDynamic};
  llvm::append_range(shape, x.drop_front(of.size()));
  for (int64_t i = 0; i < count; ++i)
    if (failed(types.add(shape, elementOf(op.getX()))))
      return failure();
  return success();
}

/// x with its first `dims` dimensions as one.
static Value mergeFirst(TfcBuilder &b, Value x, int64_t dims) {
  if (dims == 1)
    return x;
  int64_t rank = shapeOf(x).size();
  Type i32 = b.builder.getI32Type();
  SmallVector<Value> sizes{b.integers({-1}, i32, /*isScalar=*/true)};
  for (int64_t d = dims; d < rank; ++d) {
    int64_t size = shapeOf(x)[d];
    sizes.push_back(size == kDynamic
                        ? b.strided_slice(b.shape(x), b.axesAttr({d}),
                                          b.axesAttr({d + 1}), b.axesAttr({1}),
                                          {}, {}, {}, {},
                                          b.builder.getI64IntegerAttr(1))
                        : b.integers({size}, i32, /*isScalar=*/true));
  }
  return b.reshape(x, b.stack(sizes));
}

// The places in the order of their partitions are cut into pieces, one for
// each.
LogicalResult expand(DynamicPartitionOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Type i32 = b.builder.getI32Type();
  int64_t dims = shapeOf(op.getPartitions()).size();
  Value rows = mergeFirst(b, op.getX(), dims);
  Value numbers = mergeFirst(b, op.getPartitions(), dims);
  auto order = b.partition_order(numbers, op.getNumPartitionsAttr());
  Value counts = order[1], from = b.integers({0}, i32, /*isScalar=*/true);
  for (int64_t i = 0; i < int64_t(op.getNumPartitions()); ++i) {
    Value count = b.strided_slice(counts, b.axesAttr({i}), b.axesAttr({i + 1}),
                                  b.axesAttr({1}), {}, {}, {}, {},
                                  b.builder.getI64IntegerAttr(1));
    Value places = b.slice(order[0], b.stack(from), b.stack(count));
    results.push_back(b.gather(rows, places));
    from = b.add(from, count);
  }
  return success();
}

LogicalResult inferShape(ScatterRowsOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> places = shapeOf(op.getPlaces()),
                    rows = shapeOf(op.getRows());
  auto size = knownElements(op.getSize());
  if (places.size() != 1 || rows.empty() || !size || size->size() != 1 ||
      failed(verifyCompatibleShape(places, rows.take_front())))
    return types.error("scatter_rows: places of shape " + formatShape(places) +
                       " for rows of shape " + formatShape(rows));
  SmallVector<int64_t> shape(rows);
  shape[0] = (*size)[0].value_or(kDynamic);
  return types.add(shape, elementOf(op.getRows()));
}

LogicalResult inferShape(DynamicStitchOp::Adaptor op, InferredTypes &types) {
  if (op.getIndices().empty())
    return types.error("dynamic_stitch needs at least one tensor");
  SmallVector<int64_t> result;
  for (auto [i, pair] :
       llvm::enumerate(llvm::zip_equal(op.getIndices(), op.getValues()))) {
    auto [indices, value] = pair;
    ArrayRef<int64_t> at = shapeOf(indices), shape = shapeOf(value);
    ArrayRef<int64_t> rest =
        shape.drop_front(std::min(at.size(), shape.size()));
    bool fits =
        at.size() <= shape.size() &&
        succeeded(verifyCompatibleShape(at, shape.take_front(at.size())));
    fits &= elementOf(value) == elementOf(op.getValues()[0]) &&
            elementOf(indices) == elementOf(op.getIndices()[0]);
    if (i && fits)
      fits =
          succeeded(verifyCompatibleShape(ArrayRef(result).drop_front(), rest));
    if (!fits)
      return types.error("dynamic_stitch: indices of shape " + formatShape(at) +
                         " for a value of shape " + formatShape(shape));
    if (i)
      continue;
    result.push_back(0);
    llvm::append_range(result, rest);
  }
  // One more row than the largest index, where all are known.
  for (Value indices : op.getIndices()) {
    auto known = knownElements(indices);
    if (!known || llvm::is_contained(*known, std::nullopt)) {
      result[0] = kDynamic;
      break;
    }
    for (std::optional<int64_t> index : *known)
      result[0] = std::max(result[0], *index + 1);
  }
  return types.add(result, elementOf(op.getValues()[0]));
}

LogicalResult expand(DynamicStitchOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  SmallVector<Value> places, rows;
  for (auto [indices, value] :
       llvm::zip_equal(op.getIndices(), op.getValues())) {
    int64_t dims = shapeOf(indices).size();
    auto flat = [&](Value x) {
      return dims ? mergeFirst(b, x, dims)
                  : b.expand_dims(x, b.builder.getI64IntegerAttr(0));
    };
    places.push_back(flat(indices));
    rows.push_back(flat(value));
  }
  IntegerAttr axis = b.builder.getI64IntegerAttr(0);
  Value at = b.concat(places, axis), all = b.concat(rows, axis);
  Type index = elementOf(at);
  if (int64_t size = shapeOf(op.getY())[0]; !ShapedType::isDynamic(size)) {
    results.push_back(
        b.scatter_rows(at, all, b.integers({size}, index, /*isScalar=*/true)));
    return success();
  }
  // One more than the largest, 0 where there is none.
  Value none = b.integers({-1}, index);
  Value largest = b.reduce_max(b.concat(ValueRange{at, none}, axis));
  Value size = b.add(largest, b.integers({1}, index, /*isScalar=*/true));
  results.push_back(b.scatter_rows(at, all, size));
  return success();
}

//===----------------------------------------------------------------------===//
// Counts
//===----------------------------------------------------------------------===//

LogicalResult inferShape(BincountOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), weights = shapeOf(op.getWeights());
  auto size = knownElements(op.getSize());
  bool none = llvm::is_contained(weights, 0);
  if (x.size() > 2 || !size || size->size() != 1 ||
      (!none && failed(verifyCompatibleShape(x, weights))))
    return types.error("bincount of shape " + formatShape(x) +
                       " with weights of shape " + formatShape(weights) +
                       ", expected a vector or matrix, and weights like it or "
                       "none");
  if ((*size)[0] && *(*size)[0] < 0)
    return types.error("bincount of a size of " + Twine(*(*size)[0]));
  SmallVector<int64_t> shape;
  if (x.size() == 2)
    shape.push_back(x[0]);
  shape.push_back((*size)[0].value_or(kDynamic));
  return types.add(shape, elementOf(op.getWeights()));
}

//===----------------------------------------------------------------------===//
// Sizes: where the elements come from
//===----------------------------------------------------------------------===//

void origins(ListDiffOp op, unsigned result, ElementReader known,
             Origins origins) {
  auto x = known(op.getX()), y = known(op.getY());
  if (!x || !y || llvm::is_contained(*x, std::nullopt) ||
      llvm::is_contained(*y, std::nullopt))
    return;
  size_t next = 0;
  for (auto [place, element] : llvm::enumerate(*x))
    if (!llvm::is_contained(*y, element) && next < origins.size())
      origins[next++] = Origin::number(result == 0 ? *element : int64_t(place));
}

// Slice k of a value goes to the row that index k names; the last of several.
void origins(DynamicStitchOp op, unsigned, ElementReader known,
             Origins origins) {
  int64_t inner = ShapedType::getNumElements(shapeOf(op.getY()).drop_front());
  unsigned operand = op.getIndices().size();
  SmallVector<Origin> placed(origins.size());
  for (Value indices : op.getIndices()) {
    auto rows = known(indices);
    if (!rows)
      return;
    for (auto [k, row] : llvm::enumerate(*rows)) {
      if (!row || *row < 0 || (*row + 1) * inner > int64_t(placed.size()))
        return;
      for (int64_t i = 0; i < inner; ++i)
        placed[*row * inner + i] = Origin::element(operand, k * inner + i);
    }
    ++operand;
  }
  llvm::copy(placed, origins.begin());
}

} // namespace tfc

//===- ragged.cpp - Shape rules and compositions of ragged.td ------------===//

#include "ir/ops/ragged.h"
#include "ir/Builder.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// Ranges and rows
//===----------------------------------------------------------------------===//

/// How many ranges the operands give; nothing where they disagree.
static std::optional<int64_t> rangeCount(ValueRange operands) {
  int64_t count = 1;
  for (Value operand : operands) {
    ArrayRef<int64_t> shape = shapeOf(operand);
    if (shape.size() > 1 || elementOf(operand) != elementOf(operands[0]))
      return std::nullopt;
    if (shape.empty() || shape[0] == 1)
      continue;
    if (count != 1 && count != kDynamic && shape[0] != kDynamic &&
        count != shape[0])
      return std::nullopt;
    if (count == 1 || count == kDynamic)
      count = shape[0];
  }
  return count;
}

template <typename Adaptor>
static LogicalResult rangeTypes(Adaptor op, bool values, InferredTypes &types) {
  auto count = rangeCount({op.getStarts(), op.getLimits(), op.getDeltas()});
  if (!count)
    return types.error("ragged_range of shapes " +
                       formatShape(shapeOf(op.getStarts())) + ", " +
                       formatShape(shapeOf(op.getLimits())) + " and " +
                       formatShape(shapeOf(op.getDeltas())) +
                       ", expected vectors of one length or scalars, of one "
                       "type");
  Type index = op.getSplitsType().value_or(IntegerType::get(types.context, 64));
  if (failed(types.add({*count == kDynamic ? kDynamic : *count + 1}, index)))
    return failure();
  return values ? types.add({kDynamic}, elementOf(op.getStarts())) : success();
}
LogicalResult inferShape(RaggedSplitsOp::Adaptor op, InferredTypes &types) {
  return rangeTypes(op, false, types);
}
LogicalResult inferShape(RaggedRangeOp::Adaptor op, InferredTypes &types) {
  return rangeTypes(op, true, types);
}
LogicalResult inferShape(RaggedValuesOp::Adaptor op, InferredTypes &types) {
  auto size = knownElements(op.getSize());
  if (!size || size->size() != 1 || shapeOf(op.getSplits()).size() != 1 ||
      elementOf(op.getStarts()) != elementOf(op.getDeltas()))
    return types.error("ragged_values needs splits and one size");
  return types.add({(*size)[0].value_or(kDynamic)}, elementOf(op.getStarts()));
}

/// The last element of a vector that is not empty.
static Value lastOf(TfcBuilder &b, Value vector) {
  return b.strided_slice(vector, b.axesAttr({-1}), b.axesAttr({0}),
                         b.axesAttr({1}), {}, {}, {}, {},
                         b.builder.getI64IntegerAttr(1));
}
LogicalResult expand(RaggedRangeOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value splits = b.ragged_splits(op.getStarts(), op.getLimits(), op.getDeltas(),
                                 op.getSplitsTypeAttr());
  results.push_back(splits);
  results.push_back(b.ragged_values(op.getStarts(), op.getDeltas(), splits,
                                    lastOf(b, splits)));
  return success();
}

LogicalResult inferShape(RaggedGatherOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> indices = shapeOf(op.getIndices()),
                    values = shapeOf(op.getValues());
  if (indices.empty() || values.empty() || op.getSplits().empty())
    return types.error("ragged_gather: indices of shape " +
                       formatShape(indices) + " and values of shape " +
                       formatShape(values) +
                       ", expected one dimension or more, and splits");
  Type element = elementOf(op.getSplits().front());
  int64_t rows = 1; // a split for each, and one more
  auto addSplits = [&] {
    return types.add({rows == kDynamic ? kDynamic : rows + 1}, element);
  };
  for (auto [i, size] : llvm::enumerate(indices)) {
    bool isKnown = rows != kDynamic && size != kDynamic && size <= INT32_MAX &&
                   rows <= INT32_MAX;
    rows = isKnown ? rows * size : kDynamic;
    if (i + 1 < indices.size() && failed(addSplits()))
      return failure();
  }
  for (auto [i, splits] : llvm::enumerate(op.getSplits())) {
    if (shapeOf(splits).size() != 1 || elementOf(splits) != element)
      return types.error("ragged_gather: splits of shape " +
                         formatShape(shapeOf(splits)) +
                         ", expected vectors of one type");
    if (failed(addSplits()))
      return failure();
    rows = kDynamic;
  }
  SmallVector<int64_t> shape(values);
  shape[0] = kDynamic;
  return types.add(shape, elementOf(op.getValues()));
}
// From level to level the rows taken are ranges of the next one's. Rows of the
// indices are all of one length.
LogicalResult expand(RaggedGatherOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value rows = op.getIndices();
  int64_t rank = shapeOf(rows).size();
  if (rank > 1) {
    Type element = elementOf(op.getSplits().front());
    Value shape = b.shape(rows, TypeAttr::get(element));
    auto number = [&](int64_t value) {
      return b.integers({value}, element, /*isScalar=*/true);
    };
    Value count = number(1);
    for (int64_t axis = 0; axis + 1 < rank; ++axis) {
      count = b.mul(count, b.gather(shape, number(axis)));
      Value ends = b.range(number(0), b.add(count, number(1)), number(1));
      results.push_back(b.mul(ends, b.gather(shape, number(axis + 1))));
    }
    rows = b.reshape(rows, b.integers({-1}, element));
  }
  for (Value splits : op.getSplits()) {
    TypeAttr type = TypeAttr::get(elementOf(splits));
    Value one = b.integers({1}, elementOf(rows), /*isScalar=*/true);
    auto range = b.ragged_range(
        b.gather(splits, rows), b.gather(splits, b.add(rows, one)),
        b.integers({1}, elementOf(splits), /*isScalar=*/true), type);
    results.push_back(range[0]);
    rows = range[1];
  }
  results.push_back(b.gather(op.getValues(), rows));
  return success();
}

//===----------------------------------------------------------------------===//
// Ragged to dense
//===----------------------------------------------------------------------===//

/// The number of the dimensions that partitions of these kinds tell of.
static int64_t levelsOf(ArrayRef<int64_t> kinds) {
  return !kinds.empty() && kinds[0] == 0 ? kinds.size() : kinds.size() + 1;
}

LogicalResult inferShape(RaggedExtentsOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> kinds = op.getKinds();
  bool fits = !kinds.empty() && kinds.size() == op.getPartitions().size() &&
              kinds[0] != 1 && shapeOf(op.getShape()).size() <= 1;
  for (auto [i, kind] : llvm::enumerate(kinds))
    fits &= kind >= (i ? 1 : 0) && kind <= 2;
  if (fits)
    for (auto [kind, partition] : llvm::zip_equal(kinds, op.getPartitions()))
      fits &= shapeOf(partition).size() == (kind == 0 ? 0 : 1);
  if (!fits)
    return types.error("ragged_tensor_to_tensor needs a partition for each of "
                       "its types: FIRST_DIM_SIZE (a number) or ROW_SPLITS "
                       "first, then ROW_SPLITS or VALUE_ROWIDS (vectors)");
  return types.add({levelsOf(kinds)}, IntegerType::get(types.context, 64));
}

LogicalResult inferShape(RaggedToTensorOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> values = shapeOf(op.getValues()),
                    fallback = shapeOf(op.getDefaultValue());
  Type element = elementOf(op.getValues());
  if (failed(shape::shapeOperandType(op.getSizes(), element, types)))
    return failure();
  auto sized = cast<RankedTensorType>(types.types.pop_back_val());
  SmallVector<int64_t> shape(sized.getShape());
  bool fits = !values.empty() && elementOf(op.getDefaultValue()) == element &&
              op.getKinds().size() == op.getPartitions().size() &&
              int64_t(shape.size()) == levelsOf(op.getKinds());
  fits &=
      fallback.empty() ||
      (fits && succeeded(verifyCompatibleShape(values.drop_front(), fallback)));
  if (!fits)
    return types.error("ragged_tensor_to_tensor: values of shape " +
                       formatShape(values) + " with a default value of shape " +
                       formatShape(fallback) + " of one type expected");
  llvm::append_range(shape, values.drop_front());
  return types.add(shape, element);
}

static std::optional<SmallVector<int64_t>> kindsOf(ArrayAttr names) {
  SmallVector<int64_t> kinds;
  for (Attribute name : names) {
    StringRef text = cast<StringAttr>(name).getValue();
    kinds.push_back(text == "FIRST_DIM_SIZE" ? 0
                    : text == "VALUE_ROWIDS" ? 1
                    : text == "ROW_SPLITS"   ? 2
                                             : -1);
    if (kinds.back() < 0)
      return std::nullopt;
  }
  return kinds;
}
LogicalResult inferShape(RaggedTensorToTensorOp::Adaptor op,
                         InferredTypes &types) {
  ArrayRef<int64_t> values = shapeOf(op.getValues());
  auto kinds = kindsOf(op.getRowPartitionTypes());
  if (!kinds || kinds->empty() || values.empty())
    return types.error("ragged_tensor_to_tensor needs values and partitions of "
                       "types FIRST_DIM_SIZE, VALUE_ROWIDS or ROW_SPLITS");
  int64_t levels = levelsOf(*kinds), rank = levels + values.size() - 1;
  auto known = knownElements(op.getShape());
  SmallVector<int64_t> shape(levels, kDynamic);
  if (shapeOf(op.getShape()).size() == 1) {
    if (!known || int64_t(known->size()) != rank)
      return types.error("ragged_tensor_to_tensor to a shape of " +
                         formatShape(shapeOf(op.getShape())) +
                         " dimensions, expected " + Twine(rank));
    for (int64_t d = 0; d < levels; ++d)
      if ((*known)[d] && *(*known)[d] >= 0)
        shape[d] = *(*known)[d];
  }
  llvm::append_range(shape, values.drop_front());
  return types.add(shape, elementOf(op.getValues()));
}
LogicalResult expand(RaggedTensorToTensorOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  auto kinds = b.axesAttr(*kindsOf(op.getRowPartitionTypes()));
  Value sizes = b.ragged_extents(op.getShape(), op.getPartitions(), kinds);
  results.push_back(b.ragged_to_tensor(op.getValues(), op.getDefaultValue(),
                                       op.getPartitions(), sizes, kinds));
  return success();
}

} // namespace tfc

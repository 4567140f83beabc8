//===- strings.cpp - Shape rules and compositions of strings.td -----------===//

#include "ir/ops/strings.h"
#include "ir/Builder.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

static Type stringType(InferredTypes &types) {
  return StringType::get(types.context);
}
static Type i64(InferredTypes &types) {
  return IntegerType::get(types.context, 64);
}

LogicalResult inferShape(StringConstantOp::Adaptor op, InferredTypes &types) {
  if (failed(types.add(op.getShape(), stringType(types))))
    return failure();
  int64_t count = cast<RankedTensorType>(types.types[0]).getNumElements();
  int64_t given = op.getValues().size();
  if (given != count && given != 1)
    return types.error(Twine(given) + " strings for a shape of " +
                       Twine(count) + " elements");
  return success();
}

//===----------------------------------------------------------------------===//
// Element by element
//===----------------------------------------------------------------------===//

static LogicalResult checkUnit(StringRef unit, InferredTypes &types) {
  if (unit == "BYTE" || unit == "UTF8_CHAR")
    return success();
  return types.error("unit '" + unit + "', expected BYTE or UTF8_CHAR");
}

LogicalResult inferShape(StringLengthOp::Adaptor op, InferredTypes &types) {
  return success(succeeded(checkUnit(op.getUnit(), types)) &&
                 succeeded(types.add(shapeOf(op.getX()),
                                     IntegerType::get(types.context, 32))));
}
LogicalResult inferShape(SubstrOp::Adaptor op, InferredTypes &types) {
  if (elementOf(op.getPos()) != elementOf(op.getLen()))
    return types.error("substr: positions of type " +
                       formatElementType(op.getPos().getType()) +
                       " and lengths of type " +
                       formatElementType(op.getLen().getType()));
  return success(succeeded(checkUnit(op.getUnit(), types)) &&
                 succeeded(shape::broadcastTypes(
                     op.getOperands(), stringType(types), false, types)));
}
LogicalResult inferShape(AsStringOp::Adaptor op, InferredTypes &types) {
  Type element = elementOf(op.getX());
  bool isFloat = isa<FloatType>(element);
  if (isa<ComplexType>(element))
    return types.error("as_string of complex numbers is not supported");
  if (op.getScientific() && op.getShortest())
    return types.error("as_string: scientific and shortest exclude each other");
  if (!isFloat && (op.getScientific() || op.getShortest()))
    return types.error("as_string: scientific and shortest are for "
                       "floating-point numbers, not " +
                       formatElementType(element));
  int64_t precision = op.getPrecision(), width = op.getWidth();
  if (!isFloat && precision >= 0)
    return types.error("as_string: precision is for floating-point numbers, "
                       "not " +
                       formatElementType(element));
  constexpr int64_t most = 4096;
  for (int64_t number : {precision, width})
    if (number < -1 || number > most)
      return types.error("as_string: a precision or width of " + Twine(number) +
                         ", expected -1 to " + Twine(most));
  StringRef fill = op.getFill();
  if (fill.size() > 1 || (!fill.empty() && !StringRef(" +-0#").contains(fill)))
    return types.error("as_string: fill '" + fill +
                       "', expected one character of \" +-0#\", or none");
  return types.add(shapeOf(op.getX()), stringType(types));
}
LogicalResult inferShape(StringToNumberOp::Adaptor op, InferredTypes &types) {
  Type type = op.getOutType().value_or(Float32Type::get(types.context));
  if (!type.isF32() && !type.isF64() && !type.isSignlessInteger(32) &&
      !type.isSignlessInteger(64))
    return types.error("string_to_number gives float32, float64, int32 or "
                       "int64, not " +
                       formatElementType(type));
  return types.add(shapeOf(op.getX()), type);
}

template <typename Adaptor>
static LogicalResult hashTypes(Adaptor op, InferredTypes &types) {
  int64_t buckets = op.getNumBuckets();
  if (buckets < 1)
    return types.error(Twine(buckets) + " buckets, expected at least 1");
  return types.add(shapeOf(op.getX()), i64(types));
}
LogicalResult inferShape(StringToHashBucketFastOp::Adaptor op,
                         InferredTypes &types) {
  return hashTypes(op, types);
}
LogicalResult inferShape(StringToHashBucketStrongOp::Adaptor op,
                         InferredTypes &types) {
  if (op.getKey().size() != 2)
    return types.error("a key of " + Twine(op.getKey().size()) +
                       " numbers, expected 2");
  return hashTypes(op, types);
}

//===----------------------------------------------------------------------===//
// Joining
//===----------------------------------------------------------------------===//

LogicalResult inferShape(StringJoinOp::Adaptor op, InferredTypes &types) {
  if (op.getValues().empty())
    return types.error("string_join of no tensors");
  SmallVector<int64_t> shape;
  for (Value value : op.getValues()) {
    ArrayRef<int64_t> next = shapeOf(value);
    if (next.empty())
      continue;
    if (shape.empty())
      shape.assign(next.begin(), next.end());
    else if (failed(verifyCompatibleShape(shape, next)))
      return types.error("string_join of shapes " + formatShape(shape) +
                         " and " + formatShape(next));
    for (auto [size, other] : llvm::zip(shape, next))
      size = size == kDynamic ? other : size;
  }
  return types.add(shape, stringType(types));
}

LogicalResult inferShape(ReduceJoinOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  SmallVector<bool> joined(shape.size(), !op.getAxes());
  for (int64_t axis : op.getAxes().value_or(ArrayRef<int64_t>())) {
    auto place = normalizeAxis(axis, shape.size());
    if (!place)
      return types.error("reduce_join: axis " + Twine(axis) +
                         " out of range for shape " + formatShape(shape));
    if (joined[*place])
      return types.error("reduce_join: axis " + Twine(axis) +
                         " is given twice");
    joined[*place] = true;
  }
  SmallVector<int64_t> result;
  for (auto [size, isJoined] : llvm::zip(shape, joined)) {
    if (!isJoined)
      result.push_back(size);
    else if (op.getKeepdims())
      result.push_back(1);
  }
  return types.add(result, stringType(types));
}

//===----------------------------------------------------------------------===//
// Splitting
//===----------------------------------------------------------------------===//

static LogicalResult checkSplit(Value x, Value delimiter,
                                InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(x), one = shapeOf(delimiter);
  if (shape.size() != 1)
    return types.error("string_split of shape " + formatShape(shape) +
                       ", expected a vector");
  auto isOne = [](int64_t size) { return size == 1 || size == kDynamic; };
  if (!llvm::all_of(one, isOne))
    return types.error("a delimiter of shape " + formatShape(one) +
                       ", expected one string");
  return success();
}
LogicalResult inferShape(StringSplitCountOp::Adaptor op, InferredTypes &types) {
  return success(succeeded(checkSplit(op.getX(), op.getDelimiter(), types)) &&
                 succeeded(types.add({}, i64(types))) &&
                 succeeded(types.add({2}, i64(types))));
}
LogicalResult inferShape(StringSplitPartsOp::Adaptor op, InferredTypes &types) {
  auto known = knownElements(op.getCount());
  int64_t count =
      known && known->size() == 1 ? (*known)[0].value_or(kDynamic) : kDynamic;
  return success(succeeded(checkSplit(op.getX(), op.getDelimiter(), types)) &&
                 succeeded(types.add({count, 2}, i64(types))) &&
                 succeeded(types.add({count}, stringType(types))));
}
static LogicalResult splitTypes(Value x, Value delimiter,
                                InferredTypes &types) {
  return success(succeeded(checkSplit(x, delimiter, types)) &&
                 succeeded(types.add({kDynamic, 2}, i64(types))) &&
                 succeeded(types.add({kDynamic}, stringType(types))) &&
                 succeeded(types.add({2}, i64(types))));
}
LogicalResult inferShape(StringSplitOp::Adaptor op, InferredTypes &types) {
  return splitTypes(op.getX(), op.getDelimiter(), types);
}
LogicalResult inferShape(StringSplitV2Op::Adaptor op, InferredTypes &types) {
  return splitTypes(op.getX(), op.getSep(), types);
}

static LogicalResult expandSplit(Value x, Value delimiter, bool python,
                                 BoolAttr skipEmpty, IntegerAttr maxsplit,
                                 TfcBuilder &b,
                                 SmallVectorImpl<Value> &results) {
  BoolAttr isPython = b.builder.getBoolAttr(python);
  auto counts =
      b.string_split_count(x, delimiter, isPython, skipEmpty, maxsplit);
  auto parts = b.string_split_parts(x, delimiter, counts[0], isPython,
                                    skipEmpty, maxsplit);
  results.append({parts[0], parts[1], counts[1]});
  return success();
}
LogicalResult expand(StringSplitOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  return expandSplit(op.getX(), op.getDelimiter(), false, op.getSkipEmptyAttr(),
                     {}, b, results);
}
LogicalResult expand(StringSplitV2Op op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  return expandSplit(op.getX(), op.getSep(), true, {}, op.getMaxsplitAttr(), b,
                     results);
}

//===----------------------------------------------------------------------===//
// n-grams
//===----------------------------------------------------------------------===//

template <typename Adaptor>
static LogicalResult checkNGrams(Adaptor op, InferredTypes &types) {
  if (shapeOf(op.getData()).size() != 1 ||
      shapeOf(op.getDataSplits()).size() != 1)
    return types.error(
        "string_n_grams of shape " + formatShape(shapeOf(op.getData())) +
        " with splits of shape " + formatShape(shapeOf(op.getDataSplits())) +
        ", expected two vectors");
  for (int64_t width : op.getNgramWidths())
    if (width < 1)
      return types.error("string_n_grams of width " + Twine(width) +
                         ", expected at least 1");
  return success();
}
LogicalResult inferShape(StringNGramsCountOp::Adaptor op,
                         InferredTypes &types) {
  Type index = elementOf(op.getDataSplits());
  return success(succeeded(checkNGrams(op, types)) &&
                 succeeded(types.add(shapeOf(op.getDataSplits()), index)) &&
                 succeeded(types.add({}, index)));
}
LogicalResult inferShape(StringNGramsValuesOp::Adaptor op,
                         InferredTypes &types) {
  auto known = knownElements(op.getCount());
  int64_t count =
      known && known->size() == 1 ? (*known)[0].value_or(kDynamic) : kDynamic;
  return success(succeeded(checkNGrams(op, types)) &&
                 succeeded(types.add({count}, stringType(types))));
}
LogicalResult inferShape(StringNGramsOp::Adaptor op, InferredTypes &types) {
  return success(succeeded(checkNGrams(op, types)) &&
                 succeeded(types.add({kDynamic}, stringType(types))) &&
                 succeeded(types.add(shapeOf(op.getDataSplits()),
                                     elementOf(op.getDataSplits()))));
}
LogicalResult expand(StringNGramsOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  auto counts = b.string_n_grams_count(
      op.getData(), op.getDataSplits(), op.getSeparatorAttr(),
      op.getNgramWidthsAttr(), op.getLeftPadAttr(), op.getRightPadAttr(),
      op.getPadWidthAttr(), op.getPreserveShortSequencesAttr());
  results.push_back(b.string_n_grams_values(
      op.getData(), op.getDataSplits(), counts[1], op.getSeparatorAttr(),
      op.getNgramWidthsAttr(), op.getLeftPadAttr(), op.getRightPadAttr(),
      op.getPadWidthAttr(), op.getPreserveShortSequencesAttr()));
  results.push_back(counts[0]);
  return success();
}

//===----------------------------------------------------------------------===//
// Sets, regular expressions
//===----------------------------------------------------------------------===//

LogicalResult inferShape(StringUniquePaddedOp::Adaptor op,
                         InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis)
    return types.error("unique: axis " + Twine(int64_t(op.getAxis())) +
                       " out of range for shape " + formatShape(shape));
  Type index = op.getOutIdx().value_or(IntegerType::get(types.context, 32));
  int64_t n = shape[*axis];
  return success(succeeded(types.add(shape, stringType(types))) &&
                 succeeded(types.add({n}, index)) &&
                 succeeded(types.add({n}, index)) &&
                 succeeded(types.add({}, index)));
}

LogicalResult inferShape(RegexFullMatchOp::Adaptor op, InferredTypes &types) {
  return types.add(shapeOf(op.getX()), IntegerType::get(types.context, 1));
}

} // namespace tfc

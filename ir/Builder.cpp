//===- Builder.cpp - Compositions that facets name ------------------------===//

#include "ir/Builder.h"
#include "ir/CreateOp.h"
#include "ir/Ops.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

#include "ir/Builder.cpp.inc"

Operation *TfcBuilder::create(OperationState &state) {
  if (failed(inferResultTypes(state)))
    llvm::report_fatal_error("operands of an op that tfc made do not fit it");
  return builder.create(state);
}

static Attribute numberAttr(Type type, double value) {
  if (isa<FloatType>(type))
    return FloatAttr::get(type, value);
  if (auto complex = dyn_cast<ComplexType>(type)) {
    Type part = complex.getElementType();
    Attribute parts[] = {FloatAttr::get(part, value), FloatAttr::get(part, 0)};
    return ArrayAttr::get(type.getContext(), parts);
  }
  return IntegerAttr::get(type, int64_t(value));
}

Value TfcBuilder::emptyString() {
  return string_constant(builder.getStrArrayAttr({""}), axesAttr({}));
}

Value TfcBuilder::number(double value) {
  if (isa<StringType>(element))
    return emptyString();
  return constant(DenseElementsAttr::get(RankedTensorType::get({}, element),
                                         numberAttr(element, value)));
}

static Value filled(TfcBuilder &b, Value x, double value) {
  auto type = cast<RankedTensorType>(x.getType());
  if (isa<StringType>(type.getElementType()))
    return b.broadcast_like(b.emptyString(), x);
  Attribute number = numberAttr(type.getElementType(), value);
  if (type.hasStaticShape())
    return b.constant(DenseElementsAttr::get(type, number));
  Value scalar = b.constant(DenseElementsAttr::get(
      RankedTensorType::get({}, type.getElementType()), number));
  return b.broadcast_like(scalar, x);
}
Value TfcBuilder::integers(ArrayRef<int64_t> values, Type element,
                           bool isScalar) {
  SmallVector<Attribute> attributes;
  for (int64_t value : values)
    attributes.push_back(IntegerAttr::get(element, value));
  SmallVector<int64_t> shape;
  if (!isScalar)
    shape.push_back(values.size());
  return constant(DenseElementsAttr::get(RankedTensorType::get(shape, element),
                                         attributes));
}

Value TfcBuilder::firstRows(Value x, Value count) {
  Type type = elementOf(count);
  int64_t rank = shapeOf(x).size();
  SmallVector<Value> sizes(rank, integers({-1}, type, /*isScalar=*/true));
  sizes[0] = count;
  return slice(x, integers(SmallVector<int64_t>(rank, 0), type), stack(sizes));
}

Value TfcBuilder::zerosLike(Value x) { return filled(*this, x, 0); }
Value TfcBuilder::onesLike(Value x) { return filled(*this, x, 1); }

Value TfcBuilder::div(Value x, Value y) {
  return isa<FloatType, ComplexType>(elementOf(x)) ? realdiv(x, y)
                                                   : truncatediv(x, y);
}

// Tensors of one static type need no adapting. Equal dynamic types may differ
// in a run, so the op stays for folding to decide (passes/simplify).
static bool sameStaticType(Value x, Value like) {
  auto a = cast<RankedTensorType>(x.getType()),
       b = cast<RankedTensorType>(like.getType());
  return a.hasStaticShape() && a.getShape() == b.getShape();
}
Value TfcBuilder::reshapeLike(Value x, Value like) {
  return sameStaticType(x, like) ? x : reshape_like(x, like);
}
Value TfcBuilder::sumTo(Value x, Value like) {
  return sameStaticType(x, like) ? x : sum_to(x, like);
}
Value TfcBuilder::broadcastLike(Value x, Value like) {
  return sameStaticType(x, like) ? x : broadcast_like(x, like);
}
Value TfcBuilder::castLike(Value x, Value like) {
  Type type = elementOf(like);
  return elementOf(x) == type ? x : cast(x, TypeAttr::get(type));
}

Value TfcBuilder::sumLast(Value x) {
  return reduce_sum(x, axesAttr({-1}), builder.getBoolAttr(true));
}
Value TfcBuilder::maxLast(Value x) {
  return reduce_max(x, axesAttr({-1}), builder.getBoolAttr(true));
}
Value TfcBuilder::sumLastDropped(Value x) {
  return reduce_sum(x, axesAttr({-1}));
}
Value TfcBuilder::expandLast(Value x) {
  return expand_dims(x, builder.getI64IntegerAttr(-1));
}
Value TfcBuilder::sumAll(Value x) { return reduce_sum(x); }

Value TfcBuilder::reducedCount(Value x, DenseI64ArrayAttr axes) {
  ArrayRef<int64_t> shape = shapeOf(x);
  Type type = elementOf(x);
  SmallVector<int64_t> reduced = *normalizeAxes(axes, shape.size());
  int64_t count = 1;
  SmallVector<int64_t> dynamic;
  for (int64_t axis : reduced) {
    if (ShapedType::isDynamic(shape[axis]))
      dynamic.push_back(axis);
    else
      count *= shape[axis];
  }
  auto scalar = RankedTensorType::get({}, type);
  Value result =
      constant(DenseElementsAttr::get(scalar, numberAttr(type, double(count))));
  if (dynamic.empty())
    return result;
  Value sizes = this->shape(x);
  for (int64_t axis : dynamic) {
    Value size = strided_slice(sizes, axesAttr({axis}), axesAttr({axis + 1}),
                               axesAttr({1}), {}, {}, {}, {},
                               builder.getI64IntegerAttr(1));
    result = mul(result, cast(size, TypeAttr::get(type)));
  }
  return result;
}

Value TfcBuilder::broadcastReduced(Value reduced, Value x,
                                   DenseI64ArrayAttr axes) {
  int64_t rank = shapeOf(x).size();
  SmallVector<int64_t> reducedAxes = *normalizeAxes(axes, rank);
  if (int64_t(shapeOf(reduced).size()) != rank)
    for (int64_t axis : reducedAxes)
      reduced = expand_dims(reduced, builder.getI64IntegerAttr(axis));
  return broadcastLike(reduced, x);
}

Value TfcBuilder::gradientOfExtremum(Value grad, Value x, Value y,
                                     DenseI64ArrayAttr axes) {
  Value indicators = castLike(equal(x, broadcastReduced(y, x, axes)), x);
  Value count = reduce_sum(indicators, axes, builder.getBoolAttr(true));
  return mul(realdiv(indicators, count), broadcastReduced(grad, x, axes));
}

Value TfcBuilder::transposeBack(Value x, DenseI64ArrayAttr perm) {
  if (!perm)
    return transpose(x);
  SmallVector<int64_t> inverse(perm.size());
  for (auto [i, axis] : llvm::enumerate(perm.asArrayRef()))
    inverse[axis] = i;
  return transpose(x, axesAttr(inverse));
}

Value TfcBuilder::concat2(Value x, Value y, IntegerAttr axis) {
  return concat({x, y}, axis ? axis : builder.getI64IntegerAttr(-1));
}

static bool isChannelsFirst(StringAttr dataFormat) {
  return dataFormat && dataFormat.getValue().starts_with("NC");
}

// [c] stands before the last dimension of [n, h, w, c] by itself; for
// [n, c, h, w] it becomes [c, 1, 1].
Value TfcBuilder::perChannel(Value vector, Value x, StringAttr dataFormat) {
  if (isChannelsFirst(dataFormat))
    for (size_t i = 2; i < shapeOf(x).size(); ++i)
      vector = expand_dims(vector, builder.getI64IntegerAttr(-1));
  return vector;
}

Value TfcBuilder::gatherBack(Value grad, Value x, Value indices,
                             IntegerAttr axis, IntegerAttr batchDims) {
  return gather_grad(grad, x, indices, axis, batchDims);
}

Value TfcBuilder::oneHotLike(Value labels, Value logits) {
  auto scalar = RankedTensorType::get({}, elementOf(logits));
  auto constantOf = [&](double value) {
    return constant(DenseElementsAttr::get(
        scalar, numberAttr(scalar.getElementType(), value)));
  };
  return one_hot(labels, builder.getI64IntegerAttr(shapeOf(logits).back()),
                 constantOf(1), constantOf(0));
}

DenseI64ArrayAttr TfcBuilder::allButChannels(Value x, StringAttr dataFormat) {
  int64_t rank = shapeOf(x).size();
  SmallVector<int64_t> axes = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  axes.erase(axes.begin() + (isChannelsFirst(dataFormat) ? 1 : rank - 1));
  return axesAttr(axes);
}
Value TfcBuilder::channelMean(Value x, StringAttr dataFormat) {
  return reduce_mean(x, allButChannels(x, dataFormat));
}
Value TfcBuilder::channelVariance(Value x, StringAttr dataFormat) {
  Value mean = perChannel(channelMean(x, dataFormat), x, dataFormat);
  return reduce_mean(square(sub(x, mean)), allButChannels(x, dataFormat));
}
Value TfcBuilder::unbiasedChannelVariance(Value x, StringAttr dataFormat) {
  Value count = reducedCount(x, allButChannels(x, dataFormat));
  return mul(channelVariance(x, dataFormat),
             realdiv(count, sub(count, number(1))));
}

} // namespace tfc

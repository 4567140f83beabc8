//===- Dimensions.cpp - Sizes as values of a graph
//--------------------------===//

#include "ir/sizes/Dimensions.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

Value sizeConstant(TfcBuilder &b, int64_t value) {
  return b.constant(DenseElementsAttr::get(
      RankedTensorType::get({}, b.builder.getI32Type()), int32_t(value)));
}

Value sizeElement(TfcBuilder &b, Value vector, int64_t i) {
  Value scalar = b.strided_slice(vector, b.axesAttr({i}), b.axesAttr({i + 1}),
                                 b.axesAttr({1}), {}, {}, {}, {},
                                 b.builder.getI64IntegerAttr(1));
  TypeAttr type = TypeAttr::get(b.builder.getI32Type());
  return elementOf(scalar) == type.getValue() ? scalar : b.cast(scalar, type);
}

Value dimension(TfcBuilder &b, Value x, int64_t axis) {
  int64_t size = shapeOf(x)[axis];
  return ShapedType::isDynamic(size) ? sizeElement(b, b.shape(x), axis)
                                     : sizeConstant(b, size);
}

SmallVector<Value> dimensions(TfcBuilder &b, Value x) {
  SmallVector<Value> sizes;
  for (size_t i = 0; i < shapeOf(x).size(); ++i)
    sizes.push_back(dimension(b, x, i));
  return sizes;
}

static std::optional<int64_t> known(Value size) {
  auto elements = knownElements(size);
  return elements ? (*elements)[0] : std::nullopt;
}

Value sizePlus(TfcBuilder &b, Value size, int64_t addend) {
  if (addend == 0)
    return size;
  if (auto value = known(size))
    return sizeConstant(b, *value + addend);
  return b.add(size, sizeConstant(b, addend));
}
Value sizeTimes(TfcBuilder &b, Value size, int64_t factor) {
  if (factor == 1)
    return size;
  if (auto value = known(size))
    return sizeConstant(b, *value * factor);
  return b.mul(size, sizeConstant(b, factor));
}
Value sizeOver(TfcBuilder &b, Value size, int64_t divisor) {
  if (divisor == 1)
    return size;
  if (auto value = known(size))
    return sizeConstant(b, *value / divisor);
  return b.floordiv(size, sizeConstant(b, divisor));
}
Value sizeProduct(TfcBuilder &b, ValueRange sizes) {
  Value product = sizeConstant(b, 1);
  for (Value size : sizes) {
    if (auto value = known(size))
      product = sizeTimes(b, product, *value);
    else if (known(product) == 1)
      product = size;
    else
      product = b.mul(product, size);
  }
  return product;
}

Value reshapeTo(TfcBuilder &b, Value x, ValueRange sizes) {
  if (!sizes.empty())
    return b.reshape(x, b.stack(sizes));
  auto none = RankedTensorType::get({0}, b.builder.getI32Type());
  return b.reshape(
      x, b.constant(DenseElementsAttr::get(none, ArrayRef<int32_t>())));
}

namespace {
/// The attributes of strided_slice.
struct SliceAttributes {
  SmallVector<int64_t> begin, end, strides;
  int64_t beginMask, endMask;
};
} // namespace

static SliceAttributes onAxis(int64_t rank, int64_t axis,
                              const AxisSlice &slice) {
  int64_t all = (int64_t(1) << rank) - 1, here = int64_t(1) << axis;
  SliceAttributes a{SmallVector<int64_t>(rank, 0),
                    SmallVector<int64_t>(rank, 0),
                    SmallVector<int64_t>(rank, 1), all, all};
  a.strides[axis] = slice.stride;
  if (slice.begin) {
    a.begin[axis] = *slice.begin;
    a.beginMask &= ~here;
  }
  if (slice.end) {
    a.end[axis] = *slice.end;
    a.endMask &= ~here;
  }
  return a;
}

Value sliceAxis(TfcBuilder &b, Value x, int64_t axis, const AxisSlice &slice) {
  SliceAttributes a = onAxis(shapeOf(x).size(), axis, slice);
  return b.strided_slice(x, b.axesAttr(a.begin), b.axesAttr(a.end),
                         b.axesAttr(a.strides),
                         b.builder.getI64IntegerAttr(a.beginMask),
                         b.builder.getI64IntegerAttr(a.endMask));
}

Value putAxis(TfcBuilder &b, Value part, Value like, int64_t axis,
              const AxisSlice &slice) {
  SliceAttributes a = onAxis(shapeOf(like).size(), axis, slice);
  return b.strided_slice_grad(part, like, b.axesAttr(a.begin),
                              b.axesAttr(a.end), b.axesAttr(a.strides),
                              b.builder.getI64IntegerAttr(a.beginMask),
                              b.builder.getI64IntegerAttr(a.endMask));
}

} // namespace tfc

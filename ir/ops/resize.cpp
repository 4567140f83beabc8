//===- resize.cpp - Resizing as gathers
//------------------------------------===//
//
// Resizing works on one axis after the other: rows (or columns) are gathered at
// the places on either side, and weighted. Places are computed in float32, as
// TensorFlow computes them.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/resize.h"
#include "ir/ops/Compose.h"
#include "ir/ops/Images.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Shape rules
//===----------------------------------------------------------------------===//

template <typename Adaptor>
static LogicalResult inferResize(Adaptor op, Type element,
                                 InferredTypes &types) {
  Value images = op.getImages();
  if (failed(expectRank(images, 4, "images", types)))
    return failure();
  for (int64_t size : shapeOf(images).slice(1, 2))
    if (size == 0)
      return types.error("images of shape " + formatShape(images.getType()) +
                         " have no pixels to take");
  return resizedType(shapeOf(images)[0], shapeOf(images)[3], op.getSize(),
                     element, types);
}
LogicalResult inferShape(ResizeBilinearOp::Adaptor op, InferredTypes &types) {
  return inferResize(op, Float32Type::get(types.context), types);
}
LogicalResult inferShape(ResizeBicubicOp::Adaptor op, InferredTypes &types) {
  return inferResize(op, Float32Type::get(types.context), types);
}
LogicalResult inferShape(ResizeAreaOp::Adaptor op, InferredTypes &types) {
  return inferResize(op, Float32Type::get(types.context), types);
}
LogicalResult inferShape(ResizeNearestNeighborOp::Adaptor op,
                         InferredTypes &types) {
  return inferResize(op, elementOf(op.getImages()), types);
}

template <typename Adaptor>
static LogicalResult inferResizeGrad(Adaptor op, InferredTypes &types) {
  if (failed(expectRank(op.getDy(), 4, "the gradient", types)) ||
      failed(expectRank(op.getLike(), 4, "images", types)))
    return failure();
  ArrayRef<int64_t> dy = shapeOf(op.getDy()), like = shapeOf(op.getLike());
  if (failed(verifyCompatibleShape({dy[0], dy[3]}, {like[0], like[3]})))
    return types.error("the gradient of shape " + formatShape(dy) +
                       " and images of shape " + formatShape(like) +
                       " must agree in batch and channels");
  return types.add(like, elementOf(op.getDy()));
}
LogicalResult inferShape(ResizeBilinearGradOp::Adaptor op,
                         InferredTypes &types) {
  return inferResizeGrad(op, types);
}
LogicalResult inferShape(ResizeNearestNeighborGradOp::Adaptor op,
                         InferredTypes &types) {
  return inferResizeGrad(op, types);
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

namespace {
/// The places of an axis of `out` pixels in one of `in`.
struct AxisPlaces {
  AxisPlaces(TfcBuilder &b, Value in, Value out, bool alignCorners,
             bool halfPixelCenters)
      : b(b), in(in), isHalf(halfPixelCenters) {
    Type f32 = b.builder.getF32Type();
    Value from = castTo(b, in, f32), to = castTo(b, out, f32);
    scale = b.realdiv(from, to);
    if (alignCorners) {
      // A single pixel has no other corner.
      Value one = number(1);
      Value last = b.realdiv(b.sub(from, one), b.maximum(b.sub(to, one), one));
      scale = b.select(b.greater(to, one), last, scale);
    }
    pixels = castTo(b, countTo(b, out), f32);
  }

  Value number(double value) {
    return constantOf(b, b.builder.getF32Type(), value);
  }
  /// The place of each pixel's `offset` in it; 0 is its begin.
  Value at(double offset) {
    return b.mul(offset ? b.add(pixels, number(offset)) : pixels, scale);
  }
  Value linear() { return isHalf ? b.sub(at(0.5), number(0.5)) : at(0); }
  /// As int32, within the axis.
  Value clamped(Value place) {
    Type i32 = b.builder.getI32Type();
    Value last = b.sub(in, constantOf(b, i32, 1));
    return b.minimum(b.maximum(castTo(b, place, i32), constantOf(b, i32, 0)),
                     last);
  }

  TfcBuilder &b;
  Value in; ///< scalar of int32
  bool isHalf;
  Value scale, pixels;
};

/// Pixels are sums over `places`, each times its part of `weights`.
struct Taps {
  SmallVector<Value> places, weights; ///< no weights: the only one is 1
};
} // namespace

static Taps nearestTaps(AxisPlaces axis, bool alignCorners) {
  TfcBuilder &b = axis.b;
  Value place = axis.isHalf ? axis.at(0.5) : axis.at(0);
  if (alignCorners)
    place = b.add(place, axis.number(0.5));
  return {{axis.clamped(b.floor(place))}, {}};
}

static Taps linearTaps(AxisPlaces axis) {
  TfcBuilder &b = axis.b;
  Value place = axis.linear(), low = b.floor(place);
  Value part = b.sub(place, low);
  return {{axis.clamped(low), axis.clamped(b.ceil(place))},
          {b.sub(axis.number(1), part), part}};
}

/// (((a x + b) x) + c) x + d
static Value cubic(AxisPlaces &axis, Value x, double a, double b, double c,
                   double d) {
  TfcBuilder &build = axis.b;
  Value y = build.add(build.mul(axis.number(a), x), axis.number(b));
  y = build.add(build.mul(y, x), axis.number(c));
  return build.add(build.mul(y, x), axis.number(d));
}

static Taps cubicTaps(AxisPlaces axis) {
  TfcBuilder &b = axis.b;
  double a = axis.isHalf ? -0.5 : -0.75;
  Value place = axis.linear(), low = b.floor(place);
  Value steps = axis.number(1024);
  Value part = b.realdiv(b.round(b.mul(b.sub(place, low), steps)), steps);
  Value rest = b.sub(axis.number(1), part);
  auto near = [&](Value x) { return cubic(axis, x, a + 2, -(a + 3), 0, 1); };
  auto far = [&](Value x) {
    x = b.add(x, axis.number(1));
    return cubic(axis, x, a, -5 * a, 8 * a, -4 * a);
  };
  Taps taps;
  taps.weights = {far(part), near(part), near(rest), far(rest)};
  Value total;
  for (auto [i, weight] : llvm::enumerate(taps.weights)) {
    Value exact = b.add(low, axis.number(double(i) - 1));
    taps.places.push_back(axis.clamped(exact));
    if (!axis.isHalf)
      continue;
    Value inside =
        b.equal(castTo(b, exact, b.builder.getI32Type()), taps.places.back());
    weight = b.select(inside, weight, axis.number(0));
    total = total ? b.add(total, weight) : weight;
  }
  if (total)
    for (Value &weight : taps.weights)
      weight = b.realdiv(weight, total);
  return taps;
}

/// A weight per pixel of axis 1 or 2 of images.
static Value alongAxis(TfcBuilder &b, Value weights, int64_t axis) {
  return axis == 1 ? unsqueeze(b, weights, {1, 2}) : unsqueeze(b, weights, {1});
}

static Value resizeAxis(TfcBuilder &b, Value x, const Taps &taps,
                        int64_t axis) {
  IntegerAttr at = b.builder.getI64IntegerAttr(axis);
  if (taps.weights.empty())
    return b.gather(x, taps.places[0], at);
  if (taps.places.size() == 2) {
    // As TensorFlow computes it: exact where both ends are equal.
    Value low = b.gather(x, taps.places[0], at);
    Value high = b.gather(x, taps.places[1], at);
    return b.add(low,
                 b.mul(b.sub(high, low), alongAxis(b, taps.weights[1], axis)));
  }
  Value sum;
  for (auto [place, weight] : llvm::zip(taps.places, taps.weights)) {
    Value part = b.mul(b.gather(x, place, at), alongAxis(b, weight, axis));
    sum = sum ? b.add(sum, part) : part;
  }
  return sum;
}

/// The gradient of resizeAxis with respect to x, of the shape of `like`.
static Value resizeAxisBack(TfcBuilder &b, Value dy, Value like,
                            const Taps &taps, int64_t axis) {
  IntegerAttr at = b.builder.getI64IntegerAttr(axis);
  Value sum;
  for (auto [i, place] : llvm::enumerate(taps.places)) {
    Value weighted =
        taps.weights.empty()
            ? dy
            : b.mul(dy, castTo(b, alongAxis(b, taps.weights[i], axis),
                               elementOf(dy)));
    Value part = b.gather_grad(weighted, like, place, at);
    sum = sum ? b.add(sum, part) : part;
  }
  return sum;
}

template <typename Op>
static Value resize(Op op, TfcBuilder &b,
                    llvm::function_ref<Taps(AxisPlaces)> taps) {
  Value x = castTo(b, op.getImages(), elementOf(op.getY()));
  // Columns first: fewer of them are read twice.
  for (int64_t axis : {2, 1}) {
    AxisPlaces places(b, sizeOf(b, x, axis),
                      elementAt(b, op.getSize(), axis - 1),
                      op.getAlignCorners(), op.getHalfPixelCenters());
    x = resizeAxis(b, x, taps(places), axis);
  }
  return x;
}

template <typename Op>
static Value resizeBack(Op op, TfcBuilder &b,
                        llvm::function_ref<Taps(AxisPlaces)> taps) {
  Value dy = op.getDy(), like = op.getLike();
  for (int64_t axis : {1, 2}) {
    AxisPlaces places(b, sizeOf(b, like, axis), sizeOf(b, dy, axis),
                      op.getAlignCorners(), op.getHalfPixelCenters());
    SmallVector<Value> dims;
    for (int64_t i = 0; i < 4; ++i)
      dims.push_back(sizeOf(b, i == 3 - axis ? dy : like, i));
    Value shape = b.fill(b.stack(dims), constantOf(b, elementOf(dy), 0));
    dy = resizeAxisBack(b, dy, shape, taps(places), axis);
  }
  return dy;
}

LogicalResult expand(ResizeBilinearOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(resize(op, b, linearTaps));
  return success();
}
LogicalResult expand(ResizeBicubicOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(resize(op, b, cubicTaps));
  return success();
}
LogicalResult expand(ResizeNearestNeighborOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(resize(op, b, [&](AxisPlaces places) {
    return nearestTaps(places, op.getAlignCorners());
  }));
  return success();
}
LogicalResult expand(ResizeBilinearGradOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(resizeBack(op, b, linearTaps));
  return success();
}
LogicalResult expand(ResizeNearestNeighborGradOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(resizeBack(op, b, [&](AxisPlaces places) {
    return nearestTaps(places, op.getAlignCorners());
  }));
  return success();
}

// Along an axis a matrix product with the overlaps of pixels.
LogicalResult expand(ResizeAreaOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Type f32 = b.builder.getF32Type();
  Value x = castTo(b, op.getImages(), f32);
  for (int64_t axis : {2, 1}) {
    Value in = sizeOf(b, x, axis);
    AxisPlaces places(b, in, elementAt(b, op.getSize(), axis - 1),
                      op.getAlignCorners(), false);
    Value begin = unsqueeze(b, places.at(0), {1});
    Value end = unsqueeze(b, places.at(1), {1});
    Value pixels = castTo(b, countTo(b, in), f32);
    // Past the last pixel TensorFlow takes the last one.
    Value last = b.sub(castTo(b, in, f32), places.number(1));
    Value next = b.add(pixels, places.number(1));
    next = b.select(b.equal(pixels, last), b.maximum(end, next), next);
    Value overlap = b.sub(b.minimum(next, end), b.maximum(pixels, begin));
    overlap = b.realdiv(b.maximum(overlap, places.number(0)), places.scale);
    if (axis == 1)
      x = b.transpose(x, b.axesAttr({0, 2, 1, 3}));
    x = b.matmul(overlap, x);
    if (axis == 1)
      x = b.transpose(x, b.axesAttr({0, 2, 1, 3}));
  }
  results.push_back(x);
  return success();
}

} // namespace tfc

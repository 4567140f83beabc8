//===- colour.cpp - Hue, saturation and contrast of images ---------------===//

#include "ir/ops/colour.h"
#include "ir/ops/Compose.h"
#include "ir/ops/Images.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Shape rules
//===----------------------------------------------------------------------===//

static LogicalResult colours(Value x, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(x);
  if (shape.empty() || shape.back() != 3)
    return types.error("the last dimension must have 3 colours, the shape is " +
                       formatShape(shape));
  types.types.push_back(x.getType());
  return success();
}
LogicalResult inferShape(RGBToHSVOp::Adaptor op, InferredTypes &types) {
  return colours(op.getX(), types);
}
LogicalResult inferShape(HSVToRGBOp::Adaptor op, InferredTypes &types) {
  return colours(op.getX(), types);
}
LogicalResult inferShape(AdjustHueOp::Adaptor op, InferredTypes &types) {
  if (failed(expectRank(op.getAmount(), 0, "delta", types)))
    return failure();
  return colours(op.getImages(), types);
}
LogicalResult inferShape(AdjustSaturationOp::Adaptor op, InferredTypes &types) {
  if (failed(expectRank(op.getAmount(), 0, "the factor", types)))
    return failure();
  return colours(op.getImages(), types);
}
LogicalResult inferShape(AdjustContrastOp::Adaptor op, InferredTypes &types) {
  if (failed(expectRank(op.getAmount(), 0, "the factor", types)))
    return failure();
  if (shapeOf(op.getImages()).size() < 3)
    return types.error("images must have at least three dimensions, the shape "
                       "is " +
                       formatShape(op.getImages().getType()));
  types.types.push_back(op.getImages().getType());
  return success();
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

namespace {
/// Three values, one per colour (or hue, saturation and value).
struct Triple {
  Value first, second, third;
};
struct Colours {
  TfcBuilder &b;
  Type element;

  Value number(double value) { return constantOf(b, element, value); }
  Triple split(Value x) {
    ResultRange parts = b.unstack(x, b.builder.getI64IntegerAttr(-1));
    return {parts[0], parts[1], parts[2]};
  }
  Value join(Triple x) {
    return b.stack({x.first, x.second, x.third},
                   b.builder.getI64IntegerAttr(-1));
  }
  Value clip(Value x) { return b.minimum(b.maximum(x, number(0)), number(1)); }

  Triple toHsv(Triple rgb) {
    auto [red, green, blue] = rgb;
    Value value = b.maximum(b.maximum(red, green), blue);
    Value range = b.sub(value, b.minimum(b.minimum(red, green), blue));
    Value zero = number(0), isGrey = b.less_equal(range, zero);
    Value saturation =
        b.select(b.greater(value, zero), b.realdiv(range, value), zero);
    Value unit = b.realdiv(number(1), b.mul(number(6), range));
    auto sector = [&](Value x, Value y, double turn) {
      Value hue = b.mul(unit, b.sub(x, y));
      return turn ? b.add(hue, number(turn)) : hue;
    };
    Value hue =
        b.select(b.equal(red, value), sector(green, blue, 0),
                 b.select(b.equal(green, value), sector(blue, red, 2.0 / 6),
                          sector(red, green, 4.0 / 6)));
    hue = b.select(isGrey, zero, hue);
    hue = b.select(b.less(hue, zero), b.add(hue, number(1)), hue);
    return {hue, saturation, value};
  }

  /// How much of each colour a hue has, 0 to 1.
  Triple partsOf(Value hue) {
    Value turn = b.mul(hue, number(6));
    auto distance = [&](double from) {
      return b.abs(b.sub(turn, number(from)));
    };
    return {clip(b.sub(distance(3), number(1))),
            clip(b.sub(number(2), distance(2))),
            clip(b.sub(number(2), distance(4)))};
  }

  Triple toRgb(Triple hsv) {
    Value rest = b.sub(number(1), hsv.second);
    Triple parts = partsOf(hsv.first);
    auto colour = [&](Value part) {
      return b.mul(b.add(rest, b.mul(hsv.second, part)), hsv.third);
    };
    return {colour(parts.first), colour(parts.second), colour(parts.third)};
  }
};
} // namespace

LogicalResult expand(RGBToHSVOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Colours c{b, elementOf(op.getX())};
  results.push_back(c.join(c.toHsv(c.split(op.getX()))));
  return success();
}

LogicalResult expand(HSVToRGBOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Colours c{b, elementOf(op.getX())};
  results.push_back(c.join(c.toRgb(c.split(op.getX()))));
  return success();
}

// Between the least and the greatest colour, which stay: so colours below 0,
// which have no saturation, are turned as well.
LogicalResult expand(AdjustHueOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Colours c{b, elementOf(op.getImages())};
  Triple rgb = c.split(op.getImages());
  Value least = b.minimum(b.minimum(rgb.first, rgb.second), rgb.third);
  Value greatest = b.maximum(b.maximum(rgb.first, rgb.second), rgb.third);
  Value range = b.sub(greatest, least);
  Value hue = b.floormod(
      b.add(c.toHsv(rgb).first, castTo(b, op.getAmount(), c.element)),
      c.number(1));
  Triple parts = c.partsOf(hue);
  auto colour = [&](Value part) { return b.add(least, b.mul(range, part)); };
  results.push_back(
      c.join({colour(parts.first), colour(parts.second), colour(parts.third)}));
  return success();
}

LogicalResult expand(AdjustSaturationOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Colours c{b, elementOf(op.getImages())};
  Triple hsv = c.toHsv(c.split(op.getImages()));
  hsv.second = c.clip(b.mul(hsv.second, castTo(b, op.getAmount(), c.element)));
  results.push_back(c.join(c.toRgb(hsv)));
  return success();
}

LogicalResult expand(AdjustContrastOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value x = op.getImages();
  Value mean =
      b.reduce_mean(x, b.axesAttr({-3, -2}), b.builder.getBoolAttr(true));
  Value factor = castTo(b, op.getAmount(), elementOf(x));
  results.push_back(b.add(b.mul(b.sub(x, mean), factor), mean));
  return success();
}

} // namespace tfc

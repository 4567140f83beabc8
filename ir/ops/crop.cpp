//===- crop.cpp - Pixels of images by computed places ---------------------===//

#include "ir/ops/crop.h"
#include "ir/ops/Compose.h"
#include "ir/ops/Images.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Shape rules
//===----------------------------------------------------------------------===//

static LogicalResult expectFloat32(Value x, StringRef what,
                                   InferredTypes &types) {
  if (elementOf(x).isF32())
    return success();
  return types.error(what + Twine(" must be float32, not ") +
                     formatElementType(x.getType()));
}

LogicalResult inferShape(CropAndResizeOp::Adaptor op, InferredTypes &types) {
  if (failed(expectRank(op.getImage(), 4, "the image", types)) ||
      failed(expectRank(op.getBoxes(), 2, "boxes", types)) ||
      failed(expectRank(op.getBoxInd(), 1, "box_ind", types)) ||
      failed(expectFloat32(op.getBoxes(), "boxes", types)))
    return failure();
  ArrayRef<int64_t> boxes = shapeOf(op.getBoxes());
  if (failed(verifyCompatibleShape({boxes[0], 4},
                                   {shapeOf(op.getBoxInd())[0], boxes[1]})))
    return types.error(
        "boxes of shape " + formatShape(boxes) + " and box_ind of shape " +
        formatShape(op.getBoxInd().getType()) + ", expected [n,4] and [n]");
  if (op.getMethod() != "bilinear" && op.getMethod() != "nearest")
    return types.error("method must be bilinear or nearest, not '" +
                       op.getMethod() + "'");
  return resizedType(boxes[0], shapeOf(op.getImage())[3], op.getCropSize(),
                     Float32Type::get(types.context), types);
}

LogicalResult inferShape(ImageProjectiveTransformOp::Adaptor op,
                         InferredTypes &types) {
  if (failed(expectRank(op.getImages(), 4, "images", types)) ||
      failed(expectRank(op.getTransforms(), 2, "transforms", types)) ||
      failed(expectFloat32(op.getTransforms(), "transforms", types)))
    return failure();
  ArrayRef<int64_t> images = shapeOf(op.getImages()),
                    maps = shapeOf(op.getTransforms());
  if (maps[1] != 8 ||
      (maps[0] != 1 && failed(verifyCompatibleShape({maps[0]}, {images[0]}))))
    return types.error("transforms of shape " + formatShape(maps) +
                       " for images of shape " + formatShape(images) +
                       ", expected [batch or 1,8]");
  StringRef mode = op.getFillMode(), how = op.getInterpolation();
  if (how != "NEAREST" && how != "BILINEAR")
    return types.error("interpolation must be NEAREST or BILINEAR, not '" +
                       how + "'");
  if (mode != "CONSTANT" && mode != "NEAREST" && mode != "REFLECT" &&
      mode != "WRAP")
    return types.error("fill_mode must be CONSTANT, NEAREST, REFLECT or WRAP, "
                       "not '" +
                       mode + "'");
  return resizedType(images[0], images[3], op.getOutputShape(),
                     elementOf(op.getImages()), types);
}

template <typename Adaptor>
static LogicalResult inferFlip(Adaptor op, InferredTypes &types) {
  int64_t rank = shapeOf(op.getX()).size();
  if (rank != 3 && rank != 4)
    return types.error("an image or a batch of images has three or four "
                       "dimensions, the shape is " +
                       formatShape(op.getX().getType()));
  types.types.push_back(op.getX().getType());
  return success();
}
LogicalResult inferShape(FlipLeftRightOp::Adaptor op, InferredTypes &types) {
  return inferFlip(op, types);
}
LogicalResult inferShape(FlipUpDownOp::Adaptor op, InferredTypes &types) {
  return inferFlip(op, types);
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

namespace {
/// Images as a table of pixels.
struct PixelTable {
  PixelTable(TfcBuilder &b, Value images, Type element) : b(b) {
    Type i32 = b.builder.getI32Type();
    height = sizeOf(b, images, 1);
    width = sizeOf(b, images, 2);
    pixels = reshapeTo(b, castTo(b, images, element),
                       {constantOf(b, i32, -1), sizeOf(b, images, 3)});
  }
  /// The pixels at int32 places, which broadcast against each other and must
  /// exist.
  Value at(Value image, Value y, Value x) {
    Value place = b.add(b.mul(b.add(b.mul(image, height), y), width), x);
    return b.gather(pixels, place);
  }
  /// A size less one as float32.
  Value last(Value size) {
    Type f32 = b.builder.getF32Type();
    return b.sub(castTo(b, size, f32), constantOf(b, f32, 1));
  }

  TfcBuilder &b;
  Value height, width, pixels;
};

/// x is not below 0 nor above `last`; false for NaN.
Value isWithin(TfcBuilder &b, Value x, Value last) {
  return b.logical_and(b.greater_equal(x, constantOf(b, elementOf(x), 0)),
                       b.less_equal(x, last));
}
} // namespace

LogicalResult expand(CropAndResizeOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Type f32 = b.builder.getF32Type(), i32 = b.builder.getI32Type();
  auto number = [&](double value) { return constantOf(b, f32, value); };
  PixelTable table(b, op.getImage(), f32);
  ResultRange box = b.unstack(op.getBoxes(), b.builder.getI64IntegerAttr(1));

  struct Axis {
    Value place, inside, last;
  };
  auto axisOf = [&](unsigned i, Value size) {
    Axis axis;
    axis.last = table.last(size);
    Value count = elementAt(b, op.getCropSize(), i);
    Value begin = unsqueeze(b, box[i], {1}),
          end = unsqueeze(b, box[i + 2], {1});
    Value one = number(1), steps = b.sub(castTo(b, count, f32), one);
    Value isMany = b.greater(steps, number(0));
    Value step =
        b.realdiv(b.mul(b.sub(end, begin), axis.last), b.maximum(steps, one));
    Value many = b.add(b.mul(begin, axis.last),
                       b.mul(castTo(b, countTo(b, count), f32), step));
    Value middle = b.mul(b.mul(number(0.5), b.add(begin, end)), axis.last);
    Value place = b.select(isMany, many, middle);
    axis.inside = isWithin(b, place, axis.last);
    axis.place = b.select(axis.inside, place, number(0));
    return axis;
  };
  Axis y = axisOf(0, table.height), x = axisOf(1, table.width);
  Value image = unsqueeze(b, castTo(b, op.getBoxInd(), i32), {1, 2});
  auto rows = [&](Value places) { return unsqueeze(b, places, {2}); };
  auto columns = [&](Value places) { return unsqueeze(b, places, {1}); };
  auto pixel = [&](Value row, Value column) {
    return table.at(image, rows(castTo(b, row, i32)),
                    columns(castTo(b, column, i32)));
  };
  Value crops;
  if (op.getMethod() == "nearest") {
    auto nearest = [&](Value place) {
      return b.floor(b.add(place, number(0.5)));
    };
    crops = pixel(nearest(y.place), nearest(x.place));
  } else {
    Value top = b.floor(y.place), left = b.floor(x.place);
    Value bottom = b.ceil(y.place), right = b.ceil(x.place);
    Value down = unsqueeze(b, b.sub(y.place, top), {2, 3});
    Value across = unsqueeze(b, b.sub(x.place, left), {1, 3});
    auto between = [&](Value low, Value high, Value part) {
      return b.add(low, b.mul(b.sub(high, low), part));
    };
    crops = between(between(pixel(top, left), pixel(top, right), across),
                    between(pixel(bottom, left), pixel(bottom, right), across),
                    down);
  }
  Value inside = b.logical_and(unsqueeze(b, y.inside, {2, 3}),
                               unsqueeze(b, x.inside, {1, 3}));
  results.push_back(b.select(
      inside, crops, number(op.getExtrapolationValue().convertToDouble())));
  return success();
}

/// A coordinate brought into [0, last] as fill_mode says (TensorFlow's
/// MapCoordinate).
static Value mapCoordinate(TfcBuilder &b, Value x, Value size, StringRef mode) {
  Type f32 = b.builder.getF32Type();
  auto number = [&](double value) { return constantOf(b, f32, value); };
  Value count = castTo(b, size, f32), last = b.sub(count, number(1));
  if (mode == "CONSTANT")
    return x;
  if (mode == "REFLECT") {
    // Mirrored about the edges of the outer pixels.
    Value period = b.mul(number(2), count);
    Value within = b.floormod(x, period);
    within = b.select(b.less(within, count), within,
                      b.sub(b.sub(period, within), number(1)));
    x = within;
  } else if (mode == "WRAP") {
    x = b.floormod(x, count);
  }
  return b.minimum(b.maximum(x, number(0)), last);
}

LogicalResult expand(ImageProjectiveTransformOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Type f32 = b.builder.getF32Type(), i32 = b.builder.getI32Type();
  auto number = [&](double value) { return constantOf(b, f32, value); };
  Type element = elementOf(op.getY());
  Type compute = isa<FloatType>(element) ? element : Type(f32);
  PixelTable table(b, op.getImages(), compute);
  SmallVector<Value> a;
  for (Value entry :
       b.unstack(op.getTransforms(), b.builder.getI64IntegerAttr(1)))
    a.push_back(unsqueeze(b, entry, {1, 2}));
  Value rows = unsqueeze(
      b, castTo(b, countTo(b, elementAt(b, op.getOutputShape(), 0)), f32), {1});
  Value columns =
      castTo(b, countTo(b, elementAt(b, op.getOutputShape(), 1)), f32);
  auto form = [&](Value u, Value v, Value w) {
    return b.add(b.add(b.mul(u, columns), b.mul(v, rows)), w);
  };
  Value depth = form(a[6], a[7], number(1));
  Value isSeen = b.not_equal(depth, number(0));
  Value x = b.realdiv(form(a[0], a[1], a[2]), depth);
  Value y = b.realdiv(form(a[3], a[4], a[5]), depth);
  x = mapCoordinate(b, x, table.width, op.getFillMode());
  y = mapCoordinate(b, y, table.height, op.getFillMode());
  Value image = unsqueeze(b, countTo(b, sizeOf(b, op.getImages(), 0)), {1, 2});
  Value fill = constantOf(b, compute, op.getFillValue().convertToDouble());
  auto read = [&](Value row, Value column) {
    Value inside = b.logical_and(
        isSeen, b.logical_and(isWithin(b, row, table.last(table.height)),
                              isWithin(b, column, table.last(table.width))));
    auto place = [&](Value at) {
      return castTo(b, b.select(inside, at, number(0)), i32);
    };
    return b.select(unsqueeze(b, inside, {3}),
                    table.at(image, place(row), place(column)), fill);
  };
  Value y0 = b.floor(y), x0 = b.floor(x), result;
  if (op.getInterpolation() == "NEAREST") {
    // Halves away from zero; only those above it count.
    auto round = [&](Value at) { return b.floor(b.add(at, number(0.5))); };
    result = read(round(y), round(x));
  } else {
    Value y1 = b.add(y0, number(1)), x1 = b.add(x0, number(1));
    auto part = [&](Value at, Value low) {
      return castTo(b, unsqueeze(b, b.sub(at, low), {3}), compute);
    };
    auto between = [&](Value low, Value high, Value at) {
      return b.add(b.mul(low, b.sub(constantOf(b, compute, 1), at)),
                   b.mul(high, at));
    };
    Value across = part(x, x0);
    result = between(between(read(y0, x0), read(y0, x1), across),
                     between(read(y1, x0), read(y1, x1), across), part(y, y0));
  }
  results.push_back(castTo(b, result, element));
  return success();
}

/// Reverses the dimension `fromEnd` places from the end.
static Value flip(TfcBuilder &b, Value x, int64_t fromEnd) {
  int64_t rank = shapeOf(x).size(), axis = rank - fromEnd;
  SmallVector<int64_t> zeros(rank, 0), steps(rank, 1);
  steps[axis] = -1;
  IntegerAttr all = b.builder.getI64IntegerAttr((1 << rank) - 1);
  return b.strided_slice(x, b.axesAttr(zeros), b.axesAttr(zeros),
                         b.axesAttr(steps), all, all);
}
LogicalResult expand(FlipLeftRightOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(flip(b, op.getX(), 2));
  return success();
}
LogicalResult expand(FlipUpDownOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(flip(b, op.getX(), 3));
  return success();
}

} // namespace tfc

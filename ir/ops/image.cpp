//===- image.cpp - Shape rules of image.td --------------------------------===//

#include "ir/ops/image.h"
#include "ir/ops/Windows.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

static LogicalResult expectRank(Value x, int64_t rank, StringRef what,
                                InferredTypes &types) {
  if (int64_t(shapeOf(x).size()) == rank)
    return success();
  return types.error(what + Twine(" must have ") + Twine(rank) +
                     " dimensions, the shape is " + formatShape(x.getType()));
}
static LogicalResult expectFloat32(Value x, StringRef what,
                                   InferredTypes &types) {
  if (elementOf(x).isF32())
    return success();
  return types.error(what + Twine(" must be float32, not ") +
                     formatElementType(x.getType()));
}

/// [batch, height, width, channels] with the height and width that a vector of
/// two says.
static LogicalResult resizedType(int64_t batch, int64_t channels, Value size,
                                 Type element, InferredTypes &types) {
  auto known = knownElements(size);
  if (shapeOf(size).size() != 1 || !known || known->size() != 2)
    return types.error("the size must be a vector of height and width, its "
                       "shape is " +
                       formatShape(size.getType()));
  for (std::optional<int64_t> length : *known)
    if (length && *length < 1)
      return types.error("height and width must be positive, not " +
                         Twine(*length));
  return types.add({batch, (*known)[0].value_or(ShapedType::kDynamic),
                    (*known)[1].value_or(ShapedType::kDynamic), channels},
                   element);
}

//===----------------------------------------------------------------------===//
// Resizing
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
// Cropping and moving
//===----------------------------------------------------------------------===//

LogicalResult inferShape(CropAndResizeOp::Adaptor op, InferredTypes &types) {
  if (failed(expectRank(op.getImage(), 4, "the image", types)) ||
      failed(expectRank(op.getBoxes(), 2, "boxes", types)) ||
      failed(expectRank(op.getBoxInd(), 1, "box_ind", types)) ||
      failed(expectFloat32(op.getBoxes(), "boxes", types)))
    return failure();
  ArrayRef<int64_t> boxes = shapeOf(op.getBoxes());
  if (failed(verifyCompatibleShape({boxes[0], 4},
                                   {shapeOf(op.getBoxInd())[0], boxes[1]})))
    return types.error("boxes of shape " + formatShape(boxes) +
                       " and box_ind of shape " +
                       formatShape(op.getBoxInd().getType()) +
                       ", expected [n,4] and [n]");
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
// Colours
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
LogicalResult inferShape(AdjustSaturationOp::Adaptor op,
                         InferredTypes &types) {
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
// Patches and morphology
//===----------------------------------------------------------------------===//

template <typename Adaptor>
static std::optional<SmallVector<int64_t>> patchShape(Adaptor op,
                                                      InferredTypes &types) {
  ArrayRef<int64_t> image = shapeOf(op.getX());
  return windowShape(op, 2, image, op.getKsize(), op.getDilations(),
                     image.empty() ? 1 : image.back(), types);
}
LogicalResult inferShape(ImagePatchesOp::Adaptor op, InferredTypes &types) {
  auto shape = patchShape(op, types);
  if (!shape)
    return failure();
  shape->insert(shape->begin() + 3, op.getKsize()[0] * op.getKsize()[1]);
  return types.add(*shape, elementOf(op.getX()));
}
LogicalResult inferShape(ImagePatchesGradOp::Adaptor op,
                         InferredTypes &types) {
  ArrayRef<int64_t> image = shapeOf(op.getLike());
  auto shape = windowShape(op, 2, image, op.getKsize(), op.getDilations(),
                           image.empty() ? 1 : image.back(), types);
  if (!shape)
    return failure();
  shape->insert(shape->begin() + 3, op.getKsize()[0] * op.getKsize()[1]);
  if (failed(gradientShape(op.getDy(), shape, types)))
    return failure();
  return types.add(image, elementOf(op.getDy()));
}
LogicalResult inferShape(ExtractImagePatchesOp::Adaptor op,
                         InferredTypes &types) {
  auto shape = patchShape(op, types);
  if (!shape)
    return failure();
  if (!ShapedType::isDynamic(shape->back()))
    shape->back() *= op.getKsize()[0] * op.getKsize()[1];
  return types.add(*shape, elementOf(op.getX()));
}

template <typename Adaptor>
static std::optional<SmallVector<int64_t>> dilatedShape(Adaptor op,
                                                        InferredTypes &types) {
  ArrayRef<int64_t> image = shapeOf(op.getX()), filter = shapeOf(op.getFilter());
  if (image.size() != 4 || filter.size() != 3 ||
      failed(verifyCompatibleShape({image[3]}, {filter[2]})) ||
      elementOf(op.getX()) != elementOf(op.getFilter())) {
    (void)types.error("dilation2d of an image of shape " + formatShape(image) +
                      " with a filter of shape " + formatShape(filter) +
                      ", expected [batch, height, width, channels] and "
                      "[height, width, channels] of one type");
    return std::nullopt;
  }
  return windowShape(op, 2, image, filter.take_front(2), op.getDilations(),
                     image[3], types);
}
LogicalResult inferShape(Dilation2DOp::Adaptor op, InferredTypes &types) {
  auto shape = dilatedShape(op, types);
  return shape ? types.add(*shape, elementOf(op.getX())) : failure();
}
LogicalResult inferShape(Dilation2DBackpropInputOp::Adaptor op,
                         InferredTypes &types) {
  if (failed(gradientShape(op.getDy(), dilatedShape(op, types), types)))
    return failure();
  return types.add(shapeOf(op.getX()), elementOf(op.getX()));
}
LogicalResult inferShape(Dilation2DBackpropFilterOp::Adaptor op,
                         InferredTypes &types) {
  if (failed(gradientShape(op.getDy(), dilatedShape(op, types), types)))
    return failure();
  return types.add(shapeOf(op.getFilter()), elementOf(op.getX()));
}

} // namespace tfc

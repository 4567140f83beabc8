//===- patches.cpp - Patches of images and morphology --------------------===//

#include "ir/ops/patches.h"
#include "ir/ops/Compose.h"
#include "ir/ops/Windows.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Shape rules
//===----------------------------------------------------------------------===//

namespace {
/// The windows over an image, [batch, height, width, channels], and how many
/// cells each of them has.
struct Patches {
  SmallVector<int64_t> shape;
  int64_t cells;
};
} // namespace

template <typename Adaptor>
static std::optional<Patches> patchesOf(Adaptor op, ArrayRef<int64_t> image,
                                        InferredTypes &types) {
  auto window = inferWindow(op, 2, types);
  if (!window || failed(checkImage(window->format, image, types)))
    return std::nullopt;
  auto shape = windowShape(*window, image, window->ksize, image[3], types);
  int64_t cells = 0;
  if (shape && llvm::MulOverflow(window->ksize[0], window->ksize[1], cells))
    cells = std::numeric_limits<int64_t>::max();
  return shape ? std::optional(Patches{*shape, cells}) : std::nullopt;
}
LogicalResult inferShape(ImagePatchesOp::Adaptor op, InferredTypes &types) {
  auto patches = patchesOf(op, shapeOf(op.getX()), types);
  if (!patches)
    return failure();
  patches->shape.insert(patches->shape.begin() + 3, patches->cells);
  return types.add(patches->shape, elementOf(op.getX()));
}
LogicalResult inferShape(ImagePatchesGradOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> image = shapeOf(op.getLike());
  auto patches = patchesOf(op, image, types);
  if (!patches)
    return failure();
  patches->shape.insert(patches->shape.begin() + 3, patches->cells);
  if (failed(gradientShape(op.getDy(), patches->shape, types)))
    return failure();
  return types.add(image, elementOf(op.getDy()));
}
LogicalResult inferShape(ExtractImagePatchesOp::Adaptor op,
                         InferredTypes &types) {
  auto patches = patchesOf(op, shapeOf(op.getX()), types);
  if (!patches)
    return failure();
  int64_t &channels = patches->shape.back();
  if (!ShapedType::isDynamic(channels) &&
      llvm::MulOverflow(channels, patches->cells, channels))
    channels = std::numeric_limits<int64_t>::max();
  return types.add(patches->shape, elementOf(op.getX()));
}

template <typename Adaptor>
static std::optional<SmallVector<int64_t>> dilatedShape(Adaptor op,
                                                        InferredTypes &types) {
  auto window = inferWindow(op, 2, types);
  if (!window)
    return std::nullopt;
  ArrayRef<int64_t> image = shapeOf(op.getX()),
                    filter = shapeOf(op.getFilter());
  if (image.size() != 4 || filter.size() != 3 ||
      failed(verifyCompatibleShape({image[3]}, {filter[2]})) ||
      elementOf(op.getX()) != elementOf(op.getFilter())) {
    (void)types.error("dilation2d of an image of shape " + formatShape(image) +
                      " with a filter of shape " + formatShape(filter) +
                      ", expected [batch, height, width, channels] and "
                      "[height, width, channels] of one type");
    return std::nullopt;
  }
  return windowShape(*window, image, filter.take_front(2), image[3], types);
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

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

LogicalResult expand(ExtractImagePatchesOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value patches = b.image_patches(
      op.getX(), op.getKsizeAttr(), op.getStridesAttr(), op.getPaddingAttr(),
      op.getDilationsAttr(), op.getExplicitPaddingsAttr());
  SmallVector<Value> dims;
  for (int64_t i = 0; i < 3; ++i)
    dims.push_back(sizeOf(b, patches, i));
  int64_t cells = op.getKsize()[1] * op.getKsize()[2];
  dims.push_back(b.mul(sizeOf(b, op.getX(), 3),
                       constantOf(b, b.builder.getI32Type(), double(cells))));
  results.push_back(reshapeTo(b, patches, dims));
  return success();
}

/// dy in the cell that made the maximum of its window, the first of equal ones,
/// 0 in others: [batch, height, width, cell, channel].
template <typename Op>
static Value gradientByCell(Op op, DenseI64ArrayAttr ksize, FloatAttr padding,
                            TfcBuilder &b) {
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  int64_t cells = filter[0] * filter[1];
  Type i32 = b.builder.getI32Type();
  Value patches = b.image_patches(op.getX(), ksize, op.getStridesAttr(),
                                  op.getPaddingAttr(), op.getDilationsAttr(),
                                  op.getExplicitPaddingsAttr(), padding);
  Value flat = reshapeTo(
      b, op.getFilter(),
      {constantOf(b, i32, double(cells)), sizeOf(b, op.getFilter(), 2)});
  IntegerAttr axis = b.builder.getI64IntegerAttr(3);
  Value best = b.argmax(b.add(patches, flat), axis, TypeAttr::get(i32));
  Value here = unsqueeze(b, countTo(b, constantOf(b, i32, double(cells))), {1});
  Value isBest = b.equal(b.expand_dims(best, axis), here);
  return b.select(isBest, b.expand_dims(op.getDy(), axis),
                  constantOf(b, elementOf(op.getDy()), 0));
}

template <typename Op>
static DenseI64ArrayAttr sizeOfFilter(Op op, TfcBuilder &b) {
  ArrayRef<int64_t> filter = shapeOf(op.getFilter());
  return b.axesAttr({1, filter[0], filter[1], 1});
}
/// A padding that loses against every sum, but does not overflow.
template <typename Op>
static FloatAttr lowest(Op op, TfcBuilder &b) {
  return b.builder.getF64FloatAttr(
      -APFloat::getLargest(
           cast<FloatType>(elementOf(op.getX())).getFloatSemantics())
           .convertToDouble() /
      2);
}

LogicalResult expand(Dilation2DBackpropInputOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  DenseI64ArrayAttr ksize = sizeOfFilter(op, b);
  Value cells = gradientByCell(op, ksize, lowest(op, b), b);
  results.push_back(b.image_patches_grad(
      op.getX(), cells, ksize, op.getStridesAttr(), op.getPaddingAttr(),
      op.getDilationsAttr(), op.getExplicitPaddingsAttr()));
  return success();
}

LogicalResult expand(Dilation2DBackpropFilterOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value cells = gradientByCell(op, sizeOfFilter(op, b), lowest(op, b), b);
  results.push_back(b.reshapeLike(b.reduce_sum(cells, b.axesAttr({0, 1, 2})),
                                  op.getFilter()));
  return success();
}

// A depthwise convolution whose filters have a single 1 each gives patches,
// with the channel before the cell; this is its gradient.
LogicalResult expand(ImagePatchesGradOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  int64_t channels = shapeOf(op.getLike())[3], height = op.getKsize()[1],
          width = op.getKsize()[2], cells = height * width;
  if (ShapedType::isDynamic(channels))
    return op.emitOpError("needs images of a number of channels that is known "
                          "when compiling");
  auto type = RankedTensorType::get({height, width, channels, cells},
                                    elementOf(op.getDy()));
  SmallVector<Attribute> values(type.getNumElements(),
                                FloatAttr::get(type.getElementType(), 0));
  for (int64_t cell = 0; cell < cells; ++cell)
    for (int64_t c = 0; c < channels; ++c)
      values[(cell * channels + c) * cells + cell] =
          FloatAttr::get(type.getElementType(), 1);
  Value filter = b.constant(DenseElementsAttr::get(type, values));
  Value dy = b.transpose(op.getDy(), b.axesAttr({0, 1, 2, 4, 3}));
  SmallVector<Value> dims;
  for (int64_t i = 0; i < 3; ++i)
    dims.push_back(sizeOf(b, dy, i));
  dims.push_back(
      constantOf(b, b.builder.getI32Type(), double(channels * cells)));
  results.push_back(b.depthwise_conv2d_backprop_input(
      op.getLike(), filter, reshapeTo(b, dy, dims), op.getStridesAttr(),
      op.getPaddingAttr(), op.getDilationsAttr(),
      op.getExplicitPaddingsAttr()));
  return success();
}

} // namespace tfc

//===- convolution.cpp - Shape rules of convolution.td --------------------===//

#include "ir/ops/convolution.h"
#include "ir/ops/Windows.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

namespace {
struct Kind {
  const char *name;
  unsigned spatial;
  bool isDepthwise = false;
};

bool differ(int64_t x, int64_t y) {
  return x != y && !ShapedType::isDynamic(x) && !ShapedType::isDynamic(y);
}
} // namespace

/// The shape of the convolution of an image with a filter.
template <typename Adaptor>
static std::optional<SmallVector<int64_t>>
convolvedShape(Adaptor op, Value x, Value w, Kind kind,
               InferredTypes &types) {
  unsigned spatial = kind.spatial;
  ArrayRef<int64_t> image = shapeOf(x), filter = shapeOf(w);
  if (elementOf(x) != elementOf(w)) {
    (void)types.error("image and filter differ in type: " +
                      formatElementType(x.getType()) + " and " +
                      formatElementType(w.getType()));
    return std::nullopt;
  }
  if (image.size() != spatial + 2 || filter.size() != spatial + 2 ||
      differ(image.back(), filter[spatial])) {
    std::string window = spatial == 2 ? "height, width" : "depth, height, width";
    (void)types.error(kind.name + Twine(" of an image of shape ") +
                      formatShape(image) +
                      " with a filter of shape " + formatShape(filter) +
                      ", expected [batch, " + window + ", channels] and [" +
                      window + ", channels, " +
                      (kind.isDepthwise ? "multiplier]" : "filters]"));
    return std::nullopt;
  }
  int64_t channels = filter.back();
  if (kind.isDepthwise)
    channels = ShapedType::isDynamic(filter[2]) ||
                       ShapedType::isDynamic(filter[3])
                   ? ShapedType::kDynamic
                   : filter[2] * filter[3];
  return windowShape(op, spatial, image, filter.take_front(spatial),
                     op.getDilations(), channels, types);
}

template <typename Adaptor>
static LogicalResult inferForward(Adaptor op, Kind kind,
                                  InferredTypes &types) {
  auto shape =
      convolvedShape(op, op.getX(), op.getFilter(), kind, types);
  return shape ? types.add(*shape, elementOf(op.getX())) : failure();
}
template <typename Adaptor>
static LogicalResult inferToInput(Adaptor op, Kind kind,
                                  InferredTypes &types) {
  if (failed(gradientShape(op.getDy(),
                           convolvedShape(op, op.getLike(), op.getFilter(),
                                          kind, types),
                           types)))
    return failure();
  return types.add(shapeOf(op.getLike()), elementOf(op.getDy()));
}
template <typename Adaptor>
static LogicalResult inferToFilter(Adaptor op, Kind kind,
                                   InferredTypes &types) {
  if (failed(gradientShape(op.getDy(),
                           convolvedShape(op, op.getX(), op.getLike(), kind,
                                          types),
                           types)))
    return failure();
  return types.add(shapeOf(op.getLike()), elementOf(op.getDy()));
}

#define TFC_CONVOLUTION(NAME, ...)                                   \
  LogicalResult inferShape(NAME##Op::Adaptor op, InferredTypes &types) {       \
    return inferForward(op, (Kind{__VA_ARGS__}), types);                             \
  }                                                                            \
  LogicalResult inferShape(NAME##BackpropInputOp::Adaptor op,                  \
                           InferredTypes &types) {                             \
    return inferToInput(op, (Kind{__VA_ARGS__}), types);                             \
  }                                                                            \
  LogicalResult inferShape(NAME##BackpropFilterOp::Adaptor op,                 \
                           InferredTypes &types) {                             \
    return inferToFilter(op, (Kind{__VA_ARGS__}), types);                            \
  }
TFC_CONVOLUTION(Conv2D, "conv2d", 2)
TFC_CONVOLUTION(DepthwiseConv2D, "depthwise_conv2d", 2, true)
TFC_CONVOLUTION(Conv3D, "conv3d", 3)
#undef TFC_CONVOLUTION

} // namespace tfc

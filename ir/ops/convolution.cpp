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

/// Why a filter of `filterDepth` channels does not fit an image of `depth`;
/// empty if it does. Images of conv2d may have several times as many channels:
/// then they and the filters are cut into as many groups.
std::string depthProblem(int64_t depth, int64_t filterDepth, int64_t filters,
                         Kind kind) {
  if (depth == filterDepth || ShapedType::isDynamic(depth) ||
      ShapedType::isDynamic(filterDepth))
    return "";
  std::string sizes =
      std::to_string(depth) + " vs " + std::to_string(filterDepth);
  if (kind.isDepthwise || kind.spatial != 2)
    return "input and filter must have the same depth: " + sizes;
  if (filterDepth == 0 || depth == 0 || depth % filterDepth != 0)
    return "input depth must be evenly divisible by filter depth: " + sizes;
  int64_t groups = depth / filterDepth;
  if (!ShapedType::isDynamic(filters) && filters % groups != 0)
    return "output depth must be evenly divisible by number of groups: " +
           std::to_string(filters) + " vs " + std::to_string(groups);
  return "";
}
} // namespace

/// The error of an image and a filter that do not fit.
static void reportShapes(const Twine &problem, ArrayRef<int64_t> image,
                         ArrayRef<int64_t> filter, const DataFormat &format,
                         Kind kind, InferredTypes &types) {
  (void)types.error(problem + kind.name + " of an image of shape " +
                    formatShape(image) + " with a filter of shape " +
                    formatShape(filter) + ", expected " + format.describe() +
                    " and [" + format.describeSpatial() + ", channels, " +
                    (kind.isDepthwise ? "multiplier]" : "filters]"));
}

/// The shape of the convolution of an image with a filter.
template <typename Adaptor>
static std::optional<SmallVector<int64_t>>
convolvedShape(Adaptor op, Value x, Value w, Kind kind, InferredTypes &types) {
  auto window = inferWindow(op, kind.spatial, types);
  if (!window)
    return std::nullopt;
  const DataFormat &format = window->format;
  ArrayRef<int64_t> image = shapeOf(x), filter = shapeOf(w);
  if (elementOf(x) != elementOf(w)) {
    (void)types.error(
        "image and filter differ in type: " + formatElementType(x.getType()) +
        " and " + formatElementType(w.getType()));
    return std::nullopt;
  }
  if (image.size() != format.rank() || filter.size() != format.rank()) {
    reportShapes("", image, filter, format, kind, types);
    return std::nullopt;
  }
  std::string problem = depthProblem(image[format.channelAxis()],
                                     filter[kind.spatial], filter.back(), kind);
  if (!problem.empty()) {
    reportShapes(problem + ": ", image, filter, format, kind, types);
    return std::nullopt;
  }
  int64_t channels = filter.back();
  if (kind.isDepthwise)
    channels =
        ShapedType::isDynamic(filter[2]) || ShapedType::isDynamic(filter[3])
            ? ShapedType::kDynamic
            : filter[2] * filter[3];
  return windowShape(*window, image, filter.take_front(kind.spatial), channels,
                     types);
}

template <typename Adaptor>
static LogicalResult inferForward(Adaptor op, Kind kind, InferredTypes &types) {
  auto shape = convolvedShape(op, op.getX(), op.getFilter(), kind, types);
  return shape ? types.add(*shape, elementOf(op.getX())) : failure();
}
template <typename Adaptor>
static LogicalResult inferToInput(Adaptor op, Kind kind, InferredTypes &types) {
  if (failed(gradientShape(
          op.getDy(),
          convolvedShape(op, op.getLike(), op.getFilter(), kind, types),
          types)))
    return failure();
  return types.add(shapeOf(op.getLike()), elementOf(op.getDy()));
}
template <typename Adaptor>
static LogicalResult inferToFilter(Adaptor op, Kind kind,
                                   InferredTypes &types) {
  if (failed(gradientShape(
          op.getDy(), convolvedShape(op, op.getX(), op.getLike(), kind, types),
          types)))
    return failure();
  return types.add(shapeOf(op.getLike()), elementOf(op.getDy()));
}

#define TFC_CONVOLUTION(NAME, ...)                                             \
  LogicalResult inferShape(NAME##Op::Adaptor op, InferredTypes &types) {       \
    return inferForward(op, (Kind{__VA_ARGS__}), types);                       \
  }                                                                            \
  LogicalResult inferShape(NAME##BackpropInputOp::Adaptor op,                  \
                           InferredTypes &types) {                             \
    return inferToInput(op, (Kind{__VA_ARGS__}), types);                       \
  }                                                                            \
  LogicalResult inferShape(NAME##BackpropFilterOp::Adaptor op,                 \
                           InferredTypes &types) {                             \
    return inferToFilter(op, (Kind{__VA_ARGS__}), types);                      \
  }
TFC_CONVOLUTION(Conv2D, "conv2d", 2)
TFC_CONVOLUTION(DepthwiseConv2D, "depthwise_conv2d", 2, true)
TFC_CONVOLUTION(Conv3D, "conv3d", 3)
#undef TFC_CONVOLUTION

} // namespace tfc

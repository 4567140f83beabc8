//===- Windows.h - Shape rules of ops on windows --------------------------===//

#ifndef TFC_IR_OPS_WINDOWS_H
#define TFC_IR_OPS_WINDOWS_H

#include "ir/Shape.h"

namespace tfc {

/// The shape [batch, windows..., channels] of the result of a window op on an
/// image (or volume) of `spatial` dimensions beside batch and channels; an error
/// where attributes have another length or a window does not fit. `op` is any
/// adaptor with the attributes of ir/ops/window.td.
template <typename Adaptor>
std::optional<llvm::SmallVector<int64_t>>
windowShape(Adaptor op, unsigned spatial, llvm::ArrayRef<int64_t> image,
            llvm::ArrayRef<int64_t> kernel, llvm::ArrayRef<int64_t> dilations,
            int64_t channels, InferredTypes &types) {
  auto wrong = [&](const llvm::Twine &message) {
    (void)types.error(message);
    return std::nullopt;
  };
  if (image.size() != spatial + 2)
    return wrong("expected " + llvm::Twine(spatial + 2) +
                 " dimensions [batch, " +
                 (spatial == 2 ? "height, width" : "depth, height, width") +
                 ", channels], got " + formatShape(image));
  auto hasLength = [&](llvm::ArrayRef<int64_t> list) {
    return list.size() == spatial;
  };
  if (!hasLength(kernel) || !hasLength(op.getStrides()) ||
      !hasLength(dilations))
    return wrong("window, strides and dilations need " + llvm::Twine(spatial) +
                 " numbers each");
  if (mlir::ShapedType::isDynamicShape(kernel))
    return wrong("the filter's size must be known when compiling");
  llvm::ArrayRef<int64_t> pads = op.getExplicitPaddings();
  bool isExplicit = op.getPadding() == "EXPLICIT";
  if (isExplicit ? pads.size() != 2 * spatial : !pads.empty())
    return wrong("explicit_paddings must have " + llvm::Twine(2 * spatial) +
                 " numbers with padding EXPLICIT, none else");
  if (llvm::any_of(pads, [](int64_t pad) { return pad < 0; }))
    return wrong("explicit_paddings must not be negative");
  llvm::SmallVector<int64_t> result{image.front()};
  for (unsigned i = 0; i < spatial; ++i) {
    auto padding = windowPadding(image[1 + i], kernel[i], op.getStrides()[i],
                                 dilations[i], op.getPadding(),
                                 isExplicit ? pads.slice(2 * i, 2) : pads);
    if (!padding)
      return wrong("a window of " + formatShape(kernel) +
                   " does not fit an image of shape " + formatShape(image) +
                   " with padding " + op.getPadding());
    result.push_back(padding->output);
  }
  result.push_back(channels);
  return result;
}

/// The gradient `dy` must be compatible with what windowShape says.
inline llvm::LogicalResult
gradientShape(mlir::Value dy,
              const std::optional<llvm::SmallVector<int64_t>> &expected,
              InferredTypes &types) {
  if (!expected)
    return llvm::failure();
  if (failed(mlir::verifyCompatibleShape(*expected, shape::shapeOf(dy))))
    return types.error("the gradient has shape " + formatShape(dy.getType()) +
                       ", expected " + formatShape(*expected));
  return llvm::success();
}

} // namespace tfc

#endif // TFC_IR_OPS_WINDOWS_H

//===- Window.h - Windows over images -------------------------------------===//

#ifndef TFC_PASSES_LOWER_WINDOW_H
#define TFC_PASSES_LOWER_WINDOW_H

#include "ir/ops/Windows.h"
#include "passes/lower/Lowering.h"

namespace tfc {

/// The windows along one spatial dimension: height, width, or before them
/// depth.
struct Window {
  int64_t kernel, stride, dilation;
  Size input, output, before, after;
};
using Windows = llvm::SmallVector<Window, 3>;

/// The windows that attributes say, over an image whose size may be known only
/// in a run; `kernel` has the sizes of the spatial dimensions. An error at `op`
/// where those are not known, or where the image is not channels-last.
llvm::FailureOr<Windows> makeWindows(mlir::Operation *op,
                                     const WindowAttributes &attributes,
                                     llvm::ArrayRef<Size> image,
                                     llvm::ArrayRef<Size> kernel, Lowering &l);

/// The windows of a convolution's filter, whose first sizes are the kernel's.
template <typename Op>
llvm::FailureOr<Windows> windowsOf(Op op, llvm::ArrayRef<Size> image,
                                   llvm::ArrayRef<Size> filter, Lowering &l) {
  std::string problem;
  auto attributes = readWindow(op, image.size() - 2, problem);
  if (!attributes)
    return op.emitOpError(problem);
  return makeWindows(op, *attributes, image, filter, l);
}

/// The windows of an op with the attribute ksize.
template <typename Op>
llvm::FailureOr<Windows> windowsOf(Op op, llvm::ArrayRef<Size> image,
                                   Lowering &l) {
  std::string problem;
  auto attributes = readWindow(op, image.size() - 2, problem);
  if (!attributes)
    return op.emitOpError(problem);
  SizeList kernel;
  for (int64_t size : attributes->ksize)
    kernel.push_back(l.sizes.constant(size));
  return makeWindows(op, *attributes, image, kernel, l);
}

/// The shape [batch, windows..., channels].
SizeList windowShape(Size batch, const Windows &windows, Size channels);

/// The gradient must have a value per window; `shape` gets what is known.
void requireGradientShape(mlir::Value dy, SizeList &shape, Lowering &l);

/// A map from `loops` loops, the first of which are batch, windows...,
/// channels, cells of a window..., to an image's element in that cell; its
/// channel is loop `channel`.
mlir::AffineMap imageMap(const Windows &windows, unsigned loops,
                         unsigned channel, Lowering &l);

/// A channels-last image between `value`s.
mlir::Value padImage(mlir::Value x, const Windows &windows, mlir::Value value,
                     Lowering &l);

} // namespace tfc

#endif // TFC_PASSES_LOWER_WINDOW_H

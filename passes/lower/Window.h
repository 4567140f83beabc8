//===- Window.h - Windows over images -------------------------------------===//

#ifndef TFC_PASSES_LOWER_WINDOW_H
#define TFC_PASSES_LOWER_WINDOW_H

#include "passes/lower/Lowering.h"

namespace tfc {

/// The windows along one spatial dimension: height, width, or before them depth.
struct Window {
  int64_t kernel, stride, dilation;
  Size input, output, before, after;
};
using Windows = llvm::SmallVector<Window, 3>;

/// SAME, VALID or explicit padding as TF_SEMANTICS and ir/Shape.h say, at run
/// time where the input's size is known only then.
Window makeWindow(Size input, int64_t kernel, int64_t stride, int64_t dilation,
                  llvm::StringRef padding, llvm::ArrayRef<int64_t> explicitPair,
                  Lowering &l);

/// The windows of a convolution or pooling op over `image`, channels-last; an
/// error where the kernel's size is not known.
template <typename Op>
llvm::FailureOr<Windows> windowsOf(Op op, llvm::ArrayRef<Size> image,
                  llvm::ArrayRef<Size> kernel,
                  llvm::ArrayRef<int64_t> dilations, Lowering &l) {
  llvm::ArrayRef<int64_t> pads = op.getExplicitPaddings();
  Windows windows;
  for (unsigned i = 0, e = image.size() - 2; i < e; ++i) {
    if (!SizeMath::known(kernel[i]))
      return op.emitOpError("needs a filter of known height and width");
    windows.push_back(makeWindow(
        image[1 + i], *SizeMath::known(kernel[i]), op.getStrides()[i],
        dilations[i], op.getPadding(),
        pads.empty() ? pads : pads.slice(2 * i, 2), l));
  }
  return windows;
}

/// [batch, windows..., channels].
SizeList windowShape(Size batch, const Windows &windows, Size channels);

/// The gradient must have a value per window; `shape` gets what is known.
void requireGradientShape(mlir::Value dy, SizeList &shape, Lowering &l);

/// Over `loops` loops, batch, windows..., channels, cells of a window... first:
/// an image's element in that cell; its channel is loop `channel`.
mlir::AffineMap imageMap(const Windows &windows, unsigned loops,
                         unsigned channel, Lowering &l);

/// A channels-last image between `value`s.
mlir::Value padImage(mlir::Value x, const Windows &windows, mlir::Value value,
                     Lowering &l);

} // namespace tfc

#endif // TFC_PASSES_LOWER_WINDOW_H

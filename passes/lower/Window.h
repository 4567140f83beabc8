//===- Window.h - Windows over images -------------------------------------===//

#ifndef TFC_PASSES_LOWER_WINDOW_H
#define TFC_PASSES_LOWER_WINDOW_H

#include "passes/lower/Lowering.h"

namespace tfc {

/// The windows along one spatial dimension.
struct Window {
  int64_t kernel, stride, dilation;
  Size input, output, before, after;
};
using Windows = std::array<Window, 2>;

/// SAME, VALID or explicit padding as TF_SEMANTICS and ir/Shape.h say, at run
/// time where the input's size is known only then.
Window makeWindow(Size input, int64_t kernel, int64_t stride, int64_t dilation,
                  llvm::StringRef padding, llvm::ArrayRef<int64_t> explicitPair,
                  Lowering &l);

/// The windows of a convolution or pooling op; an error where the kernel's
/// height or width is not known.
template <typename Op>
llvm::FailureOr<Windows> windowsOf(Op op, llvm::ArrayRef<Size> image,
                  llvm::ArrayRef<Size> kernel,
                  llvm::ArrayRef<int64_t> dilations, Lowering &l) {
  llvm::ArrayRef<int64_t> pads = op.getExplicitPaddings();
  if (!SizeMath::known(kernel[0]) || !SizeMath::known(kernel[1]))
    return op.emitOpError("needs a filter of known height and width");
  Windows windows;
  for (unsigned i = 0; i < 2; ++i)
    windows[i] = makeWindow(
        image[1 + i], *SizeMath::known(kernel[i]), op.getStrides()[i],
        dilations[i], op.getPadding(),
        pads.empty() ? pads : pads.slice(2 * i, 2), l);
  return windows;
}

/// An NHWC image between `value`s.
mlir::Value padImage(mlir::Value x, const Windows &windows, mlir::Value value,
                     Lowering &l);

} // namespace tfc

#endif // TFC_PASSES_LOWER_WINDOW_H

//===- Window.cpp - Windows over images -----------------------------------===//

#include "passes/lower/Window.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace tfc {

/// The windows along one dimension: windowPadding of ir/ops/Windows.h, which
/// has an example, with sizes that may be known only in a run.
static Window makeWindow(Size input, Window window, StringRef padding,
                         ArrayRef<int64_t> explicitPair, Lowering &l) {
  SizeMath &m = l.sizes;
  window.input = input;
  int64_t span = (window.kernel - 1) * window.dilation + 1;
  Size zero = m.constant(0), one = m.constant(1),
       step = m.constant(window.stride);
  if (padding == "SAME") {
    window.output = m.ceilDiv(input, step);
    Size total;
    if (SizeMath::known(m.remainder(input, step)) == 0) {
      total = m.constant(std::max<int64_t>(0, span - window.stride));
    } else {
      Size reach =
          m.add(m.mul(m.sub(window.output, one), step), m.constant(span));
      total = m.max(m.sub(reach, input), zero);
    }
    window.before = m.floorDiv(total, m.constant(2));
    window.after = m.sub(total, window.before);
    return window;
  }
  bool isExplicit = padding == "EXPLICIT";
  window.before = m.constant(isExplicit ? explicitPair[0] : 0);
  window.after = m.constant(isExplicit ? explicitPair[1] : 0);
  Size padded = m.add(m.add(input, window.before), window.after);
  Size size = m.constant(span);
  if (!SizeMath::known(padded))
    l.require(arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::sge,
                                    m.value(padded), m.value(size)),
              "'" + l.name() + "' has an image of %lld for a window of %lld",
              {padded, size});
  window.output = m.add(m.floorDiv(m.sub(padded, size), step), one);
  return window;
}

FailureOr<Windows> makeWindows(Operation *op,
                               const WindowAttributes &attributes,
                               ArrayRef<Size> image, ArrayRef<Size> kernel,
                               Lowering &l) {
  if (attributes.format.channelsFirst)
    return op->emitOpError("has images of format ")
           << attributes.format.name()
           << ": tfc-channels-last must come before";
  Windows windows;
  for (unsigned i = 0; i < attributes.format.spatial; ++i) {
    std::optional<int64_t> size = SizeMath::known(kernel[i]);
    if (!size)
      return op->emitOpError("needs a filter of known height and width");
    Window window{
        *size, attributes.strides[i], attributes.dilations[i], {}, {}, {}, {}};
    windows.push_back(makeWindow(image[1 + i], window, attributes.padding,
                                 attributes.explicitPair(i), l));
  }
  return windows;
}

SizeList windowShape(Size batch, const Windows &windows, Size channels) {
  SizeList shape{batch};
  for (const Window &window : windows)
    shape.push_back(window.output);
  shape.push_back(channels);
  return shape;
}

void requireGradientShape(Value dy, SizeList &shape, Lowering &l) {
  for (auto [i, size] : llvm::enumerate(l.shape(dy)))
    shape[i] =
        l.requireEqual(shape[i], size,
                       "dimension " + Twine(i) + " of the gradient of '" +
                           l.name() + "' is %lld and %lld");
}

AffineMap imageMap(const Windows &windows, unsigned loops, unsigned channel,
                   Lowering &l) {
  MLIRContext *context = l.b.getContext();
  unsigned spatial = windows.size(), cells = spatial + 2;
  SmallVector<AffineExpr> exprs{getAffineDimExpr(0, context)};
  for (unsigned i = 0; i < spatial; ++i)
    exprs.push_back(getAffineDimExpr(1 + i, context) * windows[i].stride +
                    getAffineDimExpr(cells + i, context) * windows[i].dilation);
  exprs.push_back(getAffineDimExpr(channel, context));
  return AffineMap::get(loops, 0, exprs, context);
}

Value padImage(Value x, const Windows &windows, Value value, Lowering &l) {
  SizeList before(windows.size() + 2, l.sizes.constant(0)), after = before;
  for (auto [i, window] : llvm::enumerate(windows)) {
    before[1 + i] = window.before;
    after[1 + i] = window.after;
  }
  return l.pad(x, before, after, value);
}

} // namespace tfc

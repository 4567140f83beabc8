//===- LowerConvolution.cpp - Convolution and its gradients ---------------===//

#include "ir/ops/convolution.h"
#include "passes/lower/Window.h"

using namespace mlir;

namespace tfc {

/// x * w summed over all loops but those of the result.
static Value sumOfProducts(Value x, Value w, ArrayRef<Size> shape,
                           ArrayRef<AffineMap> maps, unsigned reductionLoops,
                           Lowering &l) {
  Type element = getElementTypeOrSelf(x);
  ScalarBuilder scalars(l.b, l.loc, element);
  Value init = l.fill(shape, scalars.number(0));
  Value result =
      l.generic({x, w}, init, maps, shape.size(),
                [&](OpBuilder &b, Location loc, ValueRange arguments) {
                  ScalarBuilder s(b, loc, element);
                  Value product = s.mul(ScalarBuilder::load(b, loc, arguments[0]),
                                        ScalarBuilder::load(b, loc, arguments[1]));
                  linalg::YieldOp::create(b, loc,
                                          s.add(arguments[2], product));
                },
                reductionLoops)
          .getResult(0);
  return l.fromCompute(result, element);
}

/// A convolution without padding: the loops are image, row, column, filter,
/// then row and column of the filter and the channel.
static Value convolve(Value x, Value filter, ArrayRef<Size> shape,
                      const Windows &windows, Lowering &l) {
  Type element = getElementTypeOrSelf(x);
  ScalarBuilder scalars(l.b, l.loc, element);
  Value init = l.fill(shape, scalars.number(0));
  auto pair = [&](int64_t h, int64_t w) {
    return l.b.getI64VectorAttr({h, w});
  };
  Value result =
      linalg::Conv2DNhwcHwcfOp::create(
          l.b, l.loc, TypeRange(init.getType()), ValueRange{x, filter},
          ValueRange(init), pair(windows[0].stride, windows[1].stride),
          pair(windows[0].dilation, windows[1].dilation))
          .getResult(0);
  return l.fromCompute(result, element);
}

/// The gradient must have a value per window; `shape` gets what is known.
static void requireShape(Value dy, SizeList &shape, Lowering &l) {
  for (auto [i, size] : llvm::enumerate(l.shape(dy)))
    shape[i] = l.requireEqual(shape[i], size,
                              "dimension " + Twine(i) + " of the gradient of '" +
                                  l.name() + "' is %lld and %lld");
}

LogicalResult lower(Conv2DOp op, Lowering &l) {
  SizeList image = l.shape(op.getX()), filter = l.shape(op.getFilter());
  l.requireEqual(image[3], filter[2],
                 "'" + l.name() + "' has images of %lld channels and a filter "
                 "of %lld");
  FailureOr<Windows> found =
      windowsOf(op, image, filter, op.getDilations(), l);
  if (failed(found))
    return failure();
  Windows windows = *found;
  Value x = padImage(op.getX(), windows,
                     l.constant(getElementTypeOrSelf(op.getX()), 0), l);
  SizeList shape{image[0], windows[0].output, windows[1].output, filter[3]};
  l.replace(convolve(x, op.getFilter(), shape, windows, l));
  return success();
}

// dw[p,q,c,f] = sum over n, i, j of x[n, i*s + p*d, j*s + q*d, c] * dy[n,i,j,f].
LogicalResult lower(Conv2DBackpropFilterOp op, Lowering &l) {
  SizeList image = l.shape(op.getX()), filter = l.shape(op.getLike());
  FailureOr<Windows> found =
      windowsOf(op, image, filter, op.getDilations(), l);
  if (failed(found))
    return failure();
  Windows windows = *found;
  Type element = getElementTypeOrSelf(op.getX());
  Value x = padImage(op.getX(), windows, l.constant(element, 0), l);
  AffineExpr p, q, c, f, n, i, j;
  MLIRContext *context = l.b.getContext();
  bindDims(context, p, q, c, f, n, i, j);
  auto map = [&](ArrayRef<AffineExpr> exprs) {
    return AffineMap::get(7, 0, exprs, context);
  };
  AffineMap maps[] = {
      map({n, i * windows[0].stride + p * windows[0].dilation,
           j * windows[1].stride + q * windows[1].dilation, c}),
      map({n, i, j, f}), map({p, q, c, f})};
  SizeList places{image[0], windows[0].output, windows[1].output, filter[3]};
  requireShape(op.getDy(), places, l);
  l.replace(sumOfProducts(x, l.refine(op.getDy(), places), filter, maps,
                          /*reductionLoops=*/3, l));
  return success();
}

/// The filter turned by half a circle, its channels and filters swapped.
static Value turnFilter(Value filter, Lowering &l) {
  SizeList shape = l.shape(filter);
  int64_t height = *SizeMath::known(shape[0]), width = *SizeMath::known(shape[1]);
  AffineExpr p, q, f, c;
  MLIRContext *context = l.b.getContext();
  bindDims(context, p, q, f, c);
  AffineMap maps[] = {
      AffineMap::get(4, 0, {height - 1 - p, width - 1 - q, c, f}, context),
      l.b.getMultiDimIdentityMap(4)};
  Value init = l.empty({shape[0], shape[1], shape[3], shape[2]},
                       getElementTypeOrSelf(filter));
  return l.generic(filter, init, maps, 4,
                   [](OpBuilder &b, Location loc, ValueRange arguments) {
                     linalg::YieldOp::create(b, loc, arguments[0]);
                   })
      .getResult(0);
}

// dx is the convolution of dy, its elements `stride` apart among zeros, with
// the turned filter.
LogicalResult lower(Conv2DBackpropInputOp op, Lowering &l) {
  SizeList image = l.shape(op.getLike()), filter = l.shape(op.getFilter());
  FailureOr<Windows> found =
      windowsOf(op, image, filter, op.getDilations(), l);
  if (failed(found))
    return failure();
  Windows windows = *found;
  Type element = getElementTypeOrSelf(op.getDy());
  SizeMath &m = l.sizes;
  SizeList dyShape{image[0], windows[0].output, windows[1].output, filter[3]};
  SizeList spread = dyShape, offsets = l.constants(4, 0),
           strides = l.constants(4, 1), whole = image;
  SizeList cut = l.constants(4, 0);
  bool beyond = false; // padding that no window needs
  for (auto [i, window] : llvm::enumerate(windows)) {
    int64_t reach = (window.kernel - 1) * window.dilation;
    auto isBeyond = [&](Size pad) {
      return op.getPadding() == "EXPLICIT" && *SizeMath::known(pad) > reach;
    };
    Size before = window.before;
    if (isBeyond(window.before) || isBeyond(window.after)) {
      // The gradient of the padded image, of which a part is wanted.
      beyond = true;
      whole[1 + i] = m.add(m.add(image[1 + i], window.before), window.after);
      cut[1 + i] = window.before;
      before = m.constant(0);
    }
    spread[1 + i] = m.add(whole[1 + i], m.constant(reach));
    offsets[1 + i] = m.sub(m.constant(reach), before);
    strides[1 + i] = m.constant(window.stride);
    window.stride = 1;
  }
  requireShape(op.getDy(), dyShape, l);
  Value dy = l.refine(op.getDy(), dyShape);
  bool asItIs = llvm::all_of(llvm::zip(spread, dyShape), [&](auto pair) {
    return m.same(std::get<0>(pair), std::get<1>(pair));
  });
  if (!asItIs)
    dy = l.insertSlice(dy, l.fill(spread, l.constant(element, 0)), offsets,
                       dyShape, strides);
  Value dx = convolve(dy, turnFilter(op.getFilter(), l), whole, windows, l);
  if (beyond)
    dx = l.extractSlice(dx, cut, image, l.constants(4, 1));
  l.replace(dx);
  return success();
}

} // namespace tfc

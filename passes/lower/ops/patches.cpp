//===- patches.cpp - Patches and morphology -------------------------------===//

#include "ir/ops/patches.h"
#include "passes/lower/Window.h"

using namespace mlir;

namespace tfc {

LogicalResult lower(ImagePatchesOp op, Lowering &l) {
  SizeList image = l.shape(op.getX());
  FailureOr<Windows> found = windowsOf(op, image, l);
  if (failed(found))
    return failure();
  const Windows &windows = *found;
  Type element = getElementTypeOrSelf(op.getX());
  Value x =
      padImage(op.getX(), windows,
               l.constant(element, op.getPaddingValue().convertToDouble()), l);
  // Loops: batch, windows, cells, channel.
  AffineExpr n, i, j, p, q, c;
  bindDims(l.b.getContext(), n, i, j, p, q, c);
  AffineMap maps[] = {
      AffineMap::get(6, 0,
                     {n, i * windows[0].stride + p * windows[0].dilation,
                      j * windows[1].stride + q * windows[1].dilation, c},
                     l.b.getContext()),
      l.b.getMultiDimIdentityMap(6)};
  SizeList shape{image[0],
                 windows[0].output,
                 windows[1].output,
                 l.sizes.constant(windows[0].kernel),
                 l.sizes.constant(windows[1].kernel),
                 image[3]};
  Value patches =
      l.generic(x, l.empty(shape, element), maps, 6,
                [](OpBuilder &b, Location loc, ValueRange arguments) {
                  linalg::YieldOp::create(b, loc, arguments[0]);
                })
          .getResult(0);
  l.replace(l.reshape(patches, {shape[0], shape[1], shape[2],
                                l.sizes.mul(shape[3], shape[4]), shape[5]}));
  return success();
}

LogicalResult lower(Dilation2DOp op, Lowering &l) {
  SizeList image = l.shape(op.getX()), filter = l.shape(op.getFilter());
  l.requireEqual(image[3], filter[2],
                 "'" + l.name() +
                     "' has images of %lld channels and a filter "
                     "of %lld");
  FailureOr<Windows> found = windowsOf(op, image, filter, l);
  if (failed(found))
    return failure();
  Windows windows = *found;
  Type element = getElementTypeOrSelf(op.getX());
  ScalarBuilder scalars(l.b, l.loc, element);
  Value lowest = scalars.lowest();
  Value x = padImage(op.getX(), windows, l.lowestStored(element), l);
  MLIRContext *context = l.b.getContext();
  AffineMap maps[] = {
      imageMap(windows, 6, 3, l),
      AffineMap::getMultiDimMapWithTargets(6, {4, 5, 3}, context),
      AffineMap::getMultiDimMapWithTargets(6, {0, 1, 2, 3}, context)};
  Value result =
      l.generic(
           {x, op.getFilter()},
           l.fill(windowShape(image[0], windows, image[3]), lowest), maps, 4,
           [&](OpBuilder &b, Location loc, ValueRange arguments) {
             ScalarBuilder s(b, loc, element);
             Value sum = s.add(ScalarBuilder::load(b, loc, arguments[0]),
                               ScalarBuilder::load(b, loc, arguments[1]));
             linalg::YieldOp::create(b, loc, s.maximum(arguments[2], sum));
           },
           /*reductionLoops=*/2)
          .getResult(0);
  l.replace(l.fromCompute(result, element));
  return success();
}

} // namespace tfc

//===- complex.cpp - Sizes of what Fourier transforms give -----------===//

#include "ir/ops/complex.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

static LogicalResult realTransform(Value x, DenseI64ArrayAttr length,
                                   unsigned rank, bool inverse, Lowering &l,
                                   SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(x);
  Size one = l.sizes.constant(1), two = l.sizes.constant(2);
  if (inverse)
    shape.back() = l.sizes.mul(
        two, l.sizes.max(l.sizes.sub(shape.back(), one), l.sizes.constant(0)));
  if (length)
    for (unsigned i = 0; i < rank; ++i)
      shape[shape.size() - rank + i] = l.sizes.constant(length[i]);
  // n numbers have a half spectrum of n / 2 + 1, none have none.
  if (!inverse)
    shape.back() = l.sizes.add(l.sizes.floorDiv(shape.back(), two),
                               l.sizes.min(shape.back(), one));
  sizes.push_back(shape);
  return success();
}

LogicalResult kernelSizes(RfftOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  return realTransform(op.getX(), op.getFftLengthAttr(), 1, false, l, sizes);
}
LogicalResult kernelSizes(Rfft2dOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  return realTransform(op.getX(), op.getFftLengthAttr(), 2, false, l, sizes);
}
LogicalResult kernelSizes(IrfftOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  return realTransform(op.getX(), op.getFftLengthAttr(), 1, true, l, sizes);
}
LogicalResult kernelSizes(Irfft2dOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  return realTransform(op.getX(), op.getFftLengthAttr(), 2, true, l, sizes);
}

} // namespace tfc

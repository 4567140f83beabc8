//===- reduction.cpp - Gradients of products over axes -------------------===//

#include "ir/ops/reduction.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// y = prod(x):  dx_i = dy prod of the other x. Without a zero among them that
// is y / x_i; with one zero, only its own gradient is not 0; with two, none is.
// Second derivatives are exact away from zeros.
LogicalResult gradient(ReduceProdOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX();
  DenseI64ArrayAttr axes = op.getAxesAttr();
  BoolAttr keep = b.builder.getBoolAttr(true);
  Value zero = b.number(0), one = b.number(1);
  Value isZero = b.equal(x, zero);
  Value zeros = b.reduce_sum(b.castLike(isZero, x), axes, keep);
  Value factors = b.select(isZero, one, x);
  Value product = b.reduce_prod(factors, axes, keep);
  Value others = b.select(
      isZero, b.select(b.equal(zeros, one), product, zero),
      b.select(b.equal(zeros, zero), b.realdiv(product, factors), zero));
  result[0] = b.mul(b.broadcastReduced(grads[0], x, axes), others);
  return success();
}

} // namespace tfc

//===- elementwise.cpp - Gradients of powers, products and casts ---------===//

#include "ir/ops/elementwise.h"
#include "ir/ops/reduction.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// z = x^y:  dx = dz y x^(y-1),  dy = dz z log(x) where x > 0, else 0
// (TensorFlow's math_grad.py, _PowGrad); of a complex x where x != 0. The
// logarithm is taken of 1 where it is not used, so that the gradient of this
// gradient has no NaN either.
LogicalResult gradient(PowOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX(), y = op.getY(), dz = grads[0];
  result[0] = b.mul(dz, b.mul(y, b.pow(x, b.sub(y, b.number(1)))));
  bool isComplex = isa<ComplexType>(shape::elementOf(x));
  Value hasLog = isComplex ? b.not_equal(x, b.number(0))
                           : b.greater(x, b.number(0));
  Value log = b.log(b.select(hasLog, x, b.number(1)));
  result[1] = b.mul(dz, b.mul(op.getZ(), log));
  return success();
}

// y = prod(x):  dx_i = dy prod of the other x. Without a zero among them that is
// y / x_i; with one zero, only its own gradient is not 0; with two, none is.
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
  Value others =
      b.select(isZero, b.select(b.equal(zeros, one), product, zero),
               b.select(b.equal(zeros, zero), b.realdiv(product, factors), zero));
  result[0] = b.mul(b.broadcastReduced(grads[0], x, axes), others);
  return success();
}

// Only between floating-point and complex types. What a cast to a real number
// drops has no gradient.
LogicalResult gradient(CastOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  if (isDifferentiable(op.getX()) && isDifferentiable(op.getY()))
    result[0] = b.castLike(grads[0], op.getX());
  return success();
}

} // namespace tfc

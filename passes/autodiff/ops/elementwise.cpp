//===- elementwise.cpp - Gradients of absolute values, powers and casts ===//

#include "ir/ops/elementwise.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// The part of dz along z: d|z| = Re(conj(z) dz / |z|).
LogicalResult gradient(AbsOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX(), dy = grads[0];
  result[0] = isa<ComplexType>(shape::elementOf(x))
                  ? b.div_no_nan(b.mul(b.castLike(dy, x), b.conj(x)),
                                 b.castLike(op.getY(), x))
                  : b.mul(dy, b.sign(x));
  return success();
}

// z = x^y:  dx = dz y x^(y-1),  dy = dz z log(x) where x > 0, else 0
// (TensorFlow's math_grad.py, _PowGrad); of a complex x where x != 0. The
// logarithm is taken of 1 where it is not used, so that the gradient of this
// gradient has no NaN either.
LogicalResult gradient(PowOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX(), y = op.getY(), dz = grads[0];
  result[0] = b.mul(dz, b.mul(y, b.pow(x, b.sub(y, b.number(1)))));
  bool isComplex = isa<ComplexType>(shape::elementOf(x));
  Value hasLog =
      isComplex ? b.not_equal(x, b.number(0)) : b.greater(x, b.number(0));
  Value log = b.log(b.select(hasLog, x, b.number(1)));
  result[1] = b.mul(dz, b.mul(op.getZ(), log));
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

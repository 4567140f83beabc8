//===- scan.cpp - Gradients of scan.td -----------------------------------===//

#include "ir/ops/scan.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

template <typename Op>
static Value sumBack(Op op, Value dy, TfcBuilder &b) {
  return b.cumsum(dy, op.getAxisAttr(), op.getExclusiveAttr(),
                  b.builder.getBoolAttr(!op.getReverse()));
}
LogicalResult gradient(CumsumOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = sumBack(op, grads[0], b);
  return success();
}
// The gradient is 0 where x is 0, as TensorFlow's (math_grad.py, _CumprodGrad).
LogicalResult gradient(CumprodOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] =
      b.div_no_nan(sumBack(op, b.mul(op.getY(), grads[0]), b), op.getX());
  return success();
}

} // namespace tfc

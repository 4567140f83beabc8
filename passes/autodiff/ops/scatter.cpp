//===- scatter.cpp - Gradients of scatter.td -----------------------------===//

#include "ir/ops/scatter.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// Shared by all of x and the updates that are the extremum, as TensorFlow does
// (array_grad.py, _TensorScatterMinOrMaxGrad).
template <typename Op>
static LogicalResult extremumGradient(Op op, Value dy, TfcBuilder &b,
                                      MutableArrayRef<Value> result) {
  Value x = op.getX(), at = op.getIndices(), updates = op.getUpdates();
  Value y = op.getY();
  Value fromX = b.castLike(b.equal(x, y), x);
  Value fromUpdates = b.castLike(b.equal(updates, b.gather_nd(y, at)), updates);
  Value share = b.realdiv(dy, b.tensor_scatter_add(fromX, at, fromUpdates));
  result[0] = b.mul(fromX, share);
  result[2] = b.mul(fromUpdates, b.gather_nd(share, at));
  return success();
}
LogicalResult gradient(TensorScatterMinOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return extremumGradient(op, grads[0], b, result);
}
LogicalResult gradient(TensorScatterMaxOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return extremumGradient(op, grads[0], b, result);
}

} // namespace tfc

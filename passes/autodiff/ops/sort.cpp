//===- sort.cpp - Gradients of sort.td -----------------------------------===//
//
// The values are x gathered at the indices of their rows.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/sort.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

template <typename Op>
static Value putRows(Op op, Value dy, TfcBuilder &b) {
  auto last = b.builder.getI64IntegerAttr(shapeOf(op.getX()).size() - 1);
  return b.gather_grad(dy, op.getX(), op.getIndices(), last, last);
}
LogicalResult gradient(TopKOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = putRows(op, grads[0], b);
  return success();
}
LogicalResult gradient(SortOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = putRows(op, grads[0], b);
  return success();
}
// Shared by the elements of the row that are equal to the result.
LogicalResult gradient(NthElementOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX();
  Value chosen = b.castLike(b.equal(x, b.expandLast(op.getY())), x);
  result[0] =
      b.mul(b.realdiv(chosen, b.sumLast(chosen)), b.expandLast(grads[0]));
  return success();
}

} // namespace tfc

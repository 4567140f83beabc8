//===- control.cpp - Gradients of what loops collect --------------===//

#include "ir/ops/control.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// The item that is written over has no gradient; the one that is written has
// what stands in its place.
LogicalResult gradient(SetItemOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = b.set_item(grads[0], op.getIndex(), b.zerosLike(op.getValue()));
  result[2] = b.gather(grads[0], op.getIndex(), b.builder.getI64IntegerAttr(0));
  return success();
}

} // namespace tfc

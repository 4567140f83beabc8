//===- linear.cpp - Gradients of matrix products ------------------===//

#include "ir/ops/linear.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// z = x y:       dx = dz y'     dy = x' dz
// z = x' y:      dx = y dz'     dy = x dz
// z = x y':      dx = dz y      dy = dz' x
// z = x' y':     dx = y' dz'    dy = dz' x'
// Leading dimensions that were broadcast are summed by autodiff.
LogicalResult gradient(MatMulOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX(), y = op.getY(), dz = grads[0];
  bool tx = op.getTransposeX(), ty = op.getTransposeY();
  auto product = [&](Value left, bool transposeLeft, Value right,
                     bool transposeRight) {
    return b.matmul(left, right, b.builder.getBoolAttr(transposeLeft),
                    b.builder.getBoolAttr(transposeRight));
  };
  result[0] = tx ? product(y, ty, dz, true) : product(dz, false, y, !ty);
  result[1] = ty ? product(dz, true, x, tx) : product(x, !tx, dz, false);
  return success();
}

} // namespace tfc

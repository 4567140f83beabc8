//===- pooling.cpp - Gradients of pooling --------------------------------===//

#include "ir/ops/pooling.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// The gradient of a maximum goes where the maximum was, whatever happens to the
// other elements: max_pool_grad and max_pool_grad_grad are each other's
// gradients.
#define TFC_POOL_WINDOW                                                        \
  op.getKsizeAttr(), op.getStridesAttr(), op.getPaddingAttr(),                 \
      op.getExplicitPaddingsAttr(), op.getDataFormatAttr()
#define TFC_POOL_GRADIENTS(SUFFIX, CALL)                                       \
  LogicalResult gradient(MaxPool##SUFFIX##Op op, ValueRange grads,             \
                         TfcBuilder &b, MutableArrayRef<Value> result) {       \
    result[0] =                                                                \
        b.max_##CALL##_grad(op.getX(), op.getY(), grads[0], TFC_POOL_WINDOW);  \
    return success();                                                          \
  }                                                                            \
  LogicalResult gradient(MaxPool##SUFFIX##GradOp op, ValueRange grads,         \
                         TfcBuilder &b, MutableArrayRef<Value> result) {       \
    result[2] = b.max_##CALL##_grad_grad(op.getX(), op.getY(), grads[0],       \
                                         TFC_POOL_WINDOW);                     \
    return success();                                                          \
  }                                                                            \
  LogicalResult gradient(MaxPool##SUFFIX##GradGradOp op, ValueRange grads,     \
                         TfcBuilder &b, MutableArrayRef<Value> result) {       \
    result[2] =                                                                \
        b.max_##CALL##_grad(op.getX(), op.getY(), grads[0], TFC_POOL_WINDOW);  \
    return success();                                                          \
  }                                                                            \
  LogicalResult gradient(AvgPool##SUFFIX##Op op, ValueRange grads,             \
                         TfcBuilder &b, MutableArrayRef<Value> result) {       \
    result[0] = b.avg_##CALL##_grad(op.getX(), grads[0], TFC_POOL_WINDOW);     \
    return success();                                                          \
  }
TFC_POOL_GRADIENTS(, pool)
TFC_POOL_GRADIENTS(3D, pool3d)
#undef TFC_POOL_GRADIENTS

LogicalResult gradient(MaxPoolWithArgmaxOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = b.max_pool_grad(op.getX(), op.getY(), grads[0], op.getKsizeAttr(),
                              op.getStridesAttr(), op.getPaddingAttr(),
                              op.getExplicitPaddingsAttr());
  return success();
}

} // namespace tfc

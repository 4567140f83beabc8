//===- convolution.cpp - Gradients of convolution and pooling -----===//
//
// A convolution and its two backprops are the same trilinear form in image,
// filter and dy, seen from three sides: the gradient of one is made of the other
// two.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/convolution.h"
#include "ir/ops/pooling.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// The gradients of the convolution CALL and its backprops, with the window of
// `op`. `like` gives only its shape.
#define TFC_WINDOW                                                             \
  op.getStridesAttr(), op.getPaddingAttr(), op.getDilationsAttr(),             \
      op.getExplicitPaddingsAttr()
#define TFC_CONVOLUTION_GRADIENTS(NAME, CALL)                                  \
  LogicalResult gradient(NAME##Op op, ValueRange grads, TfcBuilder &b,         \
                         MutableArrayRef<Value> result) {                      \
    result[0] = b.CALL##_backprop_input(op.getX(), op.getFilter(), grads[0],   \
                                        TFC_WINDOW);                           \
    result[1] = b.CALL##_backprop_filter(op.getX(), op.getFilter(), grads[0],  \
                                         TFC_WINDOW);                          \
    return success();                                                          \
  }                                                                            \
  LogicalResult gradient(NAME##BackpropInputOp op, ValueRange grads,           \
                         TfcBuilder &b, MutableArrayRef<Value> result) {       \
    result[1] = b.CALL##_backprop_filter(grads[0], op.getFilter(), op.getDy(), \
                                         TFC_WINDOW);                          \
    result[2] = b.CALL(grads[0], op.getFilter(), TFC_WINDOW);                  \
    return success();                                                          \
  }                                                                            \
  LogicalResult gradient(NAME##BackpropFilterOp op, ValueRange grads,          \
                         TfcBuilder &b, MutableArrayRef<Value> result) {       \
    result[0] = b.CALL##_backprop_input(op.getX(), grads[0], op.getDy(),       \
                                        TFC_WINDOW);                           \
    result[2] = b.CALL(op.getX(), grads[0], TFC_WINDOW);                       \
    return success();                                                          \
  }
TFC_CONVOLUTION_GRADIENTS(Conv2D, conv2d)
TFC_CONVOLUTION_GRADIENTS(DepthwiseConv2D, depthwise_conv2d)
TFC_CONVOLUTION_GRADIENTS(Conv3D, conv3d)
#undef TFC_CONVOLUTION_GRADIENTS
#undef TFC_WINDOW

// The gradient of a maximum goes where the maximum was, whatever happens to the
// other elements: max_pool_grad and max_pool_grad_grad are each other's gradients.
#define TFC_POOL_WINDOW                                                        \
  op.getKsizeAttr(), op.getStridesAttr(), op.getPaddingAttr(),                 \
      op.getExplicitPaddingsAttr()
#define TFC_POOL_GRADIENTS(SUFFIX, CALL)                                       \
  LogicalResult gradient(MaxPool##SUFFIX##Op op, ValueRange grads,             \
                         TfcBuilder &b, MutableArrayRef<Value> result) {       \
    result[0] = b.max_##CALL##_grad(op.getX(), op.getY(), grads[0],            \
                                    TFC_POOL_WINDOW);                          \
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
    result[2] = b.max_##CALL##_grad(op.getX(), op.getY(), grads[0],            \
                                    TFC_POOL_WINDOW);                          \
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
  result[0] =
      b.max_pool_grad(op.getX(), op.getY(), grads[0], TFC_POOL_WINDOW);
  return success();
}

} // namespace tfc

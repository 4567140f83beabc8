//===- convolution.cpp - Gradients of convolutions -----------------------===//
//
// A convolution and its two backprops are the same trilinear form in image,
// filter and dy, seen from three sides: the gradient of one is made of the
// other two.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/convolution.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// The gradients of the convolution CALL and its backprops, with the window of
// `op`. `like` gives only its shape.
#define TFC_WINDOW                                                             \
  op.getStridesAttr(), op.getPaddingAttr(), op.getDilationsAttr(),             \
      op.getExplicitPaddingsAttr(), op.getDataFormatAttr()
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
    result[0] =                                                                \
        b.CALL##_backprop_input(op.getX(), grads[0], op.getDy(), TFC_WINDOW);  \
    result[2] = b.CALL(op.getX(), grads[0], TFC_WINDOW);                       \
    return success();                                                          \
  }
TFC_CONVOLUTION_GRADIENTS(Conv2D, conv2d)
TFC_CONVOLUTION_GRADIENTS(DepthwiseConv2D, depthwise_conv2d)
TFC_CONVOLUTION_GRADIENTS(Conv3D, conv3d)
#undef TFC_CONVOLUTION_GRADIENTS
#undef TFC_WINDOW

} // namespace tfc

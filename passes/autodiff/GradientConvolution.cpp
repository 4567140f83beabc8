//===- GradientConvolution.cpp - Gradients of convolution and pooling -----===//
//
// conv2d and its two backprops are the same trilinear form in image, filter and
// dy, seen from three sides: the gradient of one is made of the other two.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/convolution.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

namespace {
/// The convolutions with the window of `op`.
template <typename Op>
struct SameWindow {
  TfcBuilder &b;
  Op op;

  Value forward(Value x, Value filter) {
    return b.conv2d(x, filter, op.getStridesAttr(), op.getPaddingAttr(),
                    op.getDilationsAttr(), op.getExplicitPaddingsAttr());
  }
  Value toInput(Value like, Value filter, Value dy) {
    return b.conv2d_backprop_input(like, filter, dy, op.getStridesAttr(),
                                   op.getPaddingAttr(), op.getDilationsAttr(),
                                   op.getExplicitPaddingsAttr());
  }
  Value toFilter(Value x, Value like, Value dy) {
    return b.conv2d_backprop_filter(x, like, dy, op.getStridesAttr(),
                                    op.getPaddingAttr(), op.getDilationsAttr(),
                                    op.getExplicitPaddingsAttr());
  }
};
} // namespace

LogicalResult gradient(Conv2DOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  SameWindow<Conv2DOp> window{b, op};
  result[0] = window.toInput(op.getX(), op.getFilter(), grads[0]);
  result[1] = window.toFilter(op.getX(), op.getFilter(), grads[0]);
  return success();
}

// `like` gives only its shape.
LogicalResult gradient(Conv2DBackpropInputOp op, ValueRange grads,
                       TfcBuilder &b, MutableArrayRef<Value> result) {
  SameWindow<Conv2DBackpropInputOp> window{b, op};
  result[1] = window.toFilter(grads[0], op.getFilter(), op.getDy());
  result[2] = window.forward(grads[0], op.getFilter());
  return success();
}

LogicalResult gradient(Conv2DBackpropFilterOp op, ValueRange grads,
                       TfcBuilder &b, MutableArrayRef<Value> result) {
  SameWindow<Conv2DBackpropFilterOp> window{b, op};
  result[0] = window.toInput(op.getX(), grads[0], op.getDy());
  result[2] = window.forward(op.getX(), grads[0]);
  return success();
}

LogicalResult gradient(MaxPoolOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = b.max_pool_grad(op.getX(), op.getY(), grads[0],
                              op.getKsizeAttr(), op.getStridesAttr(),
                              op.getPaddingAttr(), op.getExplicitPaddingsAttr());
  return success();
}

LogicalResult gradient(AvgPoolOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = b.avg_pool_grad(op.getX(), grads[0], op.getKsizeAttr(),
                              op.getStridesAttr(), op.getPaddingAttr(),
                              op.getExplicitPaddingsAttr());
  return success();
}

} // namespace tfc

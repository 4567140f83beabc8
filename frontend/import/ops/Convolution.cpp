//===- Convolution.cpp ----------------------------------------------------===//
//
// Our convolutions take NHWC images and strides, dilations of the two spatial
// axes alone; NCHW is transposed around them.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/Windows.h"

#include "ir/ops/convolution.h"
#include "ir/ops/shape.h"

using namespace mlir;

namespace tfc {

static LogicalResult importConv2D(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 2);
  FailureOr<Layout> layout = readLayout(node);
  if (failed(inputs) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes = windowAttributes(node, *layout);
  FailureOr<Value> x = layout->toNhwc(node, (*inputs)[0]);
  if (failed(attributes) || failed(x))
    return failure();
  return node.finish(layout->fromNhwc(
      node, node.make<Conv2DOp>({*x, (*inputs)[1]}, *attributes)));
}

/// Input k as what our gradients take: zeros of the shape that it says, in NHWC.
static FailureOr<Value> likeOfShape(NodeImport &node, int k, Layout layout,
                                    Type element) {
  FailureOr<Value> shape = node.tensor(k);
  if (failed(shape))
    return failure();
  FailureOr<Value> like = node.filled(*shape, 0, element);
  if (failed(like))
    return failure();
  return layout.toNhwc(node, *like);
}

static LogicalResult importBackpropInput(NodeImport &node) {
  if (failed(node.expectInputs(3)))
    return failure();
  FailureOr<Value> filter = node.tensor(1), dy = node.tensor(2);
  FailureOr<Layout> layout = readLayout(node);
  if (failed(filter) || failed(dy) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes = windowAttributes(node, *layout);
  Type element = cast<RankedTensorType>(dy->getType()).getElementType();
  FailureOr<Value> like = likeOfShape(node, 0, *layout, element);
  dy = layout->toNhwc(node, *dy);
  if (failed(attributes) || failed(like) || failed(dy))
    return failure();
  return node.finish(layout->fromNhwc(
      node,
      node.make<Conv2DBackpropInputOp>({*like, *filter, *dy}, *attributes)));
}

static LogicalResult importBackpropFilter(NodeImport &node) {
  if (failed(node.expectInputs(3)))
    return failure();
  FailureOr<Value> x = node.tensor(0), shape = node.tensor(1),
                   dy = node.tensor(2);
  FailureOr<Layout> layout = readLayout(node);
  if (failed(x) || failed(shape) || failed(dy) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes = windowAttributes(node, *layout);
  Type element = cast<RankedTensorType>(dy->getType()).getElementType();
  FailureOr<Value> like = node.filled(*shape, 0, element);
  x = layout->toNhwc(node, *x);
  dy = layout->toNhwc(node, *dy);
  if (failed(attributes) || failed(like) || failed(x) || failed(dy))
    return failure();
  return node.finish(
      node.make<Conv2DBackpropFilterOp>({*x, *like, *dy}, *attributes));
}

void addConvolutionImporters(NodeImporters &importers) {
  importers["Conv2D"] = importConv2D;
  importers["Conv2DBackpropInput"] = importBackpropInput;
  importers["Conv2DBackpropFilter"] = importBackpropFilter;
}

} // namespace tfc

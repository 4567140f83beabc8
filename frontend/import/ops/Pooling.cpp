//===- Pooling.cpp --------------------------------------------------------===//
#include "frontend/import/ops/Windows.h"

#include "ir/ops/convolution.h"

using namespace mlir;

namespace tfc {

template <typename Op>
static LogicalResult importPool(NodeImport &node) {
  bool sizesAreInputs = node.node.op() == "MaxPoolV2";
  if (failed(node.expectInputs(sizesAreInputs ? 3 : 1)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  FailureOr<Layout> layout = readLayout(node);
  if (failed(x) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes =
      poolAttributes(node, *layout, sizesAreInputs ? 1 : -1);
  x = layout->toNhwc(node, *x);
  if (failed(attributes) || failed(x))
    return failure();
  return node.finish(
      layout->fromNhwc(node, node.make<Op>(*x, *attributes)));
}

static LogicalResult importMaxPoolGrad(NodeImport &node) {
  bool sizesAreInputs = node.node.op() == "MaxPoolGradV2";
  if (failed(node.expectInputs(sizesAreInputs ? 5 : 3)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 3);
  FailureOr<Layout> layout = readLayout(node);
  if (failed(inputs) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes =
      poolAttributes(node, *layout, sizesAreInputs ? 3 : -1);
  if (failed(attributes))
    return failure();
  for (Value &input : *inputs) {
    FailureOr<Value> moved = layout->toNhwc(node, input);
    if (failed(moved))
      return failure();
    input = *moved;
  }
  return node.finish(layout->fromNhwc(
      node, node.make<MaxPoolGradOp>(*inputs, *attributes)));
}

static LogicalResult importAvgPoolGrad(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> shape = node.tensor(0), dy = node.tensor(1);
  FailureOr<Layout> layout = readLayout(node);
  if (failed(shape) || failed(dy) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes = poolAttributes(node, *layout);
  FailureOr<Value> like = node.filled(
      *shape, 0, cast<RankedTensorType>(dy->getType()).getElementType());
  if (failed(attributes) || failed(like))
    return failure();
  like = layout->toNhwc(node, *like);
  dy = layout->toNhwc(node, *dy);
  if (failed(like) || failed(dy))
    return failure();
  return node.finish(layout->fromNhwc(
      node, node.make<AvgPoolGradOp>({*like, *dy}, *attributes)));
}

void addPoolingImporters(NodeImporters &importers) {
  importers["MaxPool"] = importPool<MaxPoolOp>;
  importers["MaxPoolV2"] = importPool<MaxPoolOp>;
  importers["AvgPool"] = importPool<AvgPoolOp>;
  importers["MaxPoolGrad"] = importMaxPoolGrad;
  importers["MaxPoolGradV2"] = importMaxPoolGrad;
  importers["AvgPoolGrad"] = importAvgPoolGrad;
}

} // namespace tfc

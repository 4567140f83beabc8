//===- Pooling.cpp --------------------------------------------------------===//
#include "frontend/import/ops/families/Windows.h"

#include "ir/Shape.h"
#include "ir/ops/patches.h"
#include "ir/ops/pooling.h"

using namespace mlir;
using tfc::shape::elementOf;

namespace tfc {

template <typename Op, unsigned spatial = 2>
static LogicalResult importPool(NodeImport &node) {
  bool sizesAreInputs = node.node.op() == "MaxPoolV2";
  if (failed(node.expectInputs(sizesAreInputs ? 3 : 1)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  FailureOr<Layout> layout = readLayout(node, spatial);
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

/// Of max_pool's gradient and of that one's.
template <typename Op, unsigned spatial = 2>
static LogicalResult importMaxPoolGrad(NodeImport &node) {
  StringRef name = node.node.op();
  bool sizesAreInputs = name == "MaxPoolGradV2" || name == "MaxPoolGradGradV2";
  if (failed(node.expectInputs(sizesAreInputs ? 5 : 3)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 3);
  FailureOr<Layout> layout = readLayout(node, spatial);
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
  return node.finish(
      layout->fromNhwc(node, node.make<Op>(*inputs, *attributes)));
}

template <typename Op, unsigned spatial = 2>
static LogicalResult importAvgPoolGrad(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> shape = node.tensor(0), dy = node.tensor(1);
  FailureOr<Layout> layout = readLayout(node, spatial);
  if (failed(shape) || failed(dy) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes = poolAttributes(node, *layout);
  FailureOr<Value> like = node.filled(*shape, 0, elementOf(*dy));
  if (failed(attributes) || failed(like))
    return failure();
  like = layout->toNhwc(node, *like);
  dy = layout->toNhwc(node, *dy);
  if (failed(like) || failed(dy))
    return failure();
  return node.finish(layout->fromNhwc(
      node, node.make<Op>({*like, *dy}, *attributes)));
}

/// Outputs: the maxima and their places.
static LogicalResult importMaxPoolWithArgmax(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  FailureOr<NamedAttrList> attributes = poolAttributes(node, Layout());
  FailureOr<bool> withBatch = node.boolAttr("include_batch_in_index", false);
  if (failed(x) || failed(attributes) || failed(withBatch))
    return failure();
  attributes->set("include_batch_in_index",
                  node.builder.getBoolAttr(*withBatch));
  if (node.hasAttribute("Targmax")) {
    FailureOr<Type> type = node.typeAttr("Targmax");
    if (failed(type))
      return failure();
    attributes->set("output_type", TypeAttr::get(*type));
  }
  FailureOr<Operation *> op = node.create(
      MaxPoolWithArgmaxOp::getOperationName(), *x, *attributes);
  if (failed(op))
    return failure();
  node.addOutputs((*op)->getResults());
  return success();
}

/// Attributes ksizes, strides, rates and padding.
static LogicalResult importPatches(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  Layout layout;
  FailureOr<Value> x = node.tensor(0);
  FailureOr<NamedAttrList> attributes = windowAttributes(node, layout, "rates");
  FailureOr<SmallVector<int64_t>> sizes = node.intsAttr("ksizes");
  if (failed(x) || failed(attributes) || failed(sizes))
    return failure();
  if (sizes->size() != 4 || !layout.restIsOne(*sizes))
    return node.error() << "ksizes must be four numbers, 1 for batch and "
                           "channels";
  SmallVector<int64_t> spatial = layout.spatialOf(*sizes);
  attributes->set("ksize", node.builder.getDenseI64ArrayAttr(spatial));
  return node.finish(node.make<ExtractImagePatchesOp>(*x, *attributes));
}

const NodeImporter imports::MaxPool = importPool<MaxPoolOp>;
const NodeImporter imports::MaxPoolV2 = importPool<MaxPoolOp>;
const NodeImporter imports::AvgPool = importPool<AvgPoolOp>;
const NodeImporter imports::MaxPool3D = importPool<MaxPool3DOp, 3>;
const NodeImporter imports::AvgPool3D = importPool<AvgPool3DOp, 3>;
const NodeImporter imports::MaxPoolGrad = importMaxPoolGrad<MaxPoolGradOp>;
const NodeImporter imports::MaxPoolGradV2 = importMaxPoolGrad<MaxPoolGradOp>;
const NodeImporter imports::MaxPoolGradGrad = importMaxPoolGrad<MaxPoolGradGradOp>;
const NodeImporter imports::MaxPoolGradGradV2 = importMaxPoolGrad<MaxPoolGradGradOp>;
const NodeImporter imports::MaxPool3DGrad = importMaxPoolGrad<MaxPool3DGradOp, 3>;
const NodeImporter imports::MaxPool3DGradGrad = importMaxPoolGrad<MaxPool3DGradGradOp, 3>;
const NodeImporter imports::AvgPoolGrad = importAvgPoolGrad<AvgPoolGradOp>;
const NodeImporter imports::AvgPool3DGrad = importAvgPoolGrad<AvgPool3DGradOp, 3>;
const NodeImporter imports::MaxPoolWithArgmax = importMaxPoolWithArgmax;
const NodeImporter imports::ExtractImagePatches = importPatches;

} // namespace tfc

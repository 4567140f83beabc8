//===- Pooling.cpp - Pooling and its gradients, patches -------------------===//
#include "frontend/import/ops/families/Windows.h"

#include "ir/Shape.h"
#include "ir/ops/patches.h"
#include "ir/ops/pooling.h"

using namespace mlir;
using tfc::shape::elementOf;

namespace tfc {

template <typename Op, unsigned spatial = 2>
static Outputs importPool(NodeImport &node) {
  bool sizesAreInputs = node.op() == "MaxPoolV2";
  node.expectInputs(sizesAreInputs ? 3 : 1);
  Layout layout = readLayout(node, spatial);
  NamedAttrList attributes =
      poolAttributes(node, layout, sizesAreInputs ? 1 : -1);
  Value x = layout.toNhwc(node, node.tensor(0));
  return layout.fromNhwc(node, node.make<Op>(x, attributes));
}

/// The gradient of max_pool, and that of this one.
template <typename Op, unsigned spatial = 2>
static Outputs importMaxPoolGrad(NodeImport &node) {
  bool sizesAreInputs = node.op().ends_with("V2");
  node.expectInputs(sizesAreInputs ? 5 : 3);
  Layout layout = readLayout(node, spatial);
  NamedAttrList attributes =
      poolAttributes(node, layout, sizesAreInputs ? 3 : -1);
  SmallVector<Value> inputs;
  for (Value input : node.tensors(0, 3))
    inputs.push_back(layout.toNhwc(node, input));
  return layout.fromNhwc(node, node.make<Op>(inputs, attributes));
}

template <typename Op, unsigned spatial = 2>
static Outputs importAvgPoolGrad(NodeImport &node) {
  node.expectInputs(2);
  Value shape = node.tensor(0), dy = node.tensor(1);
  Layout layout = readLayout(node, spatial);
  NamedAttrList attributes = poolAttributes(node, layout);
  Value like = layout.toNhwc(node, node.filled(shape, 0, elementOf(dy)));
  dy = layout.toNhwc(node, dy);
  return layout.fromNhwc(node, node.make<Op>({like, dy}, attributes));
}

/// Outputs: the maxima and their places.
static Outputs importMaxPoolWithArgmax(NodeImport &node) {
  node.expectInputs(1);
  Value x = node.tensor(0);
  NamedAttrList attributes = poolAttributes(node, Layout());
  bool withBatch = node.boolAttr("include_batch_in_index", false);
  attributes.append(node.attr("include_batch_in_index", withBatch));
  if (node.hasAttribute("Targmax"))
    attributes.append(node.attr("output_type", node.typeAttr("Targmax")));
  return node.makeAll<MaxPoolWithArgmaxOp>(2, x, attributes);
}

/// Attributes ksizes, strides, rates and padding.
static Outputs importPatches(NodeImport &node) {
  node.expectInputs(1);
  Layout layout;
  Value x = node.tensor(0);
  NamedAttrList attributes = windowAttributes(node, layout, "rates");
  SmallVector<int64_t> sizes = node.intsAttr("ksizes");
  if (sizes.size() != 4 || !layout.restIsOne(sizes))
    return node.error() << "ksizes must be four numbers, 1 for batch and "
                           "channels";
  attributes.append(node.attr("ksize", layout.spatialOf(sizes)));
  return node.make<ExtractImagePatchesOp>(x, attributes);
}

const NodeImporter imports::MaxPool = importPool<MaxPoolOp>;
const NodeImporter imports::MaxPoolV2 = importPool<MaxPoolOp>;
const NodeImporter imports::AvgPool = importPool<AvgPoolOp>;
const NodeImporter imports::MaxPool3D = importPool<MaxPool3DOp, 3>;
const NodeImporter imports::AvgPool3D = importPool<AvgPool3DOp, 3>;
const NodeImporter imports::MaxPoolGrad = importMaxPoolGrad<MaxPoolGradOp>;
const NodeImporter imports::MaxPoolGradV2 = importMaxPoolGrad<MaxPoolGradOp>;
const NodeImporter imports::MaxPoolGradGrad =
    importMaxPoolGrad<MaxPoolGradGradOp>;
const NodeImporter imports::MaxPoolGradGradV2 =
    importMaxPoolGrad<MaxPoolGradGradOp>;
const NodeImporter imports::MaxPool3DGrad =
    importMaxPoolGrad<MaxPool3DGradOp, 3>;
const NodeImporter imports::MaxPool3DGradGrad =
    importMaxPoolGrad<MaxPool3DGradGradOp, 3>;
const NodeImporter imports::AvgPoolGrad = importAvgPoolGrad<AvgPoolGradOp>;
const NodeImporter imports::AvgPool3DGrad =
    importAvgPoolGrad<AvgPool3DGradOp, 3>;
const NodeImporter imports::MaxPoolWithArgmax = importMaxPoolWithArgmax;
const NodeImporter imports::ExtractImagePatches = importPatches;

} // namespace tfc

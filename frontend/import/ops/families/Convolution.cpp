//===- Convolution.cpp - Convolutions, and nodes with several ops fused ---===//
//
// Our convolutions take channels-last images and strides, dilations of the
// spatial axes alone; other layouts are transposed around them. What follows in
// a fused node becomes ops of its own: the passes fuse again.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/families/Windows.h"

#include "ir/Shape.h"
#include "ir/ops/activations.h"
#include "ir/ops/convolution.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/linear.h"
#include "ir/ops/loss.h"
#include "ir/ops/patches.h"
#include "ir/ops/slices.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// The channels of x in groups, each with its own filters.
static Value convolveGroups(NodeImport &node, Value x, Value filter,
                            const NamedAttrList &attributes, int64_t groups) {
  int64_t filters = sizeOf(filter, 3);
  if (filters % groups != 0)
    return node.error() << "a filter of shape " << formatShape(filter.getType())
                        << " cannot be cut into " << groups << " groups";
  auto cut = [&](Value value, int64_t size) {
    SmallVector<int64_t> sizes(groups, size);
    return node.makeAll<SplitOp>(
        groups, value, {node.attr("sizes", sizes), node.attr("axis", 3)});
  };
  SmallVector<Value> xs = cut(x, sizeOf(x, 3) / groups);
  SmallVector<Value> filtersOf = cut(filter, filters / groups);
  SmallVector<Value> parts;
  for (auto [part, own] : llvm::zip(xs, filtersOf))
    parts.push_back(node.make<Conv2DOp>({part, own}, attributes));
  return node.joined(parts, 3);
}

/// The convolution of a node's first two inputs, channels last.
template <typename Op>
static Value convolve(NodeImport &node, const Layout &layout) {
  NamedAttrList attributes = windowAttributes(node, layout);
  Value x = layout.toNhwc(node, node.tensor(0)), filter = node.tensor(1);
  if constexpr (std::is_same_v<Op, Conv2DOp>) {
    int64_t channels = sizeOf(x, 3), own = sizeOf(filter, 2);
    bool isGrouped = shapeOf(filter).size() == 4 && own > 0 && channels > own &&
                     channels % own == 0;
    if (isGrouped)
      return convolveGroups(node, x, filter, attributes, channels / own);
  }
  return node.make<Op>({x, filter}, attributes);
}

template <typename Op, unsigned spatial>
static Outputs importForward(NodeImport &node) {
  node.expectInputs(2);
  Layout layout = readLayout(node, spatial);
  return layout.fromNhwc(node, convolve<Op>(node, layout));
}

/// Input k as our gradients take it: a tensor whose shape counts. `isShape`:
/// the input is a shape.
static Value likeInput(NodeImport &node, int k, bool isShape, Type element) {
  Value input = node.tensor(k);
  return isShape ? node.filled(input, 0, element) : input;
}

template <typename Op, unsigned spatial, bool isShape = true>
static Outputs importBackpropInput(NodeImport &node) {
  node.expectInputs(3);
  Value filter = node.tensor(1), dy = node.tensor(2);
  Layout layout = readLayout(node, spatial);
  NamedAttrList attributes = windowAttributes(node, layout);
  Value like = layout.toNhwc(node, likeInput(node, 0, isShape, elementOf(dy)));
  dy = layout.toNhwc(node, dy);
  return layout.fromNhwc(node, node.make<Op>({like, filter, dy}, attributes));
}

template <typename Op, unsigned spatial, bool isShape = true>
static Outputs importBackpropFilter(NodeImport &node) {
  node.expectInputs(3);
  Value x = node.tensor(0), dy = node.tensor(2);
  Layout layout = readLayout(node, spatial);
  NamedAttrList attributes = windowAttributes(node, layout);
  Value like = likeInput(node, 1, isShape, elementOf(dy));
  x = layout.toNhwc(node, x);
  dy = layout.toNhwc(node, dy);
  return node.make<Op>({x, like, dy}, attributes);
}

/// Attributes strides, rates and padding.
template <typename Op>
static Outputs importDilation(NodeImport &node) {
  unsigned count = std::is_same_v<Op, Dilation2DOp> ? 2 : 3;
  node.expectInputs(count);
  return node.make<Op>(node.tensors(0, count),
                       windowAttributes(node, Layout(), "rates"));
}

//===----------------------------------------------------------------------===//
// Fused nodes
//===----------------------------------------------------------------------===//

namespace {
/// The ops that the attribute fused_ops of a node names, which take the inputs
/// behind those of the first op.
class FusedOps {
public:
  FusedOps(NodeImport &node, unsigned next) : node(node), next(next) {}

  /// All of them, applied to y one after the other.
  Value apply(Value y) {
    if (const tensorflow::AttrValue *fused = node.node.attribute("fused_ops"))
      for (const std::string &op : fused->list().s())
        y = applyOne(op, y);
    return y;
  }

private:
  Value take() {
    if (next >= node.numInputs())
      return node.error() << "has too few inputs for what is fused";
    return node.tensor(next++);
  }

  Value applyOne(StringRef op, Value y) {
    if (op == "Relu")
      return node.make<ReluOp>(y);
    if (op == "Relu6")
      return node.make<Relu6Op>(y);
    if (op == "Elu")
      return node.make<EluOp>(y);
    if (op == "Sigmoid")
      return node.make<SigmoidOp>(y);
    if (op == "Tanh")
      return node.make<TanhOp>(y);
    if (op == "LeakyRelu")
      return node.make<LeakyReluOp>(
          y, node.attr("alpha", float(node.floatAttr("leakyrelu_alpha", 0.2))));
    if (op == "Prelu")
      return node.make<PreluOp>({y, take()});
    if (op == "BiasAdd")
      return node.make<BiasAddOp>({y, take()});
    if (op == "FusedBatchNorm")
      return node.make<BatchNormInferenceOp>(
          {y, take(), take(), take(), take()},
          node.attr("epsilon", float(node.floatAttr("epsilon", 0.0001))));
    return node.error() << "fused op '" << op << "' is not supported";
  }

  NodeImport &node;
  unsigned next;
};
} // namespace

template <typename Op>
static Outputs importFusedConvolution(NodeImport &node) {
  node.expectInputsAtLeast(2);
  Layout layout = readLayout(node);
  Value y = FusedOps(node, 2).apply(convolve<Op>(node, layout));
  return layout.fromNhwc(node, y);
}

static Outputs importFusedMatMul(NodeImport &node) {
  node.expectInputsAtLeast(2);
  bool left = node.boolAttr("transpose_a", false);
  bool right = node.boolAttr("transpose_b", false);
  Value product = node.make<MatMulOp>(
      node.tensors(0, 2),
      {node.attr("transpose_x", left), node.attr("transpose_y", right)});
  return FusedOps(node, 2).apply(product);
}

const NodeImporter imports::Conv2D = importForward<Conv2DOp, 2>;
const NodeImporter imports::Conv2DBackpropInput =
    importBackpropInput<Conv2DBackpropInputOp, 2>;
const NodeImporter imports::Conv2DBackpropFilter =
    importBackpropFilter<Conv2DBackpropFilterOp, 2>;
const NodeImporter imports::DepthwiseConv2dNative =
    importForward<DepthwiseConv2DOp, 2>;
const NodeImporter imports::DepthwiseConv2dNativeBackpropInput =
    importBackpropInput<DepthwiseConv2DBackpropInputOp, 2>;
const NodeImporter imports::DepthwiseConv2dNativeBackpropFilter =
    importBackpropFilter<DepthwiseConv2DBackpropFilterOp, 2>;
const NodeImporter imports::Conv3D = importForward<Conv3DOp, 3>;
const NodeImporter imports::Conv3DBackpropInputV2 =
    importBackpropInput<Conv3DBackpropInputOp, 3>;
const NodeImporter imports::Conv3DBackpropInput =
    importBackpropInput<Conv3DBackpropInputOp, 3, false>;
const NodeImporter imports::Conv3DBackpropFilterV2 =
    importBackpropFilter<Conv3DBackpropFilterOp, 3>;
const NodeImporter imports::Conv3DBackpropFilter =
    importBackpropFilter<Conv3DBackpropFilterOp, 3, false>;
const NodeImporter imports::Dilation2D = importDilation<Dilation2DOp>;
const NodeImporter imports::Dilation2DBackpropInput =
    importDilation<Dilation2DBackpropInputOp>;
const NodeImporter imports::Dilation2DBackpropFilter =
    importDilation<Dilation2DBackpropFilterOp>;
const NodeImporter imports::FusedConv2D = importFusedConvolution<Conv2DOp>;
const NodeImporter imports::FusedMatMul = importFusedMatMul;
const NodeImporter imports::FusedDepthwiseConv2dNative =
    importFusedConvolution<DepthwiseConv2DOp>;

} // namespace tfc

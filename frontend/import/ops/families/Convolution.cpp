//===- Convolution.cpp ----------------------------------------------------===//
//
// Our convolutions take channels-last images and strides, dilations of the
// spatial axes alone; other layouts are transposed around them. What follows in a
// fused node becomes ops of its own: the passes fuse again.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/families/Windows.h"

#include "ir/Shape.h"
#include "ir/ops/activations.h"
#include "ir/ops/convolution.h"
#include "ir/ops/linear.h"
#include "ir/ops/loss.h"
#include "ir/ops/patches.h"
#include "ir/ops/slices.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// The channels of x in groups, each with its own filters.
static FailureOr<Value> convolveGroups(NodeImport &node, Value x, Value filter,
                                       const NamedAttrList &attributes,
                                       int64_t groups) {
  int64_t filters = shapeOf(filter)[3];
  if (filters % groups != 0)
    return node.error() << "a filter of shape " << formatShape(filter.getType())
                        << " cannot be cut into " << groups << " groups";
  auto cut = [&](Value value, int64_t size) {
    SmallVector<int64_t> sizes(groups, size);
    return node.create(
        SplitOp::getOperationName(), value,
        {{node.attr("sizes", ArrayRef(sizes)), node.attr("axis", 3)}});
  };
  FailureOr<Operation *> xs = cut(x, shapeOf(x)[3] / groups);
  FailureOr<Operation *> ws = cut(filter, filters / groups);
  if (failed(xs) || failed(ws))
    return failure();
  SmallVector<Value> parts;
  for (int64_t i = 0; i < groups; ++i) {
    FailureOr<Value> y = node.make<Conv2DOp>(
        {(*xs)->getResult(i), (*ws)->getResult(i)}, attributes);
    if (failed(y))
      return failure();
    parts.push_back(*y);
  }
  return node.make<ConcatOp>(parts, {{node.attr("axis", 3)}});
}

/// The convolution of a node's first two inputs, channels last.
template <typename Op>
static FailureOr<Value> convolve(NodeImport &node, const Layout &layout) {
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 2);
  if (failed(inputs))
    return failure();
  FailureOr<NamedAttrList> attributes = windowAttributes(node, layout);
  FailureOr<Value> x = layout.toNhwc(node, (*inputs)[0]);
  if (failed(attributes) || failed(x))
    return failure();
  Value filter = (*inputs)[1];
  if constexpr (std::is_same_v<Op, Conv2DOp>) {
    if (shapeOf(filter).size() == 4) {
      int64_t channels = shapeOf(*x)[3], own = shapeOf(filter)[2];
      if (channels > own && own > 0 && channels % own == 0)
        return convolveGroups(node, *x, filter, *attributes, channels / own);
    }
  }
  return node.make<Op>({*x, filter}, *attributes);
}

template <typename Op, unsigned spatial>
static LogicalResult importForward(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Layout> layout = readLayout(node, spatial);
  if (failed(layout))
    return failure();
  return node.finish(layout->fromNhwc(node, convolve<Op>(node, *layout)));
}

/// Input k as what our gradients take: a tensor whose shape counts. `isShape`:
/// the input is a shape.
static FailureOr<Value> likeInput(NodeImport &node, int k, bool isShape,
                                  Type element) {
  FailureOr<Value> input = node.tensor(k);
  if (failed(input) || !isShape)
    return input;
  return node.filled(*input, 0, element);
}

template <typename Op, unsigned spatial, bool isShape = true>
static LogicalResult importBackpropInput(NodeImport &node) {
  if (failed(node.expectInputs(3)))
    return failure();
  FailureOr<Value> filter = node.tensor(1), dy = node.tensor(2);
  FailureOr<Layout> layout = readLayout(node, spatial);
  if (failed(filter) || failed(dy) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes = windowAttributes(node, *layout);
  FailureOr<Value> like = likeInput(node, 0, isShape, elementOf(*dy));
  if (failed(attributes) || failed(like))
    return failure();
  like = layout->toNhwc(node, *like);
  dy = layout->toNhwc(node, *dy);
  if (failed(like) || failed(dy))
    return failure();
  return node.finish(layout->fromNhwc(
      node, node.make<Op>({*like, *filter, *dy}, *attributes)));
}

template <typename Op, unsigned spatial, bool isShape = true>
static LogicalResult importBackpropFilter(NodeImport &node) {
  if (failed(node.expectInputs(3)))
    return failure();
  FailureOr<Value> x = node.tensor(0), dy = node.tensor(2);
  FailureOr<Layout> layout = readLayout(node, spatial);
  if (failed(x) || failed(dy) || failed(layout))
    return failure();
  FailureOr<NamedAttrList> attributes = windowAttributes(node, *layout);
  FailureOr<Value> like = likeInput(node, 1, isShape, elementOf(*dy));
  x = layout->toNhwc(node, *x);
  dy = layout->toNhwc(node, *dy);
  if (failed(attributes) || failed(like) || failed(x) || failed(dy))
    return failure();
  return node.finish(node.make<Op>({*x, *like, *dy}, *attributes));
}

/// Attributes strides, rates and padding.
template <typename Op>
static LogicalResult importDilation(NodeImport &node) {
  unsigned count = std::is_same_v<Op, Dilation2DOp> ? 2 : 3;
  if (failed(node.expectInputs(count)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, count);
  FailureOr<NamedAttrList> attributes =
      windowAttributes(node, Layout(), "rates");
  if (failed(inputs) || failed(attributes))
    return failure();
  return node.finish(node.make<Op>(*inputs, *attributes));
}

//===----------------------------------------------------------------------===//
// Fused nodes
//===----------------------------------------------------------------------===//

/// What attribute fused_ops names, applied to y; the inputs from `next` on are
/// theirs.
static FailureOr<Value> applyFused(NodeImport &node, FailureOr<Value> y,
                                   unsigned next) {
  const tensorflow::AttrValue *fused = node.node.attribute("fused_ops");
  if (failed(y) || !fused)
    return y;
  auto take = [&]() -> FailureOr<Value> {
    if (next >= node.numInputs())
      return node.error() << "has too few inputs for what is fused";
    return node.tensor(next++);
  };
  for (const std::string &op : fused->list().s()) {
    if (failed(y))
      return failure();
    if (op == "Relu") {
      y = node.make<ReluOp>(*y);
    } else if (op == "Relu6") {
      y = node.make<Relu6Op>(*y);
    } else if (op == "Elu") {
      y = node.make<EluOp>(*y);
    } else if (op == "Sigmoid") {
      y = node.make<SigmoidOp>(*y);
    } else if (op == "Tanh") {
      FailureOr<Operation *> made = node.create("tfc.tanh", *y);
      y = failed(made) ? FailureOr<Value>(failure()) : (*made)->getResult(0);
    } else if (op == "LeakyRelu") {
      FailureOr<double> alpha = node.floatAttr("leakyrelu_alpha", 0.2);
      if (failed(alpha))
        return failure();
      y = node.make<LeakyReluOp>(
          *y, {{node.attr("alpha", node.builder.getF32FloatAttr(*alpha))}});
    } else if (op == "Prelu" || op == "BiasAdd") {
      FailureOr<Value> argument = take();
      if (failed(argument))
        return failure();
      y = op == "Prelu" ? node.make<PreluOp>({*y, *argument})
                        : node.make<BiasAddOp>({*y, *argument});
    } else if (op == "FusedBatchNorm") {
      SmallVector<Value> operands{*y};
      for (int i = 0; i < 4; ++i) {
        FailureOr<Value> argument = take();
        if (failed(argument))
          return failure();
        operands.push_back(*argument);
      }
      FailureOr<double> epsilon = node.floatAttr("epsilon", 0.0001);
      if (failed(epsilon))
        return failure();
      y = node.make<BatchNormInferenceOp>(
          operands,
          {{node.attr("epsilon", node.builder.getF32FloatAttr(*epsilon))}});
    } else {
      return node.error() << "fused op '" << op << "' is not supported";
    }
  }
  return y;
}

template <typename Op>
static LogicalResult importFusedConvolution(NodeImport &node) {
  if (failed(node.expectInputsAtLeast(2)))
    return failure();
  FailureOr<Layout> layout = readLayout(node);
  if (failed(layout))
    return failure();
  return node.finish(layout->fromNhwc(
      node, applyFused(node, convolve<Op>(node, *layout), 2)));
}

static LogicalResult importFusedMatMul(NodeImport &node) {
  if (failed(node.expectInputsAtLeast(2)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 2);
  FailureOr<bool> left = node.boolAttr("transpose_a", false),
                  right = node.boolAttr("transpose_b", false);
  if (failed(inputs) || failed(left) || failed(right))
    return failure();
  NamedAttrList attributes;
  attributes.set("transpose_x", node.builder.getBoolAttr(*left));
  attributes.set("transpose_y", node.builder.getBoolAttr(*right));
  return node.finish(
      applyFused(node, node.make<MatMulOp>(*inputs, attributes), 2));
}

const NodeImporter imports::Conv2D = importForward<Conv2DOp, 2>;
const NodeImporter imports::Conv2DBackpropInput = importBackpropInput<Conv2DBackpropInputOp, 2>;
const NodeImporter imports::Conv2DBackpropFilter = importBackpropFilter<Conv2DBackpropFilterOp, 2>;
const NodeImporter imports::DepthwiseConv2dNative = importForward<DepthwiseConv2DOp, 2>;
const NodeImporter imports::DepthwiseConv2dNativeBackpropInput = importBackpropInput<DepthwiseConv2DBackpropInputOp, 2>;
const NodeImporter imports::DepthwiseConv2dNativeBackpropFilter = importBackpropFilter<DepthwiseConv2DBackpropFilterOp, 2>;
const NodeImporter imports::Conv3D = importForward<Conv3DOp, 3>;
const NodeImporter imports::Conv3DBackpropInputV2 = importBackpropInput<Conv3DBackpropInputOp, 3>;
const NodeImporter imports::Conv3DBackpropInput = importBackpropInput<Conv3DBackpropInputOp, 3, false>;
const NodeImporter imports::Conv3DBackpropFilterV2 = importBackpropFilter<Conv3DBackpropFilterOp, 3>;
const NodeImporter imports::Conv3DBackpropFilter = importBackpropFilter<Conv3DBackpropFilterOp, 3, false>;
const NodeImporter imports::Dilation2D = importDilation<Dilation2DOp>;
const NodeImporter imports::Dilation2DBackpropInput = importDilation<Dilation2DBackpropInputOp>;
const NodeImporter imports::Dilation2DBackpropFilter = importDilation<Dilation2DBackpropFilterOp>;
const NodeImporter imports::FusedConv2D = importFusedConvolution<Conv2DOp>;
const NodeImporter imports::FusedMatMul = importFusedMatMul;
const NodeImporter imports::FusedDepthwiseConv2dNative = importFusedConvolution<DepthwiseConv2DOp>;

} // namespace tfc

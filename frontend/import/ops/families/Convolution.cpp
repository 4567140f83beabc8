//===- Convolution.cpp - Nodes with several ops fused ---------------------===//
//
// The grappler of TensorFlow makes one node of a convolution or a matrix
// product and what follows. Here that becomes ops of its own: the passes fuse
// again.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/activations.h"
#include "ir/ops/convolution.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/linear.h"
#include "ir/ops/normalization.h"
#include "ir/ops/shape.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

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

  /// The order of the channels, which goes on to what is fused.
  NamedAttribute layout() {
    return node.attr("data_format", node.dataFormat());
  }

  /// A vector of a number per channel, so that it broadcasts with y.
  Value perChannel(Value vector, Value y) {
    if (node.dataFormat().starts_with("NC") && shapeOf(vector).size() == 1)
      for (size_t i = 2; i < shapeOf(y).size(); ++i)
        vector = node.make<ExpandDimsOp>(vector, node.attr("axis", -1));
    return vector;
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
      return node.make<PreluOp>({y, perChannel(take(), y)});
    if (op == "BiasAdd")
      return node.make<BiasAddOp>({y, take()}, layout());
    if (op == "FusedBatchNorm")
      return node.make<BatchNormInferenceOp>(
          {y, take(), take(), take(), take()},
          {node.attr("epsilon", float(node.floatAttr("epsilon", 0.0001))),
           layout()});
    return node.error() << "fused op '" << op << "' is not supported";
  }

  NodeImport &node;
  unsigned next;
};
} // namespace

/// A node whose first two inputs and attributes are those of `Op`, which
/// TensorFlow calls `name`.
template <typename Op>
static Outputs importFused(NodeImport &node, StringRef name) {
  node.expectInputsAtLeast(2);
  NamedAttrList attributes = attributesByTable(*findTableEntry(name), node);
  return FusedOps(node, 2).apply(node.make<Op>(node.tensors(0, 2), attributes));
}

const NodeImporter imports::FusedConv2D = [](NodeImport &node) {
  return importFused<Conv2DOp>(node, "Conv2D");
};
const NodeImporter imports::FusedDepthwiseConv2dNative = [](NodeImport &node) {
  return importFused<DepthwiseConv2DOp>(node, "DepthwiseConv2dNative");
};
const NodeImporter imports::FusedMatMul = [](NodeImport &node) {
  return importFused<MatMulOp>(node, "MatMul");
};

} // namespace tfc

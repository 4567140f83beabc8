//===- Math.cpp - Sums of many, choices, losses with two results ----------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/activations.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/indexing.h"
#include "ir/ops/loss.h"
#include "ir/ops/shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

static Outputs importAddN(NodeImport &node) {
  node.expectInputsAtLeast(1);
  Value sum = node.tensor(0);
  for (unsigned k = 1; k < node.numInputs(); ++k)
    sum = node.make<AddOp>({sum, node.tensor(k)});
  return sum;
}

/// The condition is of x's shape, or a scalar, or a vector over x's rows: no
/// broadcasting as of SelectV2.
static Outputs importSelect(NodeImport &node) {
  node.expectInputs(3);
  Value condition = node.tensor(0), x = node.tensor(1), y = node.tensor(2);
  int64_t rank = shapeOf(x).size();
  if (shapeOf(condition).size() == 1)
    for (int64_t axis = 1; axis < rank; ++axis)
      condition = node.make<ExpandDimsOp>(condition, node.attr("axis", axis));
  return node.make<SelectOp>({condition, x, y});
}

/// The loss, and its gradient where that is taken: softmax(logits) - labels.
static Outputs importSoftmaxCrossEntropy(NodeImport &node) {
  node.expectInputs(2);
  Value logits = node.tensor(0), labels = node.tensor(1);
  bool isSparse = node.op().starts_with("Sparse");
  Value loss = isSparse
                   ? node.make<SparseSoftmaxCrossEntropyOp>({logits, labels})
                   : node.make<SoftmaxCrossEntropyOp>({logits, labels});
  if (!node.takes(1))
    return loss;
  if (isSparse) {
    int64_t classes = sizeOf(logits, -1);
    if (ShapedType::isDynamic(classes))
      return node.error() << "the number of classes must be known";
    Value one = node.scalar(1, elementOf(logits));
    Value zero = node.scalar(0, elementOf(logits));
    labels =
        node.make<OneHotOp>({labels, one, zero}, node.attr("depth", classes));
  }
  return {loss, node.make<SubOp>({node.make<SoftmaxOp>(logits), labels})};
}

const NodeImporter imports::AddN = importAddN;
const NodeImporter imports::Select = importSelect;
const NodeImporter imports::SoftmaxCrossEntropyWithLogits =
    importSoftmaxCrossEntropy;
const NodeImporter imports::SparseSoftmaxCrossEntropyWithLogits =
    importSoftmaxCrossEntropy;

} // namespace tfc

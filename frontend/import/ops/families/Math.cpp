//===- Math.cpp - Sums of many, choices, losses with two results ----------===//
#include "frontend/import/ops/Importer.h"

#include "ir/Shape.h"
#include "ir/ops/activations.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/indexing.h"
#include "ir/ops/loss.h"
#include "ir/ops/shape.h"

using namespace mlir;

namespace tfc {

static LogicalResult importAddN(NodeImport &node) {
  if (failed(node.expectInputsAtLeast(1)))
    return failure();
  FailureOr<Value> sum = node.tensor(0);
  for (unsigned k = 1; succeeded(sum) && k < node.numInputs(); ++k) {
    FailureOr<Value> next = node.tensor(k);
    if (failed(next))
      return failure();
    sum = node.make<AddOp>({*sum, *next});
  }
  return node.finish(sum);
}

/// The condition is of x's shape, or a scalar, or a vector over x's rows: no
/// broadcasting as of SelectV2.
static LogicalResult importSelect(NodeImport &node) {
  if (failed(node.expectInputs(3)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 3);
  if (failed(inputs))
    return failure();
  Value condition = (*inputs)[0];
  ArrayRef<int64_t> shape = shape::shapeOf((*inputs)[1]);
  if (shape::shapeOf(condition).size() == 1 && shape.size() > 1)
    for (size_t axis = 1; axis < shape.size(); ++axis) {
      FailureOr<Value> wider = node.make<ExpandDimsOp>(
          condition, node.attr("axis", int64_t(axis)));
      if (failed(wider))
        return failure();
      condition = *wider;
    }
  return node.finish(
      node.make<SelectOp>({condition, (*inputs)[1], (*inputs)[2]}));
}

static LogicalResult importSoftmaxCrossEntropy(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 2);
  if (failed(inputs))
    return failure();
  Value logits = (*inputs)[0], labels = (*inputs)[1];
  bool isSparse = node.node.op().starts_with("Sparse");
  if (failed(node.finish(
          isSparse ? node.make<SparseSoftmaxCrossEntropyOp>({logits, labels})
                   : node.make<SoftmaxCrossEntropyOp>({logits, labels}))))
    return failure();
  if (!node.takes(1))
    return success();
  // The gradient of the loss: softmax(logits) - labels.
  Type element = shape::elementOf(logits);
  if (isSparse) {
    ArrayRef<int64_t> shape = shape::shapeOf(logits);
    if (ShapedType::isDynamic(shape.back()))
      return node.error() << "the number of classes must be known";
    FailureOr<Value> one = node.scalar(1, element),
                     zero = node.scalar(0, element);
    if (failed(one) || failed(zero))
      return failure();
    FailureOr<Value> oneHot = node.make<OneHotOp>(
        {labels, *one, *zero}, node.attr("depth", shape.back()));
    if (failed(oneHot))
      return failure();
    labels = *oneHot;
  }
  FailureOr<Value> softmax = node.make<SoftmaxOp>(logits);
  if (failed(softmax))
    return failure();
  return node.finish(node.make<SubOp>({*softmax, labels}));
}

const NodeImporter imports::AddN = importAddN;
const NodeImporter imports::Select = importSelect;
const NodeImporter imports::SoftmaxCrossEntropyWithLogits = importSoftmaxCrossEntropy;
const NodeImporter imports::SparseSoftmaxCrossEntropyWithLogits = importSoftmaxCrossEntropy;

} // namespace tfc

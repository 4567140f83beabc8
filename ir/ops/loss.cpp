//===- loss.cpp - Shape rules of loss.td ---------------------------------===//

#include "ir/ops/loss.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

LogicalResult inferShape(SoftmaxCrossEntropyOp::Adaptor op,
                         InferredTypes &types) {
  ArrayRef<int64_t> logits = shapeOf(op.getLogits()),
                    labels = shapeOf(op.getLabels());
  if (logits.empty() || failed(verifyCompatibleShape(logits, labels)) ||
      elementOf(op.getLogits()) != elementOf(op.getLabels()))
    return types.error("logits of shape " + formatShape(logits) +
                       " and labels of shape " + formatShape(labels) +
                       " must have one shape and type");
  return types.add(logits.drop_back(), elementOf(op.getLogits()));
}
LogicalResult inferShape(SparseSoftmaxCrossEntropyOp::Adaptor op,
                         InferredTypes &types) {
  ArrayRef<int64_t> logits = shapeOf(op.getLogits()),
                    labels = shapeOf(op.getLabels());
  if (logits.empty() ||
      failed(verifyCompatibleShape(logits.drop_back(), labels)))
    return types.error(
        "labels of shape " + formatShape(labels) +
        " do not fit logits of shape " + formatShape(logits) + ": expected " +
        formatShape(logits.empty() ? logits : logits.drop_back()));
  return types.add(labels, elementOf(op.getLogits()));
}

} // namespace tfc

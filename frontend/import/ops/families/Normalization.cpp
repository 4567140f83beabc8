//===- Normalization.cpp - FusedBatchNorm and its gradient ----------------===//
#include "frontend/import/ops/families/Windows.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/loss.h"
#include "ir/ops/reduction.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// All axes but the last.
static SmallVector<int64_t> batchAxes(Value x) {
  int64_t rank = shapeOf(x).size();
  return llvm::to_vector(llvm::seq<int64_t>(0, std::max<int64_t>(rank - 1, 0)));
}

/// The variance over all axes but the last, divided by n.
static Value biasedVariance(NodeImport &node, Value x, Value mean) {
  return node.make<ReduceMeanOp>(node.make<SquaredDifferenceOp>({x, mean}),
                                 node.attr("axes", batchAxes(x)));
}

/// (1 - f) old + f new, the moving average.
static Value movingAverage(NodeImport &node, Value old, Value fresh, double f) {
  if (f == 1)
    return fresh;
  Value keep = node.scalar(1 - f, elementOf(fresh));
  Value take = node.scalar(f, elementOf(fresh));
  return node.make<AddOp>(
      {node.make<MulOp>({old, keep}), node.make<MulOp>({fresh, take})});
}

/// Outputs: y, batch mean, batch variance, and what the gradient needs.
static Outputs importBatchNorm(NodeImport &node) {
  node.expectInputs(5);
  Value scale = node.tensor(1), offset = node.tensor(2), mean = node.tensor(3),
        variance = node.tensor(4);
  Layout layout = readLayout(node);
  bool training = node.boolAttr("is_training", true);
  double factor = node.floatAttr("exponential_avg_factor", 1);
  for (Value vector : {scale, offset})
    if (shapeOf(vector).size() != 1)
      return node.error() << "takes a vector of scales and one of offsets, got "
                          << "shape " << formatShape(vector.getType());
  Value moved = layout.toNhwc(node, node.tensor(0));
  // Half precision has statistics of single precision.
  Type element = elementOf(moved);
  Value x = node.cast(moved, elementOf(scale));
  auto epsilon = node.attr("epsilon", float(node.floatAttr("epsilon", 0.0001)));
  if (!training) {
    Value y = node.make<BatchNormInferenceOp>(
        {x, scale, offset, mean, variance}, epsilon);
    y = layout.fromNhwc(node, node.cast(y, element));
    return {y, mean, variance, mean, variance, mean};
  }
  SmallVector<Value> made =
      node.makeAll<BatchNormTrainingOp>(3, {x, scale, offset}, epsilon);
  Value y = layout.fromNhwc(node, node.cast(made[0], element));
  Value batchMean = made[1], batchVariance = made[2];
  Value newMean = batchMean, newVariance = batchVariance;
  if (node.takes(1))
    newMean = movingAverage(node, mean, batchMean, factor);
  if (node.takes(2))
    newVariance = movingAverage(node, variance, batchVariance, factor);
  Value biased = batchVariance;
  if (node.takes(4))
    biased = biasedVariance(node, x, batchMean);
  return {y, newMean, newVariance, batchMean, biased, batchMean};
}

/// With xh = (x - mean) / sqrt(variance + epsilon) and sums over the batch:
///   dscale = sum(dy xh), doffset = sum(dy),
///   dx = scale / sqrt(variance + epsilon) (dy - (doffset + xh dscale) / n),
/// where the last bracket is dy alone for moments that are given.
static Outputs importBatchNormGrad(NodeImport &node) {
  node.expectInputsAtLeast(5);
  SmallVector<Value> inputs = node.tensors(0, 5);
  Layout layout = readLayout(node);
  double epsilon = node.floatAttr("epsilon", 0.0001);
  bool training = node.boolAttr("is_training", true);
  Value scale = inputs[2], mean = inputs[3], variance = inputs[4];
  Type element = elementOf(inputs[1]), precise = elementOf(scale);
  Value dy = node.cast(layout.toNhwc(node, inputs[0]), precise);
  Value x = node.cast(layout.toNhwc(node, inputs[1]), precise);
  auto overBatch = node.attr("axes", batchAxes(x));
  if (training) {
    // Our own moments: what a node hands over need not be one or the other.
    mean = node.make<ReduceMeanOp>(x, overBatch);
    variance = biasedVariance(node, x, mean);
  }
  Value inverse = node.make<RsqrtOp>(
      node.make<AddOp>({variance, node.scalar(epsilon, precise)}));
  Value xh = node.make<MulOp>({node.make<SubOp>({x, mean}), inverse});
  Value dyXh = node.make<MulOp>({dy, xh});
  Value dscale = node.make<ReduceSumOp>(dyXh, overBatch);
  Value doffset = node.make<ReduceSumOp>(dy, overBatch);
  Value factor = node.make<MulOp>({scale, inverse});
  Value inner = dy;
  if (training) {
    Value meanDy = node.make<ReduceMeanOp>(dy, overBatch);
    Value meanDyXh = node.make<ReduceMeanOp>(dyXh, overBatch);
    Value rest = node.make<AddOp>({meanDy, node.make<MulOp>({xh, meanDyXh})});
    inner = node.make<SubOp>({dy, rest});
  }
  Value dx = node.cast(node.make<MulOp>({inner, factor}), element);
  Value zero = node.scalar(0, precise);
  return {layout.fromNhwc(node, dx), dscale, doffset, zero, zero};
}

const NodeImporter imports::FusedBatchNorm = importBatchNorm;
const NodeImporter imports::FusedBatchNormV2 = importBatchNorm;
const NodeImporter imports::FusedBatchNormV3 = importBatchNorm;
const NodeImporter imports::FusedBatchNormGrad = importBatchNormGrad;
const NodeImporter imports::FusedBatchNormGradV3 = importBatchNormGrad;

} // namespace tfc

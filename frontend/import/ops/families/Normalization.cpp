//===- Normalization.cpp - FusedBatchNorm and its gradient ----------------===//
#include "frontend/import/ops/families/Windows.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/loss.h"
#include "ir/ops/reduction.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// All axes but the last.
static SmallVector<int64_t> batchAxes(Value x) {
  return llvm::to_vector(llvm::seq<int64_t>(0, shapeOf(x).size() - 1));
}

/// The variance over all axes but the last, divided by n.
static FailureOr<Value> biasedVariance(NodeImport &node, Value x, Value mean) {
  FailureOr<Value> squares = node.make<SquaredDifferenceOp>({x, mean});
  if (failed(squares))
    return failure();
  return node.make<ReduceMeanOp>(*squares,
                                 node.attr("axes", ArrayRef(batchAxes(x))));
}

/// (1 - f) old + f new, the moving average.
static FailureOr<Value> movingAverage(NodeImport &node, Value old, Value fresh,
                                      double f) {
  if (f == 1)
    return fresh;
  FailureOr<Value> keep = node.scalar(1 - f, elementOf(fresh)),
                   take = node.scalar(f, elementOf(fresh));
  if (failed(keep) || failed(take))
    return failure();
  FailureOr<Value> kept = node.make<MulOp>({old, *keep}),
                   taken = node.make<MulOp>({fresh, *take});
  if (failed(kept) || failed(taken))
    return failure();
  return node.make<AddOp>({*kept, *taken});
}

/// Outputs: y, batch mean, batch variance, and what the gradient needs.
static LogicalResult importBatchNorm(NodeImport &node) {
  if (failed(node.expectInputs(5)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 5);
  FailureOr<Layout> layout = readLayout(node);
  FailureOr<double> epsilon = node.floatAttr("epsilon", 0.0001);
  FailureOr<bool> training = node.boolAttr("is_training", true);
  FailureOr<double> factor = node.floatAttr("exponential_avg_factor", 1);
  if (failed(inputs) || failed(layout) || failed(epsilon) || failed(training) ||
      failed(factor))
    return failure();
  auto [scale, offset, mean, variance] =
      std::tie((*inputs)[1], (*inputs)[2], (*inputs)[3], (*inputs)[4]);
  for (Value vector : {scale, offset})
    if (shapeOf(vector).size() != 1)
      return node.error() << "takes a vector of scales and one of offsets, got "
                          << "shape " << formatShape(vector.getType());
  FailureOr<Value> moved = layout->toNhwc(node, (*inputs)[0]);
  if (failed(moved))
    return failure();
  // Half precision has statistics of single precision.
  Type element = elementOf(*moved), precise = elementOf(scale);
  FailureOr<Value> x = node.cast(*moved, precise);
  if (failed(x))
    return failure();
  auto epsilonAttr =
      node.attr("epsilon", node.builder.getF32FloatAttr(*epsilon));
  auto addY = [&](FailureOr<Value> y) -> LogicalResult {
    if (succeeded(y))
      y = node.cast(*y, element);
    return node.finish(layout->fromNhwc(node, y));
  };
  if (!*training) {
    if (failed(addY(node.make<BatchNormInferenceOp>(
            {*x, scale, offset, mean, variance}, epsilonAttr))))
      return failure();
    node.addOutputs({mean, variance, mean, variance, mean});
    return success();
  }
  FailureOr<Operation *> op = node.create(BatchNormTrainingOp::getOperationName(),
                                          {*x, scale, offset}, epsilonAttr);
  if (failed(op) || failed(addY((*op)->getResult(0))))
    return failure();
  Value batchMean = (*op)->getResult(1), batchVariance = (*op)->getResult(2);
  FailureOr<Value> newMean = batchMean, newVariance = batchVariance;
  if (node.takes(1))
    newMean = movingAverage(node, mean, batchMean, *factor);
  if (node.takes(2))
    newVariance = movingAverage(node, variance, batchVariance, *factor);
  FailureOr<Value> biased = batchVariance;
  if (node.takes(4))
    biased = biasedVariance(node, *x, batchMean);
  if (failed(newMean) || failed(newVariance) || failed(biased))
    return failure();
  node.addOutputs({*newMean, *newVariance, batchMean, *biased, batchMean});
  return success();
}

/// With xh = (x - mean) / sqrt(variance + epsilon) and sums over the batch:
///   dscale = sum(dy xh), doffset = sum(dy),
///   dx = scale / sqrt(variance + epsilon) (dy - (doffset + xh dscale) / n),
/// where the last bracket is dy alone for moments that are given.
static LogicalResult importBatchNormGrad(NodeImport &node) {
  if (failed(node.expectInputsAtLeast(5)))
    return failure();
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 5);
  FailureOr<Layout> layout = readLayout(node);
  FailureOr<double> epsilon = node.floatAttr("epsilon", 0.0001);
  FailureOr<bool> training = node.boolAttr("is_training", true);
  if (failed(inputs) || failed(layout) || failed(epsilon) || failed(training))
    return failure();
  Value scale = (*inputs)[2], mean = (*inputs)[3], variance = (*inputs)[4];
  Type element = elementOf((*inputs)[1]), precise = elementOf(scale);
  bool ok = true;
  auto value = [&](FailureOr<Value> made) -> Value {
    ok &= succeeded(made);
    return ok ? *made : Value();
  };
#define TFC_STEP(name, ...)                                                    \
  Value name = value(__VA_ARGS__);                                             \
  if (!ok)                                                                     \
    return failure()
  TFC_STEP(movedDy, layout->toNhwc(node, (*inputs)[0]));
  TFC_STEP(movedX, layout->toNhwc(node, (*inputs)[1]));
  TFC_STEP(dy, node.cast(movedDy, precise));
  TFC_STEP(x, node.cast(movedX, precise));
  SmallVector<int64_t> axes = batchAxes(x);
  auto overBatch = node.attr("axes", ArrayRef(axes));
  if (*training) {
    // Our own moments: what a node hands over need not be one or the other.
    mean = value(node.make<ReduceMeanOp>(x, overBatch));
    if (ok)
      variance = value(biasedVariance(node, x, mean));
    if (!ok)
      return failure();
  }
  TFC_STEP(small, node.scalar(*epsilon, precise));
  TFC_STEP(shifted, node.make<AddOp>({variance, small}));
  TFC_STEP(inverse, node.make<RsqrtOp>(shifted));
  TFC_STEP(centred, node.make<SubOp>({x, mean}));
  TFC_STEP(xh, node.make<MulOp>({centred, inverse}));
  TFC_STEP(dyXh, node.make<MulOp>({dy, xh}));
  TFC_STEP(dscale, node.make<ReduceSumOp>(dyXh, overBatch));
  TFC_STEP(doffset, node.make<ReduceSumOp>(dy, overBatch));
  TFC_STEP(factor, node.make<MulOp>({scale, inverse}));
  Value inner = dy;
  if (*training) {
    TFC_STEP(meanDy, node.make<ReduceMeanOp>(dy, overBatch));
    TFC_STEP(meanDyXh, node.make<ReduceMeanOp>(dyXh, overBatch));
    TFC_STEP(part, node.make<MulOp>({xh, meanDyXh}));
    TFC_STEP(rest, node.make<AddOp>({meanDy, part}));
    TFC_STEP(difference, node.make<SubOp>({dy, rest}));
    inner = difference;
  }
  TFC_STEP(dxPrecise, node.make<MulOp>({inner, factor}));
  TFC_STEP(dxCast, node.cast(dxPrecise, element));
  TFC_STEP(dx, layout->fromNhwc(node, dxCast));
  TFC_STEP(zero, node.scalar(0, precise));
#undef TFC_STEP
  node.addOutputs({dx, dscale, doffset, zero, zero});
  return success();
}

const NodeImporter imports::FusedBatchNorm = importBatchNorm;
const NodeImporter imports::FusedBatchNormV2 = importBatchNorm;
const NodeImporter imports::FusedBatchNormV3 = importBatchNorm;
const NodeImporter imports::FusedBatchNormGrad = importBatchNormGrad;
const NodeImporter imports::FusedBatchNormGradV3 = importBatchNormGrad;

} // namespace tfc

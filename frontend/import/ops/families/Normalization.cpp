//===- Normalization.cpp - FusedBatchNorm and its gradient ----------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/Windows.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/normalization.h"
#include "ir/ops/reduction.h"
#include "ir/ops/shape.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// The layout that attribute data_format says.
static DataFormat readFormat(NodeImport &node) {
  StringRef name = node.dataFormat();
  std::string problem;
  auto format = DataFormat::parse(name, name.size() == 5 ? 3 : 2, problem);
  if (!format)
    node.error() << problem;
  return format.value_or(DataFormat());
}

/// All axes but the channels'.
static SmallVector<int64_t> batchAxes(const DataFormat &format) {
  SmallVector<int64_t> axes =
      llvm::to_vector(llvm::seq<int64_t>(0, format.rank()));
  axes.erase(axes.begin() + format.channelAxis());
  return axes;
}

/// A vector of a number per channel, so that it broadcasts with images.
static Value perChannel(NodeImport &node, const DataFormat &format,
                        Value vector) {
  for (unsigned i = 0; format.channelsFirst && i < format.spatial; ++i)
    vector = node.make<ExpandDimsOp>(vector, node.attr("axis", -1));
  return vector;
}

/// The variance over all axes but the channels', divided by n.
static Value biasedVariance(NodeImport &node, const DataFormat &format, Value x,
                            Value mean) {
  Value spread = perChannel(node, format, mean);
  return node.make<ReduceMeanOp>(node.make<SquaredDifferenceOp>({x, spread}),
                                 node.attr("axes", batchAxes(format)));
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
  DataFormat format = readFormat(node);
  bool training = node.boolAttr("is_training", true);
  double factor = node.floatAttr("exponential_avg_factor", 1);
  for (Value vector : {scale, offset})
    if (shapeOf(vector).size() != 1)
      return node.error() << "takes a vector of scales and one of offsets, got "
                          << "shape " << formatShape(vector.getType());
  // Half precision has statistics of single precision.
  Type element = elementOf(node.tensor(0));
  Value x = node.cast(node.tensor(0), elementOf(scale));
  NamedAttribute attributes[] = {
      node.attr("epsilon", float(node.floatAttr("epsilon", 0.0001))),
      node.attr("data_format", format.name())};
  if (!training) {
    Value y = node.make<BatchNormInferenceOp>(
        {x, scale, offset, mean, variance}, attributes);
    y = node.cast(y, element);
    return {y, mean, variance, mean, variance, mean};
  }
  SmallVector<Value> made =
      node.makeAll<BatchNormTrainingOp>(3, {x, scale, offset}, attributes);
  Value y = node.cast(made[0], element);
  Value batchMean = made[1], batchVariance = made[2];
  Value newMean = batchMean, newVariance = batchVariance;
  if (node.takes(1))
    newMean = movingAverage(node, mean, batchMean, factor);
  if (node.takes(2))
    newVariance = movingAverage(node, variance, batchVariance, factor);
  Value biased = batchVariance;
  if (node.takes(4))
    biased = biasedVariance(node, format, x, batchMean);
  return {y, newMean, newVariance, batchMean, biased, batchMean};
}

/// With xh = (x - mean) / sqrt(variance + epsilon) and sums over the batch:
///   dscale = sum(dy xh), doffset = sum(dy),
///   dx = scale / sqrt(variance + epsilon) (dy - (doffset + xh dscale) / n),
/// where the last bracket is dy alone for moments that are given.
static Outputs importBatchNormGrad(NodeImport &node) {
  node.expectInputsAtLeast(5);
  SmallVector<Value> inputs = node.tensors(0, 5);
  DataFormat format = readFormat(node);
  double epsilon = node.floatAttr("epsilon", 0.0001);
  bool training = node.boolAttr("is_training", true);
  Value scale = inputs[2], mean = inputs[3], variance = inputs[4];
  Type element = elementOf(inputs[1]), precise = elementOf(scale);
  for (Value image : {inputs[0], inputs[1]})
    if (shapeOf(image).size() != format.rank())
      return node.error() << "takes images " << format.describe()
                          << ", got shape " << formatShape(image.getType());
  Value dy = node.cast(inputs[0], precise);
  Value x = node.cast(inputs[1], precise);
  auto overBatch = node.attr("axes", batchAxes(format));
  auto spread = [&](Value vector) { return perChannel(node, format, vector); };
  if (training) {
    // Our own moments: what a node hands over need not be one or the other.
    mean = node.make<ReduceMeanOp>(x, overBatch);
    variance = biasedVariance(node, format, x, mean);
  }
  Value inverse = node.make<RsqrtOp>(
      node.make<AddOp>({variance, node.scalar(epsilon, precise)}));
  Value xh =
      node.make<MulOp>({node.make<SubOp>({x, spread(mean)}), spread(inverse)});
  Value dyXh = node.make<MulOp>({dy, xh});
  Value dscale = node.make<ReduceSumOp>(dyXh, overBatch);
  Value doffset = node.make<ReduceSumOp>(dy, overBatch);
  Value factor = spread(node.make<MulOp>({scale, inverse}));
  Value inner = dy;
  if (training) {
    Value meanDy = spread(node.make<ReduceMeanOp>(dy, overBatch));
    Value meanDyXh = spread(node.make<ReduceMeanOp>(dyXh, overBatch));
    Value rest = node.make<AddOp>({meanDy, node.make<MulOp>({xh, meanDyXh})});
    inner = node.make<SubOp>({dy, rest});
  }
  Value dx = node.cast(node.make<MulOp>({inner, factor}), element);
  Value zero = node.scalar(0, precise);
  return {dx, dscale, doffset, zero, zero};
}

const NodeImporter imports::FusedBatchNorm = importBatchNorm;
const NodeImporter imports::FusedBatchNormV2 = importBatchNorm;
const NodeImporter imports::FusedBatchNormV3 = importBatchNorm;
const NodeImporter imports::FusedBatchNormGrad = importBatchNormGrad;
const NodeImporter imports::FusedBatchNormGradV3 = importBatchNormGrad;

} // namespace tfc

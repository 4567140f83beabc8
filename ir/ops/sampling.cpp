//===- sampling.cpp - Shape rules of sampling.td --------------------------===//

#include "ir/ops/sampling.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

LogicalResult inferShape(MultinomialOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> logits = shapeOf(op.getLogits());
  Type index =
      op.getOutputDtype().value_or(IntegerType::get(types.context, 64));
  if (logits.size() != 2)
    return types.error("multinomial of logits of shape " + formatShape(logits) +
                       ", expected a matrix");
  if (int64_t(op.getNumSamples()) < 0)
    return types.error("multinomial of " + Twine(op.getNumSamples()) +
                       " samples");
  if (!index.isInteger(32) && !index.isInteger(64))
    return types.error("multinomial gives int32 or int64, not " +
                       formatElementType(index));
  return types.add({logits[0], int64_t(op.getNumSamples())}, index);
}

/// `shape`, then the shape of the parameter.
static LogicalResult samplesOf(Value shape, Value parameter, Type element,
                               InferredTypes &types) {
  if (failed(shape::shapeOperandType(shape, element, types)))
    return failure();
  auto first = cast<RankedTensorType>(types.types.pop_back_val());
  SmallVector<int64_t> whole(first.getShape());
  whole.append(shapeOf(parameter).begin(), shapeOf(parameter).end());
  return types.add(whole, element);
}
LogicalResult inferShape(RandomGammaOp::Adaptor op, InferredTypes &types) {
  return samplesOf(op.getShape(), op.getAlpha(), elementOf(op.getAlpha()),
                   types);
}
LogicalResult inferShape(RandomPoissonOp::Adaptor op, InferredTypes &types) {
  return samplesOf(op.getShape(), op.getRate(),
                   op.getDtype().value_or(elementOf(op.getRate())), types);
}

LogicalResult inferShape(ParameterizedTruncatedNormalOp::Adaptor op,
                         InferredTypes &types) {
  for (Value parameter : op.getOperands().drop_front())
    if (shapeOf(parameter).size() > 1 ||
        elementOf(parameter) != elementOf(op.getMean()))
      return types.error("parameterized_truncated_normal with a parameter of "
                         "shape " +
                         formatShape(shapeOf(parameter)) + " and type " +
                         formatElementType(parameter.getType()) +
                         ", expected scalars or vectors of one type");
  return shape::shapeOperandType(op.getShape(), elementOf(op.getMean()), types);
}

static LogicalResult requireSeed(Value seed, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(seed);
  if (shape.size() != 1 || (shape[0] != 2 && !ShapedType::isDynamic(shape[0])))
    return types.error("the seed has shape " + formatShape(shape) +
                       ", expected two integers");
  return success();
}
template <typename Adaptor>
static LogicalResult stateless(Adaptor op, InferredTypes &types) {
  Type element = op.getDtype().value_or(Float32Type::get(types.context));
  if (failed(requireSeed(op.getSeed(), types)))
    return failure();
  return shape::shapeOperandType(op.getShape(), element, types);
}
LogicalResult inferShape(StatelessRandomUniformOp::Adaptor op,
                         InferredTypes &types) {
  return stateless(op, types);
}
LogicalResult inferShape(StatelessRandomNormalOp::Adaptor op,
                         InferredTypes &types) {
  return stateless(op, types);
}
LogicalResult inferShape(StatelessTruncatedNormalOp::Adaptor op,
                         InferredTypes &types) {
  return stateless(op, types);
}
LogicalResult inferShape(StatelessRandomUniformIntOp::Adaptor op,
                         InferredTypes &types) {
  if (elementOf(op.getLow()) != elementOf(op.getHigh()) ||
      !shapeOf(op.getLow()).empty() || !shapeOf(op.getHigh()).empty())
    return types.error("the limits are to be scalars of one type");
  if (failed(requireSeed(op.getSeed(), types)))
    return failure();
  return shape::shapeOperandType(op.getShape(), elementOf(op.getLow()), types);
}

} // namespace tfc

//===- quantize.cpp - Shape rules and compositions of quantize.td ---------===//

#include "ir/ops/quantize.h"
#include "ir/ops/Compose.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

template <typename Adaptor>
static LogicalResult checkRange(Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX());
  if (op.getNumBits() < 2 || op.getNumBits() > 16)
    return types.error("num_bits must be 2 to 16, not " +
                       Twine(op.getNumBits()));
  for (Value limit : {op.getMin(), op.getMax()}) {
    ArrayRef<int64_t> shape = shapeOf(limit);
    if (elementOf(limit) != elementOf(op.getX()))
      return types.error("min and max must be of the type of x, " +
                         formatElementType(op.getX().getType()));
    if (!shape.empty() && (shape.size() != 1 || x.empty() ||
                           failed(verifyCompatibleShape(shape, x.take_back()))))
      return types.error("min and max must be scalars or have an element per "
                         "channel of x of shape " +
                         formatShape(x) + ", the shape is " +
                         formatShape(shape));
  }
  if (shapeOf(op.getMin()).size() != shapeOf(op.getMax()).size())
    return types.error("min and max must have one shape");
  return success();
}
LogicalResult inferShape(FakeQuantOp::Adaptor op, InferredTypes &types) {
  if (failed(checkRange(op, types)))
    return failure();
  types.types.push_back(op.getX().getType());
  return success();
}
LogicalResult inferShape(FakeQuantGradOp::Adaptor op, InferredTypes &types) {
  if (failed(checkRange(op, types)))
    return failure();
  if (op.getDy().getType() != op.getX().getType() &&
      failed(verifyCompatibleShape(shapeOf(op.getDy()), shapeOf(op.getX()))))
    return types.error("the gradient has shape " +
                       formatShape(op.getDy().getType()) + ", expected " +
                       formatShape(op.getX().getType()));
  types.types.append(
      {op.getX().getType(), op.getMin().getType(), op.getMax().getType()});
  return success();
}

namespace {
/// The range, moved so that 0 is a step.
struct Nudged {
  template <typename Op>
  Nudged(Op op, TfcBuilder &b) {
    Type type = elementOf(op.getX());
    auto number = [&](double value) { return constantOf(b, type, value); };
    Value low = number(op.getNarrowRange() ? 1 : 0),
          high = number((int64_t(1) << op.getNumBits()) - 1);
    scale = b.realdiv(b.sub(op.getMax(), op.getMin()), b.sub(high, low));
    Value exact = b.sub(low, b.realdiv(op.getMin(), scale));
    Value rounded = b.floor(b.add(exact, number(0.5)));
    Value zero = b.select(b.less(exact, low), low,
                          b.select(b.greater(exact, high), high, rounded));
    min = b.mul(b.sub(low, zero), scale);
    max = b.mul(b.sub(high, zero), scale);
  }
  Value min, max, scale;
};
} // namespace

LogicalResult expand(FakeQuantOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Nudged range(op, b);
  Value half = b.number(0.5), zero = b.number(0);
  Value clipped = b.minimum(b.maximum(op.getX(), range.min), range.max);
  Value step =
      b.floor(b.add(b.realdiv(b.sub(clipped, range.min), range.scale), half));
  Value y = b.add(b.mul(step, range.scale), range.min);
  // An empty range holds 0 alone.
  Value isEmpty = b.equal(op.getMin(), op.getMax());
  results.push_back(b.select(isEmpty, zero, y));
  return success();
}

LogicalResult expand(FakeQuantGradOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Nudged range(op, b);
  Value x = op.getX(), dy = op.getDy(), zero = b.number(0);
  Value isEmpty = b.equal(op.getMin(), op.getMax());
  auto where = [&](Value condition) { return b.select(condition, dy, zero); };
  auto outside = [&](Value condition, Value like) {
    Value sums = where(b.logical_and(condition, b.logical_not(isEmpty)));
    SmallVector<int64_t> axes = llvm::to_vector(
        llvm::seq<int64_t>(0, shapeOf(x).size() - shapeOf(like).size()));
    return axes.empty() ? sums : b.reduce_sum(sums, b.axesAttr(axes));
  };
  Value inside =
      b.logical_and(b.greater_equal(x, range.min), b.less_equal(x, range.max));
  results.push_back(where(b.logical_or(inside, isEmpty)));
  results.push_back(outside(b.less(x, range.min), op.getMin()));
  results.push_back(outside(b.greater(x, range.max), op.getMax()));
  return success();
}

} // namespace tfc

//===- normalization.cpp - Shape rules, compositions of normalization.td --===//

#include "ir/ops/normalization.h"
#include "ir/ops/Compose.h"
#include "ir/ops/Windows.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Batch normalisation
//===----------------------------------------------------------------------===//

/// Checks images x and vectors of a number per channel.
template <typename Adaptor>
static LogicalResult checkBatchNorm(Adaptor op, InferredTypes &types) {
  StringRef name = op.getDataFormat();
  std::string problem;
  auto format = DataFormat::parse(name, name.size() == 5 ? 3 : 2, problem);
  if (!format)
    return types.error(problem);
  ArrayRef<int64_t> x = shapeOf(op.getX());
  if (failed(checkImage(*format, x, types)))
    return failure();
  int64_t channels = x[format->channelAxis()];
  for (Value vector : op.getOperands().drop_front())
    if (failed(verifyCompatibleShape({channels}, shapeOf(vector))))
      return types.error("must have the same number of elements as the "
                         "channels of x: a vector of shape " +
                         formatShape(vector.getType()) +
                         " for images of shape " + formatShape(x));
  return success();
}

LogicalResult inferShape(BatchNormInferenceOp::Adaptor op,
                         InferredTypes &types) {
  types.types.push_back(op.getX().getType());
  return checkBatchNorm(op, types);
}

LogicalResult inferShape(BatchNormTrainingOp::Adaptor op,
                         InferredTypes &types) {
  Type moments = op.getScale().getType();
  types.types.append({op.getX().getType(), moments, moments});
  return checkBatchNorm(op, types);
}

//===----------------------------------------------------------------------===//
// Local response normalisation
//===----------------------------------------------------------------------===//

/// The sum of each channel and its `radius` neighbours on either side.
static FailureOr<Value> sumAround(Operation *op, Value x, int64_t radius,
                                  TfcBuilder &b) {
  ArrayRef<int64_t> shape = shapeOf(x);
  int64_t rank = shape.size();
  if (rank == 0 || radius < 0)
    return op->emitOpError("needs a channel dimension and a depth_radius that "
                           "is not negative");
  if (!ShapedType::isDynamic(shape.back()))
    radius = std::min(radius, std::max<int64_t>(shape.back() - 1, 0));
  if (radius > 128)
    return op->emitOpError("has a depth_radius of ")
           << radius << ", expected at most 128";
  if (radius == 0)
    return x;
  SmallVector<int64_t> paddings(2 * rank, 0), zeros(rank, 0), ones(rank, 1);
  paddings[2 * rank - 1] = paddings[2 * rank - 2] = radius;
  Value padded = b.pad(x, b.axesAttr(paddings));
  int64_t others = (int64_t(1) << (rank - 1)) - 1, last = int64_t(1)
                                                          << (rank - 1);
  auto mask = [&](int64_t bits) { return b.builder.getI64IntegerAttr(bits); };
  Value sum;
  for (int64_t offset = 0; offset <= 2 * radius; ++offset) {
    SmallVector<int64_t> begin(zeros), end(zeros);
    begin.back() = offset;
    end.back() = offset - 2 * radius; // from the end; the last slice is open
    Value part = b.strided_slice(
        padded, b.axesAttr(begin), b.axesAttr(end), b.axesAttr(ones),
        mask(others), mask(offset == 2 * radius ? others | last : others));
    sum = sum ? b.add(sum, part) : part;
  }
  return sum;
}

/// bias + alpha * the sum of squares.
template <typename Op>
static FailureOr<Value> normOf(Op op, TfcBuilder &b) {
  FailureOr<Value> sum =
      sumAround(op, b.mul(op.getX(), op.getX()), op.getDepthRadius(), b);
  if (failed(sum))
    return failure();
  return b.add(b.number(op.getBias().convertToDouble()),
               b.mul(b.number(op.getAlpha().convertToDouble()), *sum));
}

LogicalResult expand(LRNOp op, TfcBuilder &b, SmallVectorImpl<Value> &results) {
  FailureOr<Value> norm = normOf(op, b);
  if (failed(norm))
    return failure();
  Value power = b.number(-op.getBeta().convertToDouble());
  results.push_back(b.mul(op.getX(), b.pow(*norm, power)));
  return success();
}

// dy / norm^beta - 2 alpha beta x * (the sum around of dy y / norm)
LogicalResult expand(LRNGradOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  FailureOr<Value> norm = normOf(op, b);
  if (failed(norm))
    return failure();
  double beta = op.getBeta().convertToDouble();
  FailureOr<Value> shares =
      sumAround(op, b.realdiv(b.mul(op.getDy(), op.getY()), *norm),
                op.getDepthRadius(), b);
  if (failed(shares))
    return failure();
  Value factor = b.number(2 * op.getAlpha().convertToDouble() * beta);
  results.push_back(b.sub(b.mul(op.getDy(), b.pow(*norm, b.number(-beta))),
                          b.mul(factor, b.mul(op.getX(), *shares))));
  return success();
}

} // namespace tfc

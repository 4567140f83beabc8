//===- linear.cpp - Shape rules of linear.td -----------------------------===//

#include "ir/ops/linear.h"
#include "ir/Shape.h"
#include "ir/ops/Windows.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

LogicalResult inferShape(MatMulOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), y = shapeOf(op.getY());
  if (elementOf(op.getX()) != elementOf(op.getY()))
    return types.error("matmul operands have types " +
                       formatElementType(op.getX().getType()) + " and " +
                       formatElementType(op.getY().getType()));
  if (x.size() < 2 || y.size() < 2)
    return types.error("matmul operands have shapes " + formatShape(x) +
                       " and " + formatShape(y) +
                       ", expected at least two dimensions each");
  int64_t m = x[x.size() - 2], k = x.back();
  if (op.getTransposeX())
    std::swap(m, k);
  int64_t l = y[y.size() - 2], n = y.back();
  if (op.getTransposeY())
    std::swap(l, n);
  if (k != l && k != kDynamic && l != kDynamic)
    return types.error("matmul of shapes " + formatShape(x) + " and " +
                       formatShape(y) + ": inner dimensions " +
                       std::to_string(k) + " and " + std::to_string(l) +
                       " differ");
  auto batch = broadcastShapes(x.drop_back(2), y.drop_back(2));
  if (!batch)
    return types.error("matmul of shapes " + formatShape(x) + " and " +
                       formatShape(y) +
                       ": leading dimensions do not broadcast");
  batch->append({m, n});
  return types.add(*batch, elementOf(op.getX()));
}

LogicalResult inferShape(BiasAddOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), bias = shapeOf(op.getBias());
  std::string problem;
  auto format = DataFormat::parse(op.getDataFormat(), 2, problem);
  if (!format)
    return types.error(problem);
  if (x.size() < 2 || bias.size() != 1)
    return types.error("bias_add of shapes " + formatShape(x) + " and " +
                       formatShape(bias) + ", expected a vector as bias");
  int64_t channels = format->channelsFirst ? x[1] : x.back();
  if (channels != bias[0] && channels != kDynamic && bias[0] != kDynamic)
    return types.error("bias of shape " + formatShape(bias) +
                       " for a value of shape " + formatShape(x));
  types.types.push_back(op.getX().getType());
  return success();
}

} // namespace tfc

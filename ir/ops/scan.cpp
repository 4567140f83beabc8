//===- scan.cpp - Shape rules of scan.td ----------------------------------===//

#include "ir/ops/scan.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

template <typename Adaptor>
static LogicalResult inferScan(Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  if (!normalizeAxis(op.getAxis(), shape.size()))
    return types.error("axis " + Twine(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  types.types.push_back(op.getX().getType());
  return success();
}
LogicalResult inferShape(CumsumOp::Adaptor op, InferredTypes &types) {
  return inferScan(op, types);
}
LogicalResult inferShape(CumprodOp::Adaptor op, InferredTypes &types) {
  return inferScan(op, types);
}

} // namespace tfc

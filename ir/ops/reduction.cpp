//===- reduction.cpp - Shape rules of reduction.td -----------------------===//

#include "ir/ops/reduction.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

template <typename Adaptor>
static LogicalResult inferArg(Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  shape.erase(shape.begin() + *axis);
  return types.add(shape, op.getOutputType().value_or(
                       IntegerType::get(types.context, 64)));
}
LogicalResult inferShape(ArgMaxOp::Adaptor op, InferredTypes &types) {
  return inferArg(op, types);
}
LogicalResult inferShape(ArgMinOp::Adaptor op, InferredTypes &types) {
  return inferArg(op, types);
}

} // namespace tfc

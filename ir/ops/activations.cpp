//===- activations.cpp - Shape rules of activations.td -------------------===//

#include "ir/ops/activations.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

LogicalResult inferShape(CreluOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  if (shape[*axis] != kDynamic)
    shape[*axis] *= 2;
  return types.add(shape, elementOf(op.getX()));
}

} // namespace tfc

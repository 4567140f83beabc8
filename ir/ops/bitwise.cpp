//===- bitwise.cpp - Shape rules of bitwise.td ----------------------------===//

#include "ir/ops/bitwise.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

LogicalResult inferShape(PopulationCountOp::Adaptor op, InferredTypes &types) {
  return types.add(shapeOf(op.getX()),
                   IntegerType::get(types.context, 8, IntegerType::Unsigned));
}

} // namespace tfc

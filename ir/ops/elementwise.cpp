//===- elementwise.cpp - Shape rules of elementwise.td -------------------===//

#include "ir/ops/elementwise.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

LogicalResult inferShape(CastOp::Adaptor op, InferredTypes &types) {
  if (isa<StringType>(op.getDtype()))
    return types.error("cast to string; as_string writes numbers as text");
  return types.add(shapeOf(op.getX()), op.getDtype());
}

} // namespace tfc

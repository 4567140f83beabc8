//===- sort.cpp - Shape rules of sort.td ----------------------------------===//

#include "ir/ops/sort.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

LogicalResult inferShape(TopKOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX());
  int64_t k = op.getK();
  if (x.empty())
    return types.error("top_k of a scalar, expected at least one dimension");
  if (k < 0 || (!ShapedType::isDynamic(x.back()) && k > x.back()))
    return types.error("top_k with k = " + Twine(k) + " of rows of " +
                       Twine(x.back()) + " elements");
  SmallVector<int64_t> shape(x);
  shape.back() = k;
  if (failed(types.add(shape, elementOf(op.getX()))))
    return failure();
  return types.add(shape, IntegerType::get(types.context, 32));
}

} // namespace tfc

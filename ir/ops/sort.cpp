//===- sort.cpp - Shape rules of sort.td ----------------------------------===//

#include "ir/ops/sort.h"
#include "ir/Shape.h"

#include "mlir/IR/TypeUtilities.h"

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

LogicalResult inferShape(SortOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX());
  if (x.empty())
    return types.error("sort of a scalar, expected at least one dimension");
  types.types.push_back(op.getX().getType());
  return types.add(x, IntegerType::get(types.context, 32));
}

LogicalResult inferShape(InTopKOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getPredictions()),
                    targets = shapeOf(op.getTargets());
  if (x.size() != 2 || failed(verifyCompatibleShape({x[0]}, targets)))
    return types.error("in_top_k of predictions of shape " + formatShape(x) +
                       " and targets of shape " + formatShape(targets) +
                       ", expected a matrix and a vector of its rows");
  if (!shapeOf(op.getK()).empty())
    return types.error("k has shape " + formatShape(shapeOf(op.getK())) +
                       ", expected a scalar");
  return types.add(targets, IntegerType::get(types.context, 1));
}

LogicalResult inferShape(NthElementOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX());
  if (x.empty() || !shapeOf(op.getN()).empty())
    return types.error("nth_element of shape " + formatShape(x) +
                       " with n of shape " + formatShape(shapeOf(op.getN())) +
                       ", expected one dimension at least and a scalar");
  return types.add(x.drop_back(), elementOf(op.getX()));
}

template <typename Adaptor>
static LogicalResult inferBound(Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> rows = shapeOf(op.getSorted()),
                    values = shapeOf(op.getValues());
  if (rows.empty() || rows.size() != values.size() ||
      failed(verifyCompatibleShape(rows.drop_back(), values.drop_back())) ||
      elementOf(op.getSorted()) != elementOf(op.getValues()))
    return types.error("cannot search rows of shape " + formatShape(rows) +
                       " for values of shape " + formatShape(values) +
                       ": expected one type, and shapes that differ in the "
                       "last dimension alone");
  return types.add(
      values, op.getOutType().value_or(IntegerType::get(types.context, 32)));
}
LogicalResult inferShape(LowerBoundOp::Adaptor op, InferredTypes &types) {
  return inferBound(op, types);
}
LogicalResult inferShape(UpperBoundOp::Adaptor op, InferredTypes &types) {
  return inferBound(op, types);
}

LogicalResult inferShape(InvertPermutationOp::Adaptor op,
                         InferredTypes &types) {
  if (shapeOf(op.getX()).size() != 1)
    return types.error("a permutation of shape " +
                       formatShape(shapeOf(op.getX())) + ", expected a vector");
  types.types.push_back(op.getX().getType());
  return success();
}

} // namespace tfc

//===- sort.cpp - Sizes of what kernels that sort give -------------------===//

#include "ir/ops/sort.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace tfc {

LogicalResult kernelSizes(TopKOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  Size k = l.sizes.constant(op.getK());
  if (!SizeMath::known(shape.back()))
    l.require(arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::sge,
                                    l.sizes.value(shape.back()),
                                    l.sizes.value(k)),
              l.name() + ": rows of %lld elements have fewer than k = %lld",
              {shape.back(), k});
  shape.back() = k;
  sizes.assign(2, shape);
  return success();
}

LogicalResult kernelSizes(InTopKOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  Size rows = l.requireEqual(
      l.dim(op.getPredictions(), 0), l.dim(op.getTargets(), 0),
      "'" + l.name() + "' has %lld predictions and %lld targets");
  sizes.push_back({rows});
  return success();
}

LogicalResult kernelSizes(NthElementOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  shape.pop_back();
  sizes.push_back(shape);
  return success();
}

template <typename Op>
static LogicalResult boundSizes(Op op, Lowering &l,
                                SmallVectorImpl<SizeList> &sizes) {
  SizeList rows = l.shape(op.getSorted()), shape = l.shape(op.getValues());
  for (size_t i = 0; i + 1 < shape.size(); ++i)
    shape[i] = l.requireEqual(rows[i], shape[i],
                              "dimension " + Twine(i) + " of '" + l.name() +
                                  "' is %lld and %lld");
  sizes.push_back(shape);
  return success();
}
LogicalResult kernelSizes(LowerBoundOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  return boundSizes(op, l, sizes);
}
LogicalResult kernelSizes(UpperBoundOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  return boundSizes(op, l, sizes);
}

} // namespace tfc

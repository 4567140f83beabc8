//===- LowerSort.cpp - Sizes of what the sorting kernels give -------------===//

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

} // namespace tfc

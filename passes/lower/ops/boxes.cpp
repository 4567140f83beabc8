//===- boxes.cpp - Sizes of selected boxes -------------------------------===//

#include "ir/ops/boxes.h"
#include "passes/lower/KernelSizes.h"

using namespace mlir;

namespace tfc {

LogicalResult kernelSizes(NonMaxSuppressionPaddedOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sameRows(op.getBoxes(), op.getScores(), l);
  l.requireEqual(l.dim(op.getBoxes(), 1), l.sizes.constant(4),
                 "'" + l.name() + "' has boxes of %lld numbers, expected %lld");
  Size size = checkedSize(op.getSize(), {}, l);
  sizes.append({{size}, {size}, {}});
  return success();
}

} // namespace tfc

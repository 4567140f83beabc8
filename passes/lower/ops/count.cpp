//===- count.cpp - Sizes of histograms -----------------------------------===//

#include "ir/ops/count.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

LogicalResult kernelSizes(HistogramFixedWidthOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shapeOperand(op.getNbins());
  l.requireShape(shape);
  sizes.push_back(shape);
  return success();
}

} // namespace tfc

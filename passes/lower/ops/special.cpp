//===- special.cpp - Sizes of what special functions give ------------===//

#include "ir/ops/special.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

/// The kernels broadcast as numpy does.
static LogicalResult broadcastSizes(Operation *op, Lowering &l,
                                    SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op->getOperand(0));
  for (Value operand : op->getOperands().drop_front())
    shape = l.broadcast(shape, l.shape(operand));
  sizes.assign(1, shape);
  return success();
}

#define TFC_BROADCAST(Op)                                                      \
  LogicalResult kernelSizes(Op op, Lowering &l,                                \
                            SmallVectorImpl<SizeList> &sizes) {                \
    return broadcastSizes(op, l, sizes);                                       \
  }
TFC_BROADCAST(PolygammaOp)
TFC_BROADCAST(ZetaOp)
TFC_BROADCAST(IgammaOp)
TFC_BROADCAST(IgammacOp)
TFC_BROADCAST(BetaincOp)
TFC_BROADCAST(NextAfterOp)
#undef TFC_BROADCAST

} // namespace tfc

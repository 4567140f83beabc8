//===- sampling.cpp - Sizes of samples -------------------------------===//

#include "ir/ops/sampling.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

using Sizes = SmallVectorImpl<SizeList>;

LogicalResult kernelSizes(RandomShuffleOp op, Lowering &l, Sizes &sizes) {
  sizes.push_back(l.shape(op.getX()));
  return success();
}
LogicalResult kernelSizes(MultinomialOp op, Lowering &l, Sizes &sizes) {
  sizes.push_back({l.dim(op.getLogits(), 0),
                   l.sizes.constant(int64_t(op.getNumSamples()))});
  return success();
}

static LogicalResult samplesOf(Value shape, Value parameter, Lowering &l,
                               Sizes &sizes) {
  SizeList whole = l.shapeOperand(shape);
  llvm::append_range(whole, l.shape(parameter));
  sizes.push_back(whole);
  return success();
}
LogicalResult kernelSizes(RandomGammaOp op, Lowering &l, Sizes &sizes) {
  return samplesOf(op.getShape(), op.getAlpha(), l, sizes);
}
LogicalResult kernelSizes(RandomPoissonOp op, Lowering &l, Sizes &sizes) {
  return samplesOf(op.getShape(), op.getRate(), l, sizes);
}

#define TFC_OF_SHAPE(Op)                                                       \
  LogicalResult kernelSizes(Op op, Lowering &l, Sizes &sizes) {                \
    sizes.push_back(l.shapeOperand(op.getShape()));                            \
    return success();                                                          \
  }
TFC_OF_SHAPE(ParameterizedTruncatedNormalOp)
TFC_OF_SHAPE(StatelessRandomUniformOp)
TFC_OF_SHAPE(StatelessRandomNormalOp)
TFC_OF_SHAPE(StatelessTruncatedNormalOp)
TFC_OF_SHAPE(StatelessRandomUniformIntOp)
#undef TFC_OF_SHAPE

} // namespace tfc

//===- Slices.cpp - Joins of one part, slices of the whole ----------------===//

#include "ir/ops/slices.h"
#include "ir/ops/shape.h"
#include "passes/simplify/Patterns.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

// concat(x) = x
static LogicalResult concatOne(ConcatOp op, PatternRewriter &rewriter) {
  return op.getValues().size() == 1 ? replaceBy(op, op.getValues()[0], rewriter)
                                    : failure();
}

// split(x) in one piece = x
static LogicalResult splitOne(SplitOp op, PatternRewriter &rewriter) {
  return op.getNumResults() == 1 ? replaceBy(op, op.getX(), rewriter)
                                 : failure();
}

// stack(x) = expand_dims(x)
static LogicalResult stackOne(StackOp op, PatternRewriter &rewriter) {
  if (op.getValues().size() != 1)
    return failure();
  rewriter.replaceOpWithNewOp<ExpandDimsOp>(op, op.getType(), op.getValues()[0],
                                            op.getAxisAttr());
  return success();
}

// x[:, :] = x
static LogicalResult wholeSlice(StridedSliceOp op, PatternRewriter &rewriter) {
  std::string problem;
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  auto slice =
      resolveSlice(shape, op.getBegin(), op.getEnd(), op.getStrides(),
                   op.getBeginMask(), op.getEndMask(), op.getEllipsisMask(),
                   op.getNewAxisMask(), op.getShrinkAxisMask(), problem);
  if (!slice || !slice->newAxes.empty())
    return failure();
  for (auto [axis, size] : llvm::zip(slice->axes, shape)) {
    bool fromStart = axis.beginMasked || axis.begin == 0;
    bool toEnd =
        ShapedType::isDynamic(size) ? axis.endMasked : axis.size == size;
    if (axis.shrink || axis.stride != 1 || !fromStart || !toEnd)
      return failure();
  }
  return replaceBy(op, op.getX(), rewriter);
}

// slice(x, 0, size of x) = x
static LogicalResult wholeBlock(SliceOp op, PatternRewriter &rewriter) {
  auto begin = knownElements(op.getBegin()), size = knownElements(op.getSize());
  if (!begin || !size)
    return failure();
  for (auto [from, count, whole] :
       llvm::zip(*begin, *size, shapeOf(op.getX()))) {
    if (from != 0 || !count)
      return failure();
    if (*count != -1 && (ShapedType::isDynamic(whole) || *count != whole))
      return failure();
  }
  return replaceBy(op, op.getX(), rewriter);
}

// pad(x, 0) = x
static LogicalResult padNothing(PadOp op, PatternRewriter &rewriter) {
  if (llvm::any_of(op.getPaddings(), [](int64_t size) { return size != 0; }))
    return failure();
  return replaceBy(op, op.getX(), rewriter);
}

// tile(x, 1) = x
static LogicalResult tileOnce(TileOp op, PatternRewriter &rewriter) {
  auto multiples = knownElements(op.getMultiples());
  if (!multiples || llvm::any_of(*multiples, [](auto m) { return m != 1; }))
    return failure();
  return replaceBy(op, op.getX(), rewriter);
}

void addSliceRules(RewritePatternSet &patterns) {
  patterns.add(concatOne).add(splitOne).add(stackOne).add(wholeSlice);
  patterns.add(wholeBlock).add(padNothing).add(tileOnce);
}

} // namespace tfc

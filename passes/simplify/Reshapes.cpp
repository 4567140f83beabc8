//===- Reshapes.cpp - The same elements in other shapes -------------------===//

#include "ir/ops/reduction.h"
#include "ir/ops/shape.h"
#include "passes/simplify/Patterns.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

bool countGivesShape(Type type) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(type).getShape();
  return llvm::count_if(shape, ShapedType::isDynamic) <= 1 &&
         !llvm::is_contained(shape, 0);
}

/// Ops that keep the elements and their order.
static bool keepsElements(Operation *op) {
  return isa_and_nonnull<ReshapeOp, ReshapeLikeOp, ExpandDimsOp, SqueezeOp>(op);
}

// A reshape, or a chain of them, to the same shape changes nothing.
static LogicalResult thereAndBack(Operation *op, PatternRewriter &rewriter) {
  Type type = op->getResult(0).getType();
  if (!countGivesShape(type))
    return failure();
  for (Operation *it = op; keepsElements(it);
       it = it->getOperand(0).getDefiningOp())
    if (it->getOperand(0).getType() == type)
      return replaceBy(op, it->getOperand(0), rewriter);
  return failure();
}
template <typename Op>
static LogicalResult sameShape(Op op, PatternRewriter &rewriter) {
  return thereAndBack(op, rewriter);
}

// expand_dims and squeeze of the same axis, with any shape
static LogicalResult insertedAxis(SqueezeOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<ExpandDimsOp>();
  DenseI64ArrayAttr axes = op.getAxesAttr();
  if (!inner || !axes || axes.size() != 1)
    return failure();
  int64_t rank = shapeOf(op.getX()).size();
  if (normalizeAxis(axes[0], rank) != normalizeAxis(inner.getAxis(), rank))
    return failure();
  return replaceBy(op, inner.getX(), rewriter);
}

// Only the last of two reshapes matters.
template <typename Op>
static LogicalResult lastReshape(Op op, PatternRewriter &rewriter) {
  Operation *inner = op.getX().getDefiningOp();
  if (!keepsElements(inner))
    return failure();
  rewriter.modifyOpInPlace(
      op, [&] { op.getXMutable().assign(inner->getOperand(0)); });
  return success();
}

// reshape_like(x, like) = reshape(x, shape) where like's shape is known: then
// `like` need not be computed first.
static LogicalResult knownShape(ReshapeLikeOp op, PatternRewriter &rewriter) {
  if (!op.getType().hasStaticShape())
    return failure();
  TfcBuilder b = builderFor(op, rewriter);
  Value shape = b.constant(rewriter.getI64TensorAttr(op.getType().getShape()));
  rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), op.getX(), shape);
  return success();
}

// A reduction over axes of size 1 is the element itself.
template <typename Op>
static LogicalResult reduceNothing(Op op, PatternRewriter &rewriter) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  auto axes = normalizeAxes(op.getAxesAttr(), shape.size());
  if (!axes || llvm::any_of(*axes, [&](int64_t i) { return shape[i] != 1; }))
    return failure();
  if (op.getKeepdims() || axes->empty())
    return replaceBy(op, op.getX(), rewriter);
  rewriter.replaceOpWithNewOp<SqueezeOp>(op, op.getType(), op.getX(),
                                         rewriter.getDenseI64ArrayAttr(*axes));
  return success();
}

void addReshapeRules(RewritePatternSet &patterns) {
  patterns.add(sameShape<ReshapeOp>).add(sameShape<ReshapeLikeOp>);
  patterns.add(sameShape<ExpandDimsOp>).add(sameShape<SqueezeOp>);
  patterns.add(insertedAxis).add(knownShape);
  patterns.add(lastReshape<ReshapeOp>).add(lastReshape<ReshapeLikeOp>);
  patterns.add(reduceNothing<ReduceSumOp>).add(reduceNothing<ReduceProdOp>);
  patterns.add(reduceNothing<ReduceMaxOp>).add(reduceNothing<ReduceMinOp>);
  patterns.add(reduceNothing<ReduceMeanOp>);
  patterns.add(reduceNothing<ReduceAnyOp>).add(reduceNothing<ReduceAllOp>);
}

} // namespace tfc

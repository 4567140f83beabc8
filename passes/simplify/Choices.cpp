//===- Choices.cpp - Selections and conversions ---------------------------===//

#include "ir/ops/elementwise.h"
#include "ir/ops/state.h"
#include "passes/simplify/Patterns.h"

using namespace mlir;

namespace tfc {

// true ? x : y = x,  false ? x : y = y
static LogicalResult knownCondition(SelectOp op, PatternRewriter &rewriter) {
  if (isAll(op.getCondition(), 1))
    return replaceBy(op, op.getX(), rewriter);
  if (isAll(op.getCondition(), 0))
    return replaceBy(op, op.getY(), rewriter);
  return failure();
}

// c ? x : x = x
static LogicalResult sameChoice(SelectOp op, PatternRewriter &rewriter) {
  return op.getX() == op.getY() ? replaceBy(op, op.getX(), rewriter)
                                : failure();
}

// not c ? x : y = c ? y : x
static LogicalResult negatedCondition(SelectOp op, PatternRewriter &rewriter) {
  auto negated = op.getCondition().getDefiningOp<LogicalNotOp>();
  if (!negated)
    return failure();
  rewriter.replaceOpWithNewOp<SelectOp>(op, op.getType(), negated.getX(),
                                        op.getY(), op.getX());
  return success();
}

// not not c = c
static LogicalResult notTwice(LogicalNotOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<LogicalNotOp>();
  return inner ? replaceBy(op, inner.getX(), rewriter) : failure();
}

/// Whether every value of type `from` is one of type `to`, so that it comes
/// back unchanged.
static bool losesNothing(Type from, Type to) {
  if (from == to)
    return true;
  if (to.isInteger(1) || isa<ComplexType>(from) || isa<ComplexType>(to))
    return false;
  auto fromFloat = dyn_cast<FloatType>(from), toFloat = dyn_cast<FloatType>(to);
  if (fromFloat && toFloat)
    return APFloat::isRepresentableBy(fromFloat.getFloatSemantics(),
                                      toFloat.getFloatSemantics());
  if (fromFloat)
    return false;
  auto integer = cast<IntegerType>(from);
  bool isUnsigned = integer.isUnsigned() || from.isInteger(1);
  if (toFloat)
    return integer.getWidth() - !isUnsigned <= toFloat.getFPMantissaWidth();
  auto target = cast<IntegerType>(to);
  if (isUnsigned && !target.isUnsigned())
    return integer.getWidth() < target.getWidth();
  return isUnsigned == target.isUnsigned() &&
         integer.getWidth() <= target.getWidth();
}

// cast(cast(x, A), B) = cast(x, B) where A holds every value of x
static LogicalResult castTwice(CastOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<CastOp>();
  if (!inner || !losesNothing(shape::elementOf(inner.getX()), inner.getDtype()))
    return failure();
  if (inner.getX().getType() == op.getType())
    return replaceBy(op, inner.getX(), rewriter);
  rewriter.replaceOpWithNewOp<CastOp>(op, op.getType(), inner.getX(),
                                      op.getDtypeAttr());
  return success();
}

static LogicalResult stopGradient(StopGradientOp op,
                                  PatternRewriter &rewriter) {
  return replaceBy(op, op.getX(), rewriter);
}

// x after nothing = x
static LogicalResult noDependencies(WithDependenciesOp op,
                                    PatternRewriter &rewriter) {
  return op.getDependencies().empty() ? replaceBy(op, op.getX(), rewriter)
                                      : failure();
}

void addChoiceRules(RewritePatternSet &patterns) {
  patterns.add(knownCondition).add(sameChoice).add(negatedCondition);
  patterns.add(notTwice).add(castTwice).add(noDependencies);
}

// After autodiff nobody asks for it.
void addStopGradientRule(RewritePatternSet &patterns) {
  patterns.add(stopGradient);
}

} // namespace tfc

//===- Arithmetic.cpp - Neutral elements and signs ------------------------===//

#include "ir/ops/activations.h"
#include "ir/ops/elementwise.h"
#include "passes/simplify/Patterns.h"

using namespace mlir;

namespace tfc {

bool isAll(Value value, double number) {
  SplatElementsAttr splat;
  if (!matchPattern(value, m_Constant(&splat)))
    return false;
  Type type = splat.getElementType();
  if (isa<ComplexType>(type))
    return false;
  if (isa<FloatType>(type))
    return splat.getSplatValue<APFloat>().convertToDouble() == number;
  if (type.isInteger(1))
    return splat.getSplatValue<bool>() == (number != 0);
  return splat.getSplatValue<APInt>().getSExtValue() == int64_t(number);
}

// x + 0 = 0 + x = x
static LogicalResult addZero(AddOp op, PatternRewriter &rewriter) {
  if (isAll(op.getY(), 0))
    return replaceBy(op, op.getX(), rewriter);
  if (isAll(op.getX(), 0))
    return replaceBy(op, op.getY(), rewriter);
  return failure();
}

// x + -y = x - y,  -x + y = y - x
static LogicalResult addNegative(AddOp op, PatternRewriter &rewriter) {
  if (auto neg = op.getY().getDefiningOp<NegOp>()) {
    rewriter.replaceOpWithNewOp<SubOp>(op, op.getX(), neg.getX());
    return success();
  }
  if (auto neg = op.getX().getDefiningOp<NegOp>()) {
    rewriter.replaceOpWithNewOp<SubOp>(op, op.getY(), neg.getX());
    return success();
  }
  return failure();
}

// x - 0 = x
static LogicalResult subtractZero(SubOp op, PatternRewriter &rewriter) {
  return isAll(op.getY(), 0) ? replaceBy(op, op.getX(), rewriter) : failure();
}

// x - -y = x + y
static LogicalResult subtractNegative(SubOp op, PatternRewriter &rewriter) {
  auto neg = op.getY().getDefiningOp<NegOp>();
  if (!neg)
    return failure();
  rewriter.replaceOpWithNewOp<AddOp>(op, op.getX(), neg.getX());
  return success();
}

// x * 1 = 1 * x = x
static LogicalResult multiplyByOne(MulOp op, PatternRewriter &rewriter) {
  if (isAll(op.getY(), 1))
    return replaceBy(op, op.getX(), rewriter);
  if (isAll(op.getX(), 1))
    return replaceBy(op, op.getY(), rewriter);
  return failure();
}

// x * 0 = 0 * x = 0 of integers. Not of floats: NaN * 0 is NaN.
static LogicalResult multiplyByZero(MulOp op, PatternRewriter &rewriter) {
  if (!isa<IntegerType>(op.getType().getElementType()))
    return failure();
  if (isAll(op.getY(), 0))
    return replaceBy(op, op.getY(), rewriter);
  if (isAll(op.getX(), 0))
    return replaceBy(op, op.getX(), rewriter);
  return failure();
}

// x / 1 = x, of integers too
template <typename Op>
static LogicalResult divideByOne(Op op, PatternRewriter &rewriter) {
  return isAll(op.getY(), 1) ? replaceBy(op, op.getX(), rewriter) : failure();
}

// --x = x
static LogicalResult negateTwice(NegOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<NegOp>();
  return inner ? replaceBy(op, inner.getX(), rewriter) : failure();
}

// x^1 = x,  x^2 = x x
static LogicalResult smallPower(PowOp op, PatternRewriter &rewriter) {
  if (isAll(op.getY(), 1))
    return replaceBy(op, op.getX(), rewriter);
  if (!isAll(op.getY(), 2) || op.getX().getType() != op.getType())
    return failure();
  rewriter.replaceOpWithNewOp<SquareOp>(op, op.getX());
  return success();
}

// f(f(x)) = f(x) for projections
template <typename Op>
static LogicalResult applyTwice(Op op, PatternRewriter &rewriter) {
  auto inner = op.getX().template getDefiningOp<Op>();
  return inner ? replaceBy(op, inner, rewriter) : failure();
}

void addArithmeticRules(RewritePatternSet &patterns) {
  patterns.add(addZero).add(addNegative).add(subtractZero);
  patterns.add(subtractNegative).add(multiplyByOne).add(multiplyByZero);
  patterns.add(divideByOne<RealDivOp>).add(divideByOne<TruncateDivOp>);
  patterns.add(negateTwice).add(smallPower);
  patterns.add(applyTwice<ReluOp>).add(applyTwice<Relu6Op>);
  patterns.add(applyTwice<AbsOp>).add(applyTwice<SignOp>);
  patterns.add(applyTwice<FloorOp>).add(applyTwice<CeilOp>);
  patterns.add(applyTwice<RoundOp>);
}

} // namespace tfc

//===- Broadcasts.cpp - Repeated values -----------------------------------===//
//
// Elementwise ops broadcast by themselves, so most broadcasts go. Which axes
// broadcast is known when compiling: those where a type says 1, or that it
// lacks (ir/Shape.h, broadcastShapes).
//
//===----------------------------------------------------------------------===//

#include "ir/Ops.h"
#include "passes/simplify/Patterns.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

#include "passes/scalar/Scalars.h.inc"

static bool hasOneElement(Value value) {
  return llvm::all_of(shapeOf(value), [](int64_t size) { return size == 1; });
}

/// The value with one element that `value` repeats, a scalar if possible; or
/// null.
static Value repeated(Value value) {
  while (!shapeOf(value).empty()) {
    Operation *op = value.getDefiningOp();
    if (auto fill = dyn_cast_if_present<FillOp>(op))
      value = fill.getValue();
    else if (isa_and_nonnull<BroadcastLikeOp, BroadcastToOp, ReshapeOp,
                             ReshapeLikeOp, ExpandDimsOp, SqueezeOp,
                             TransposeOp, TileOp>(op))
      value = op->getOperand(0);
    else
      return hasOneElement(value) ? value : Value();
  }
  return value;
}

/// A scalar constant where `value` repeats a constant; else as `repeated`.
static Value repeatedOrConstant(Value value, PatternRewriter &rewriter) {
  SplatElementsAttr splat;
  if (!matchPattern(value, m_Constant(&splat)))
    return repeated(value);
  auto scalar = RankedTensorType::get({}, splat.getElementType());
  return ConstantOp::create(rewriter, value.getLoc(),
                            splat.resizeSplat(scalar));
}

namespace {
// f(x, broadcast(s)) = f(x, s) where x alone gives the result its shape
struct ScalarOperands : RewritePattern {
  explicit ScalarOperands(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isElementwise(op) || op->getNumOperands() < 2)
      return failure();
    for (OpOperand &operand : op->getOpOperands()) {
      if (shapeOf(operand.get()).empty() || !othersGiveShape(op, operand))
        continue;
      Value scalar = repeatedOrConstant(operand.get(), rewriter);
      if (!scalar || scalar == operand.get() ||
          shapeOf(scalar).size() > shapeOf(op->getResult(0)).size())
        continue;
      rewriter.modifyOpInPlace(op, [&] { operand.set(scalar); });
      return success();
    }
    return failure();
  }

  static bool othersGiveShape(Operation *op, OpOperand &without) {
    SmallVector<int64_t> shape;
    for (OpOperand &operand : op->getOpOperands()) {
      if (&operand == &without)
        continue;
      auto joined = broadcastShapes(shape, shapeOf(operand.get()));
      if (!joined)
        return false;
      shape = *joined;
    }
    return ArrayRef<int64_t>(shape) == shapeOf(op->getResult(0));
  }
};

// f(broadcast(s), t, ...) = broadcast(f(s, t, ...)) for scalars s, t:
// broadcasts move towards the end.
struct BroadcastLast : RewritePattern {
  explicit BroadcastLast(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isElementwise(op))
      return failure();
    Operation *broadcast = nullptr;
    SmallVector<Value> scalars;
    for (Value operand : op->getOperands()) {
      Operation *source = operand.getDefiningOp();
      if (isa_and_nonnull<BroadcastLikeOp, BroadcastToOp>(source) &&
          shapeOf(operand) == shapeOf(op->getResult(0))) {
        operand = source->getOperand(0);
        broadcast = broadcast ? broadcast : source;
      }
      if (!shapeOf(operand).empty())
        return failure();
      scalars.push_back(operand);
    }
    if (!broadcast)
      return failure();
    Type type = op->getResult(0).getType();
    OperationState state(op->getLoc(), op->getName());
    state.addOperands(scalars);
    state.addTypes(RankedTensorType::get({}, elementOf(op->getResult(0))));
    state.addAttributes(op->getAttrs());
    Operation *scalar = rewriter.create(state);
    Operation *last = rewriter.clone(*broadcast);
    last->setOperand(0, scalar->getResult(0));
    last->getResult(0).setType(cast<RankedTensorType>(type));
    rewriter.replaceOp(op, last);
    return success();
  }
};
} // namespace

// A broadcast to x's own shape changes nothing.
template <typename Op>
static LogicalResult sameShape(Op op, PatternRewriter &rewriter) {
  return replaceBy(op, op.getX(), rewriter);
}

// Only the last of two broadcasts matters; a repeated element is a scalar.
template <typename Op>
static LogicalResult broadcastOfBroadcast(Op op, PatternRewriter &rewriter) {
  Value from;
  if (isa_and_nonnull<BroadcastLikeOp, BroadcastToOp>(
          op.getX().getDefiningOp()))
    from = op.getX().getDefiningOp()->getOperand(0);
  else if (!shapeOf(op.getX()).empty())
    from = repeatedOrConstant(op.getX(), rewriter);
  if (!from || from == op.getX())
    return failure();
  rewriter.modifyOpInPlace(op, [&] { op.getXMutable().assign(from); });
  return success();
}

// sum_to(x, like) = reduce_sum(x) over the axes that `like` lacks or has as 1
static LogicalResult sumOverAxes(SumToOp op, PatternRewriter &rewriter) {
  ArrayRef<int64_t> from = shapeOf(op.getX()), to = shapeOf(op.getLike());
  if (from.size() < to.size())
    return failure();
  int64_t missing = from.size() - to.size();
  auto leading = llvm::to_vector(llvm::seq<int64_t>(0, missing));
  SmallVector<int64_t> ones;
  for (auto [i, size] : llvm::enumerate(to))
    if (size == 1 && from[i + missing] != 1)
      ones.push_back(i);
  TfcBuilder b = builderFor(op, rewriter);
  Value x = op.getX();
  if (!leading.empty())
    x = b.reduce_sum(x, b.axesAttr(leading));
  if (!ones.empty())
    x = b.reduce_sum(x, b.axesAttr(ones), rewriter.getBoolAttr(true));
  if (x == op.getX())
    return replaceBy(op, x, rewriter);
  x.setType(op.getType());
  rewriter.replaceOp(op, x);
  return success();
}

// broadcast_like(x, like) = broadcast_to(x, shape) where like's shape is known:
// then `like` need not be computed first.
static LogicalResult knownShape(BroadcastLikeOp op, PatternRewriter &rewriter) {
  if (!op.getType().hasStaticShape())
    return failure();
  TfcBuilder b = builderFor(op, rewriter);
  Value shape = b.constant(rewriter.getI64TensorAttr(op.getType().getShape()));
  rewriter.replaceOpWithNewOp<BroadcastToOp>(op, op.getType(), op.getX(),
                                             shape);
  return success();
}

/// An operand of `value`'s op that has its shape, nearer to the graph's inputs.
static Value sameShapeBefore(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto loss = dyn_cast_if_present<SparseSoftmaxCrossEntropyOp>(op))
    return shapeOf(loss.getLabels()) == shapeOf(value) ? loss.getLabels()
                                                       : Value();
  if (!op || !(isElementwise(op) || isa<SoftmaxOp, LogSoftmaxOp, CastOp>(op)))
    return {};
  for (Value operand : op->getOperands())
    if (shapeOf(operand) == shapeOf(value) &&
        !matchPattern(operand, m_Constant()))
      return operand;
  return {};
}

// shape(f(x)) = shape(x): what only a shape is asked of need not be computed.
template <typename Op, unsigned like>
static LogicalResult shapeOfSource(Op op, PatternRewriter &rewriter) {
  OpOperand &operand = op->getOpOperand(like);
  Value source = sameShapeBefore(operand.get());
  if (!source)
    return failure();
  rewriter.modifyOpInPlace(op, [&] { operand.set(source); });
  return success();
}

void addBroadcastRules(RewritePatternSet &patterns) {
  patterns.add<ScalarOperands, BroadcastLast>(patterns.getContext());
  patterns.add(sameShape<BroadcastLikeOp>).add(sameShape<BroadcastToOp>);
  patterns.add(broadcastOfBroadcast<BroadcastLikeOp>);
  patterns.add(broadcastOfBroadcast<BroadcastToOp>);
  patterns.add(sumOverAxes).add(knownShape);
  patterns.add(shapeOfSource<ShapeOp, 0>).add(shapeOfSource<SizeOp, 0>);
  patterns.add(shapeOfSource<BroadcastLikeOp, 1>);
  patterns.add(shapeOfSource<ReshapeLikeOp, 1>);
}

} // namespace tfc

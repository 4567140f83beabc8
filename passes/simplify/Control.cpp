//===- Control.cpp - Conditionals and loops -------------------------------===//

#include "passes/simplify/Patterns.h"

#include "ir/ops/control.h"
#include "ir/ops/elementwise.h"

#include "llvm/ADT/BitVector.h"

using namespace mlir;

namespace tfc {

/// `value` under the type `type`, which may say more or less of the shape.
static Value ofType(Value value, Type type, OpBuilder &builder) {
  if (value.getType() == type)
    return value;
  auto identity = IdentityOp::create(builder, value.getLoc(), type, value);
  return identity;
}

// if true { x } else { y } = x
static LogicalResult knownPredicate(IfOp op, PatternRewriter &rewriter) {
  bool isTrue = isAll(op.getPredicate(), 1);
  if (!isTrue && !isAll(op.getPredicate(), 0))
    return failure();
  Block &taken = (isTrue ? op.getThen() : op.getOtherwise()).front();
  Operation *yield = taken.getTerminator();
  SmallVector<Value> values;
  rewriter.setInsertionPoint(yield);
  for (auto [value, type] :
       llvm::zip(yield->getOperands(), op.getResultTypes()))
    values.push_back(ofType(value, type, rewriter));
  rewriter.inlineBlockBefore(&taken, op);
  rewriter.replaceOp(op, values);
  rewriter.eraseOp(yield);
  return success();
}

// A result that nothing uses is not computed; one that both branches take from
// the same place outside is that.
static LogicalResult dropResults(IfOp op, PatternRewriter &rewriter) {
  SmallVector<unsigned> kept;
  SmallVector<std::pair<unsigned, Value>> known;
  for (OpResult result : op.getResults()) {
    unsigned i = result.getResultNumber();
    Value x = op.thenYield().getOperand(i), y = op.elseYield().getOperand(i);
    bool outside = x == y && !op.getThen().isAncestor(x.getParentRegion());
    if (result.use_empty())
      continue;
    if (outside && x.getType() == result.getType())
      known.push_back({i, x});
    else
      kept.push_back(i);
  }
  if (kept.size() == op.getNumResults())
    return failure();
  SmallVector<Type> types;
  for (unsigned i : kept)
    types.push_back(op.getResult(i).getType());
  auto copy = IfOp::create(rewriter, op.getLoc(), types, op.getPredicate());
  for (auto [from, to] : llvm::zip(op->getRegions(), copy->getRegions())) {
    rewriter.inlineRegionBefore(from, to, to.end());
    auto yield = cast<YieldOp>(to.front().getTerminator());
    SmallVector<Value> values;
    for (unsigned i : kept)
      values.push_back(yield.getOperand(i));
    rewriter.modifyOpInPlace(yield,
                             [&] { yield.getValuesMutable().assign(values); });
  }
  SmallVector<Value> results(op.getNumResults());
  for (auto [at, i] : llvm::enumerate(kept))
    results[i] = copy.getResult(at);
  for (auto [i, value] : known)
    results[i] = value;
  for (auto [result, value] : llvm::zip(op.getResults(), results))
    if (value)
      rewriter.replaceAllUsesWith(result, value);
  rewriter.eraseOp(op);
  return success();
}

// while (false) = nothing
static LogicalResult neverTrue(WhileOp op, PatternRewriter &rewriter) {
  if (!isAll(op.condYield().getOperand(0), 0) ||
      !llvm::all_of(op.getCond().front(), [](Operation &inner) {
        return isMemoryEffectFree(&inner);
      }))
    return failure();
  SmallVector<Value> values;
  for (auto [init, type] : llvm::zip(op.getInits(), op.getResultTypes()))
    values.push_back(ofType(init, type, rewriter));
  rewriter.replaceOp(op, values);
  return success();
}

/// The loop without the carried values of `dropped`, whose arguments and
/// results have no uses any more.
static void dropCarried(WhileOp op, const llvm::BitVector &dropped,
                        PatternRewriter &rewriter) {
  SmallVector<Value> inits;
  SmallVector<Type> types;
  for (unsigned i = 0; i < dropped.size(); ++i) {
    if (dropped[i])
      continue;
    inits.push_back(op.getInits()[i]);
    types.push_back(op.getResult(i).getType());
  }
  auto copy = WhileOp::create(rewriter, op.getLoc(), types, inits);
  auto yield = op.bodyYield();
  rewriter.modifyOpInPlace(yield, [&] { yield->eraseOperands(dropped); });
  for (auto [from, to] : llvm::zip(op->getRegions(), copy->getRegions())) {
    from.front().eraseArguments(dropped);
    rewriter.inlineRegionBefore(from, to, to.end());
  }
  unsigned next = 0;
  for (unsigned i = 0; i < dropped.size(); ++i)
    if (!dropped[i])
      rewriter.replaceAllUsesWith(op.getResult(i), copy.getResult(next++));
  rewriter.eraseOp(op);
}

// A value that no round changes is taken from outside.
static LogicalResult invariant(WhileOp op, PatternRewriter &rewriter) {
  llvm::BitVector dropped(op.getNumResults());
  for (unsigned i = 0; i < op.getNumResults(); ++i) {
    Value argument = op.getBody().getArgument(i), init = op.getInits()[i];
    Value next = op.bodyYield().getOperand(i);
    if (next != argument && next != init)
      continue;
    dropped.set(i);
    Value value = ofType(init, argument.getType(), rewriter);
    rewriter.replaceAllUsesWith(op.getCond().getArgument(i), value);
    rewriter.replaceAllUsesWith(argument, value);
    rewriter.replaceAllUsesWith(op.getResult(i), value);
  }
  if (dropped.none())
    return failure();
  dropCarried(op, dropped, rewriter);
  return success();
}

// A value that only its own next one needs is not carried.
static LogicalResult unused(WhileOp op, PatternRewriter &rewriter) {
  Block &body = op.getBody().front();
  unsigned count = op.getNumResults();
  llvm::DenseSet<Operation *> neededOps;
  SmallVector<Operation *> work;
  llvm::BitVector needed(count);
  auto need = [&](Value value) {
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      if (argument.getOwner() == &body && !needed[argument.getArgNumber()]) {
        needed.set(argument.getArgNumber());
        Value next = op.bodyYield().getOperand(argument.getArgNumber());
        if (next.getParentBlock() == &body)
          work.push_back(next.getDefiningOp());
        if (auto other = dyn_cast<BlockArgument>(next))
          return other;
      }
      return BlockArgument();
    }
    if (Operation *inner = body.findAncestorOpInBlock(*value.getDefiningOp()))
      work.push_back(inner);
    return BlockArgument();
  };
  auto needAll = [&](Value value) {
    while (BlockArgument next = need(value))
      value = next;
  };
  for (unsigned i = 0; i < count; ++i)
    if (!op.getResult(i).use_empty() ||
        !op.getCond().getArgument(i).use_empty())
      needAll(body.getArgument(i));
  for (Operation &inner : body.without_terminator())
    if (!isMemoryEffectFree(&inner))
      work.push_back(&inner);
  while (!work.empty()) {
    Operation *inner = work.pop_back_val();
    if (!inner || !neededOps.insert(inner).second)
      continue;
    inner->walk([&](Operation *each) {
      for (Value operand : each->getOperands())
        needAll(operand);
    });
  }
  if (needed.all())
    return failure();
  llvm::BitVector dropped = needed;
  dropped.flip();
  // Ops that only computed them go first.
  auto yield = op.bodyYield();
  rewriter.modifyOpInPlace(yield, [&] { yield->eraseOperands(dropped); });
  SmallVector<Operation *> dead;
  for (Operation &inner : body.without_terminator())
    if (!neededOps.contains(&inner))
      dead.push_back(&inner);
  for (Operation *inner : llvm::reverse(dead))
    rewriter.eraseOp(inner);
  SmallVector<Value> again;
  unsigned next = 0;
  for (unsigned i = 0; i < count; ++i)
    again.push_back(dropped[i] ? Value(body.getArgument(i))
                               : yield.getOperand(next++));
  rewriter.modifyOpInPlace(yield,
                           [&] { yield.getValuesMutable().assign(again); });
  // dropCarried wants no uses.
  dropCarried(op, dropped, rewriter);
  return success();
}

void addControlRules(RewritePatternSet &patterns) {
  patterns.add(knownPredicate);
  patterns.add(dropResults);
  patterns.add(neverTrue);
  patterns.add(invariant);
  patterns.add(unused);
}

} // namespace tfc

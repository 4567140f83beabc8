//===- ReplayedDraws.cpp - Random numbers on the way back -----------------===//

#include "passes/autodiff/ReplayedDraws.h"

#include "ir/Builder.h"
#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"
#include "ir/sizes/Trips.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// An op that draws says so by the attribute that the partition numbers.
static bool isDraw(Operation *op) {
  return isa_and_present<TfcDialect>(op->getDialect()) &&
         llvm::any_of(op->getName().getAttributeNames(), [](StringAttr name) {
           return name.getValue() == "stream";
         });
}

bool drawsNumbers(Operation *op) {
  return op
      ->walk([](Operation *inner) {
        return isDraw(inner) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

//===----------------------------------------------------------------------===//
// Sizes of what is drawn, told elsewhere
//===----------------------------------------------------------------------===//

namespace {
/// Computes again, outside of a region, what ops in it compute from shapes.
class Slice {
public:
  Slice(Region &region, OpBuilder &at, IRMapping &mapping)
      : region(region), at(at), mapping(mapping) {}

  /// Null where it takes more than ops without effects.
  Value copy(Value value);

private:
  Region &region;
  OpBuilder &at;
  IRMapping &mapping;
};
} // namespace

Value Slice::copy(Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  if (!region.isAncestor(value.getParentRegion()))
    return value;
  Operation *op = value.getDefiningOp();
  if (auto with = dyn_cast_or_null<WithDependenciesOp>(op))
    return copy(with.getX());
  if (!op || op->getNumRegions() != 0 || !isMemoryEffectFree(op))
    return {};
  for (Value operand : op->getOperands()) {
    Value outside = copy(operand);
    if (!outside)
      return {};
    mapping.map(operand, outside);
  }
  Operation *made = at.clone(*op, mapping);
  made->removeAttr(nameAttr);
  return mapping.lookup(value);
}

/// Zeros of the shape of `drawn`, a value of `region`, behind the sizes
/// `leading` if there are any; null, which is reported, where the shape cannot
/// be told.
static Value zerosFor(Value drawn, Region &region, Value leading, OpBuilder &at,
                      IRMapping &mapping) {
  Location loc = drawn.getLoc();
  Type element = elementOf(drawn);
  auto type = cast<RankedTensorType>(drawn.getType());
  TfcBuilder b(at, loc, element);
  Value sizes;
  if (type.hasStaticShape()) {
    sizes = b.integers(type.getShape(), at.getI32Type());
  } else {
    // An op that draws a shape has it as its first operand.
    Operation *op = drawn.getDefiningOp();
    if (isDraw(op) && op->getNumOperands() == 1)
      sizes = Slice(region, at, mapping).copy(op->getOperand(0));
    if (!sizes) {
      op->emitError() << "no gradient goes through a conditional or loop that "
                         "draws numbers of a shape that cannot be told outside "
                         "of it: op '"
                      << op->getName().stripDialect() << "'";
      return {};
    }
    if (!elementOf(sizes).isInteger(32))
      sizes = b.cast(sizes, TypeAttr::get(at.getI32Type()));
  }
  SmallVector<int64_t> shape(type.getShape());
  if (leading) {
    shape.insert(shape.begin(), shapeOf(leading).front());
    shape.front() = ShapedType::kDynamic;
    if (auto known = knownElements(leading); known && known->front())
      shape.front() = *known->front();
    sizes = b.concat(ValueRange{leading, sizes}, at.getI64IntegerAttr(0));
  }
  Value zero = ConstantOp::create(
      at, loc,
      DenseElementsAttr::get(RankedTensorType::get({}, element),
                             at.getZeroAttr(element)));
  Value zeros = b.fill(sizes, zero);
  zeros.setType(RankedTensorType::get(shape, element));
  return zeros;
}

Value ReplayedDraws::emptyStack(WhileOp loop, Value drawn, Value rounds,
                                OpBuilder &at) {
  IRMapping mapping;
  mapping.map(loop.getBody().getArguments(), loop.getInits());
  TfcBuilder b(at, drawn.getLoc(), at.getI32Type());
  Value leading = b.stack(ValueRange{rounds}, at.getI64IntegerAttr(0));
  return zerosFor(drawn, loop.getBody(), leading, at, mapping);
}

//===----------------------------------------------------------------------===//
// Out of regions
//===----------------------------------------------------------------------===//

SmallVector<Value> ReplayedDraws::drawnBy(Operation *lifted) const {
  return SmallVector<Value>(
      lifted->getResults().take_back(counts.lookup(lifted)));
}

FailureOr<SmallVector<Value>> ReplayedDraws::lift(Block &block) {
  SmallVector<Value> drawn;
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (isDraw(&op)) {
      llvm::append_range(drawn, op.getResults());
      continue;
    }
    if (!drawsNumbers(&op))
      continue;
    Operation *lifted = nullptr;
    if (auto conditional = dyn_cast<IfOp>(op)) {
      FailureOr<IfOp> made = lift(conditional);
      if (failed(made))
        return failure();
      lifted = *made;
    } else {
      FailureOr<WhileOp> made = lift(cast<WhileOp>(op));
      if (failed(made))
        return failure();
      lifted = *made;
    }
    llvm::append_range(drawn, drawnBy(lifted));
  }
  return drawn;
}

/// The op with other results: its own, then what is of the types `more`.
template <typename Op>
static Op withResults(Op op, ValueRange operands, TypeRange more) {
  OpBuilder at(op);
  SmallVector<Type> types(op.getResultTypes());
  types.append(more.begin(), more.end());
  auto copy = Op::create(at, op.getLoc(), types, operands);
  copy->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  for (auto [from, to] : llvm::zip(op->getRegions(), copy->getRegions()))
    to.takeBody(from);
  op->replaceAllUsesWith(copy->getResults().take_front(op->getNumResults()));
  op->erase();
  return copy;
}

/// Each branch yields what it draws, and zeros for what the other one does.
FailureOr<IfOp> ReplayedDraws::lift(IfOp op) {
  SmallVector<Value> drawn[2], zeros[2];
  for (int side = 0; side < 2; ++side) {
    FailureOr<SmallVector<Value>> own = lift(op->getRegion(side).front());
    if (failed(own))
      return failure();
    drawn[side] = std::move(*own);
  }
  SmallVector<Type> types;
  for (int side = 0; side < 2; ++side) {
    OpBuilder at(op->getRegion(1 - side).front().getTerminator());
    for (Value value : drawn[side]) {
      IRMapping mapping;
      zeros[side].push_back(
          zerosFor(value, op->getRegion(side), Value(), at, mapping));
      if (!zeros[side].back())
        return failure();
      types.push_back(value.getType());
    }
  }
  auto append = [](YieldOp yield, ArrayRef<Value> first,
                   ArrayRef<Value> second) {
    yield.getValuesMutable().append(first);
    yield.getValuesMutable().append(second);
  };
  append(op.thenYield(), drawn[0], zeros[1]);
  append(op.elseYield(), zeros[0], drawn[1]);
  auto lifted = withResults(op, ValueRange(op.getPredicate()), types);
  counts[lifted] = types.size();
  firstCounts[lifted] = drawn[0].size();
  return lifted;
}

LogicalResult ReplayedDraws::checkRounds(WhileOp op, Value rounds) {
  bool condition = llvm::any_of(op.getCond().front(), [](Operation &inner) {
    return drawsNumbers(&inner);
  });
  if (rounds && !condition)
    return success();
  return op.emitError() << "no gradient goes through a loop that draws numbers "
                           "unless its rounds are counted up to a number known "
                           "before it";
}

/// The loop carries how many rounds have been, and what they drew.
FailureOr<WhileOp> ReplayedDraws::lift(WhileOp op) {
  OpBuilder at(op);
  Value rounds = tripCount(op, at);
  FailureOr<SmallVector<Value>> drawn = lift(op.getBody().front());
  if (failed(drawn))
    return failure();
  if (failed(checkRounds(op, rounds)))
    return failure();
  SmallVector<Value> inits(op.getInits());
  SmallVector<Type> types;
  inits.push_back(roundNumber(at, op.getLoc(), 0));
  for (Value value : *drawn) {
    inits.push_back(emptyStack(op, value, rounds, at));
    if (!inits.back())
      return failure();
  }
  for (Value init : ArrayRef(inits).drop_front(op.getNumResults()))
    types.push_back(init.getType());
  for (Region &region : op->getRegions())
    for (Type type : types)
      region.addArgument(type, op.getLoc());
  YieldOp yield = op.bodyYield();
  OpBuilder inside(yield);
  TfcBuilder b(inside, op.getLoc(), inside.getI32Type());
  Value round = op.getBody().getArgument(op.getNumResults());
  SmallVector<Value> next{b.add(round, roundNumber(inside, op.getLoc(), 1))};
  for (auto [i, value] : llvm::enumerate(*drawn))
    next.push_back(b.set_item(
        op.getBody().getArgument(op.getNumResults() + 1 + i), round, value));
  yield.getValuesMutable().append(next);
  auto lifted = withResults(op, inits, types);
  counts[lifted] = drawn->size();
  return lifted;
}

//===----------------------------------------------------------------------===//
// Once more
//===----------------------------------------------------------------------===//

ArrayRef<Value> ReplayedDraws::ofBranch(IfOp lifted, unsigned branch,
                                        ArrayRef<Value> drawn) const {
  unsigned first = firstCounts.lookup(lifted);
  return branch == 0 ? drawn.take_front(first) : drawn.drop_front(first);
}

SmallVector<Value> ReplayedDraws::replay(Block &from, OpBuilder &builder,
                                         IRMapping &mapping,
                                         ArrayRef<Value> drawn) {
  auto take = [&](size_t count) {
    ArrayRef<Value> taken = drawn.take_front(count);
    drawn = drawn.drop_front(count);
    return taken;
  };
  for (Operation &op : from.without_terminator()) {
    if (auto check = dyn_cast<CheckOp>(op)) {
      mapping.map(check.getHolds(),
                  mapping.lookupOrDefault(check.getCondition()));
      continue;
    }
    if (isDraw(&op)) {
      mapping.map(op.getResults(), take(op.getNumResults()));
      continue;
    }
    if (counts.contains(&op)) {
      ArrayRef<Value> own = take(counts.lookup(&op));
      if (auto conditional = dyn_cast<IfOp>(op))
        replay(conditional, builder, mapping, own);
      else
        replay(cast<WhileOp>(op), builder, mapping, own);
      mapping.map(op.getResults().take_back(own.size()), own);
      continue;
    }
    Operation *copy = builder.clone(op, mapping);
    copy->walk([](Operation *each) { each->removeAttr(nameAttr); });
    copy->walk([](CheckOp check) {
      check.getHolds().replaceAllUsesWith(check.getCondition());
      check.erase();
    });
  }
  SmallVector<Value> yields;
  for (Value value : from.getTerminator()->getOperands())
    yields.push_back(mapping.lookupOrDefault(value));
  return yields;
}

void ReplayedDraws::replay(IfOp lifted, OpBuilder &builder, IRMapping &mapping,
                           ArrayRef<Value> drawn) {
  unsigned count = lifted.getNumResults() - drawn.size();
  SmallVector<Type> types(
      ValueRange(lifted->getResults()).take_front(count).getTypes());
  auto copy = IfOp::create(builder, lifted.getLoc(), types,
                           mapping.lookupOrDefault(lifted.getPredicate()));
  for (unsigned side = 0; side < 2; ++side) {
    OpBuilder inside =
        OpBuilder::atBlockEnd(&copy->getRegion(side).emplaceBlock());
    SmallVector<Value> yields = replay(lifted->getRegion(side).front(), inside,
                                       mapping, ofBranch(lifted, side, drawn));
    yields.truncate(count);
    YieldOp::create(inside, lifted.getLoc(), yields);
  }
  mapping.map(lifted.getResults().take_front(count), copy.getResults());
}

/// The rounds are counted as before, to tell whose numbers are wanted.
void ReplayedDraws::replay(WhileOp lifted, OpBuilder &builder,
                           IRMapping &mapping, ArrayRef<Value> drawn) {
  Location loc = lifted.getLoc();
  unsigned count = lifted.getNumResults() - drawn.size(); // the rounds too
  SmallVector<Value> inits;
  for (Value init : lifted.getInits().take_front(count))
    inits.push_back(mapping.lookupOrDefault(init));
  SmallVector<Type> types(
      ValueRange(lifted->getResults()).take_front(count).getTypes());
  auto copy = WhileOp::create(builder, loc, types, inits);
  for (auto [from, to] : llvm::zip(lifted->getRegions(), copy->getRegions())) {
    Block &block = to.emplaceBlock();
    SmallVector<Location> locations(types.size(), loc);
    block.addArguments(types, locations);
    mapping.map(from.getArguments().take_front(count), block.getArguments());
    OpBuilder inside = OpBuilder::atBlockEnd(&block);
    SmallVector<Value> yields, numbers;
    if (&from == &lifted.getCond()) {
      yields = replay(from.front(), inside, mapping, {});
    } else {
      TfcBuilder b(inside, loc, inside.getI32Type());
      for (auto [stack, argument] :
           llvm::zip(drawn, from.getArguments().drop_front(count))) {
        numbers.push_back(b.gather(stack, block.getArguments().back(),
                                   inside.getI64IntegerAttr(0)));
        mapping.map(argument, stack); // to be written to no more
      }
      yields = replay(from.front(), inside, mapping, numbers);
      yields.truncate(count);
    }
    YieldOp::create(inside, loc, yields);
  }
  mapping.map(lifted.getResults().take_front(count), copy.getResults());
}

} // namespace tfc

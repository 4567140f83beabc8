//===- ControlFlow.cpp - Gradients through conditionals and loops ---------===//

#include "passes/autodiff/ControlFlow.h"

#include "passes/autodiff/Gradient.h"
#include "passes/autodiff/ReplayedDraws.h"

#include "ir/Builder.h"
#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/sizes/Trips.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using tfc::shape::elementOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Values that a region takes from outside
//===----------------------------------------------------------------------===//

void hoistReads(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (op.getNumRegions() == 0)
      continue;
    llvm::DenseSet<Value> assigned;
    SmallVector<ReadVariableOp> reads;
    op.walk([&](Operation *inner) {
      if (auto read = dyn_cast<ReadVariableOp>(inner))
        reads.push_back(read);
      else if (llvm::any_of(inner->getOperandTypes(),
                            llvm::IsaPred<VariableType>))
        assigned.insert_range(inner->getOperands());
    });
    for (ReadVariableOp read : reads)
      if (!assigned.contains(read.getVariable()))
        read->moveBefore(&op);
  }
}

llvm::SetVector<Value> differentiableSources(Operation *op) {
  llvm::SetVector<Value> sources;
  if (isa<WhileOp>(op))
    sources.insert(op->operand_begin(), op->operand_end());
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  for (Value value : captured)
    if (isDifferentiable(value))
      sources.insert(value);
  return sources;
}

/// A region is run once more on the way back; then it must do the same again.
/// ReplayedDraws sees to random numbers.
static LogicalResult checkRepeatable(Operation *op) {
  WalkResult result = op->walk([&](Operation *inner) {
    if (inner == op || inner->getNumRegions() != 0 ||
        isa<ReadVariableOp, WithDependenciesOp, GroupOp, YieldOp, CheckOp>(
            inner) ||
        isMemoryEffectFree(inner) || drawsNumbers(inner))
      return WalkResult::advance();
    inner->emitError() << "no gradient goes through a conditional or loop that "
                          "has an effect: op '"
                       << inner->getName().stripDialect() << "'";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

/// Copies the ops of `from` but for its terminator; the values that it yields.
static SmallVector<Value> cloneBody(Block &from, OpBuilder &builder,
                                    IRMapping &mapping) {
  for (Operation &op : from.without_terminator()) {
    Operation *copy = builder.clone(op, mapping);
    copy->walk([](Operation *each) { each->removeAttr(nameAttr); });
  }
  SmallVector<Value> yields;
  for (Value value : from.getTerminator()->getOperands())
    yields.push_back(mapping.lookupOrDefault(value));
  return yields;
}

/// Requests the gradients of `ys`, those of them that have a `seed`, by `xs`.
static GradientsOp request(OpBuilder &builder, Location loc, ArrayRef<Value> ys,
                           ArrayRef<Value> seeds, ArrayRef<Value> xs) {
  SmallVector<Value> of, from;
  for (auto [y, seed] : llvm::zip_equal(ys, seeds)) {
    if (!seed || !isDifferentiable(y))
      continue;
    of.push_back(y);
    from.push_back(seed);
  }
  SmallVector<Type> types;
  for (Value x : xs)
    types.push_back(x.getType());
  return GradientsOp::create(builder, loc, types, of, xs, from,
                             /*required=*/false);
}

//===----------------------------------------------------------------------===//
// Conditionals
//===----------------------------------------------------------------------===//

FailureOr<GradientList> gradientOfIf(IfOp op, ArrayRef<Value> grads,
                                     ArrayRef<Value> sources,
                                     OpBuilder &builder, Expander expand,
                                     SmallVectorImpl<Value> &replaced) {
  if (failed(checkRepeatable(op)))
    return failure();
  Location loc = op.getLoc();
  ReplayedDraws draws;
  IfOp forward = op;
  SmallVector<Value> drawn;
  if (drawsNumbers(op)) {
    // The caller erases the op that it knows.
    OpBuilder before(op);
    auto copy = cast<IfOp>(before.clone(*op));
    FailureOr<IfOp> lifted = draws.lift(copy);
    if (failed(lifted))
      return failure();
    forward = *lifted;
    drawn = draws.drawnBy(forward);
    llvm::append_range(replaced,
                       forward.getResults().take_front(op.getNumResults()));
  }
  SmallVector<Type> types;
  for (Value source : sources)
    types.push_back(source.getType());
  auto back = IfOp::create(builder, loc, types, op.getPredicate());
  for (unsigned side = 0; side < 2; ++side) {
    OpBuilder inside =
        OpBuilder::atBlockEnd(&back->getRegion(side).emplaceBlock());
    IRMapping mapping;
    SmallVector<Value> ys =
        draws.replay(forward->getRegion(side).front(), inside, mapping,
                     draws.ofBranch(forward, side, drawn));
    ys.truncate(op.getNumResults());
    GradientsOp wanted = request(inside, loc, ys, grads, sources);
    YieldOp::create(inside, loc, wanted.getGradients());
    if (failed(expand(wanted)))
      return failure();
  }
  GradientList result;
  for (auto [source, gradient] : llvm::zip(sources, back.getResults()))
    result.push_back({source, gradient});
  return result;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

namespace {
class LoopGradient {
public:
  LoopGradient(WhileOp op, ArrayRef<Value> grads, ArrayRef<Value> sources,
               OpBuilder &builder, Expander expand)
      : op(op), grads(grads), sources(sources), builder(builder),
        expand(expand), loc(op.getLoc()),
        b(builder, op.getLoc(), builder.getI32Type()) {}

  FailureOr<GradientList> run(SmallVectorImpl<Value> &replaced);

private:
  WhileOp withCounter(OpBuilder &at);
  FailureOr<WhileOp> withStacks(OpBuilder &at);
  Value number(OpBuilder &at, int64_t value) {
    return roundNumber(at, loc, value);
  }
  Value emptyStack(OpBuilder &at, Value like);
  FailureOr<GradientList> goBack(WhileOp saved);

  WhileOp op;
  ArrayRef<Value> grads, sources;
  OpBuilder &builder;
  Expander expand;
  Location loc;
  TfcBuilder b;
  Value trips; // i32
  ReplayedDraws draws;
  SmallVector<Value> drawn; // in the body, in every round
};
} // namespace

/// Adds to a loop's body; `next` gets what added values become.
using BodyExtension =
    llvm::function_ref<void(OpBuilder &, IRMapping &, ArrayRef<Value> added,
                            SmallVectorImpl<Value> &next)>;

/// The loop with more carried values; `first` and `last` add to the body before
/// and behind its own ops.
static WhileOp extend(WhileOp op, OpBuilder &at, ArrayRef<Value> more,
                      BodyExtension first, BodyExtension last) {
  SmallVector<Value> inits(op.getInits());
  llvm::append_range(inits, more);
  SmallVector<Type> types(op.getResultTypes());
  for (Value value : more)
    types.push_back(value.getType());
  auto copy = WhileOp::create(at, op.getLoc(), types, inits);
  unsigned count = op.getNumResults();
  for (auto [from, to] : llvm::zip(op->getRegions(), copy->getRegions())) {
    SmallVector<Location> locations(types.size(), op.getLoc());
    Block &block = to.emplaceBlock();
    block.addArguments(types, locations);
    OpBuilder inside = OpBuilder::atBlockEnd(&block);
    IRMapping mapping;
    SmallVector<Value> arguments(block.args_begin(), block.args_end());
    mapping.map(from.getArguments(), ArrayRef(arguments).take_front(count));
    SmallVector<Value> next;
    bool isBody = &from == &op.getBody();
    ArrayRef<Value> added = ArrayRef(arguments).drop_front(count);
    if (isBody)
      first(inside, mapping, added, next);
    SmallVector<Value> yields = cloneBody(from.front(), inside, mapping);
    if (isBody)
      last(inside, mapping, added, next);
    llvm::append_range(yields, next);
    YieldOp::create(inside, op.getLoc(), yields);
  }
  return copy;
}

static void addNothing(OpBuilder &, IRMapping &, ArrayRef<Value>,
                       SmallVectorImpl<Value> &) {}

WhileOp LoopGradient::withCounter(OpBuilder &at) {
  return extend(
      op, at, number(at, 0),
      [&](OpBuilder &inside, IRMapping &, ArrayRef<Value> added,
          SmallVectorImpl<Value> &next) {
        TfcBuilder make(inside, loc, builder.getI32Type());
        next.push_back(make.add(added[0], number(inside, 1)));
      },
      addNothing);
}

/// Zeros for a value of every round.
Value LoopGradient::emptyStack(OpBuilder &at, Value like) {
  TfcBuilder make(at, loc, elementOf(like));
  auto axis = at.getI64IntegerAttr(0);
  Value count = make.stack(ValueRange{trips}, axis);
  Value shape = make.shape(like, TypeAttr());
  if (!shape::shapeOf(like).empty())
    count = make.concat(ValueRange{count, shape}, axis);
  Value stack = make.fill(count, make.number(0));
  // The values' type may say more.
  SmallVector<int64_t> known{shape::shapeOf(stack).front()};
  llvm::append_range(known, shape::shapeOf(like));
  auto type = RankedTensorType::get(known, elementOf(like));
  if (stack.getType() != type)
    stack.setType(type);
  return stack;
}

/// The loop that keeps in stacks what it carries at the start of each round,
/// and what each round draws.
FailureOr<WhileOp> LoopGradient::withStacks(OpBuilder &at) {
  SmallVector<Value> more{number(at, 0)};
  for (Value init : op.getInits())
    more.push_back(emptyStack(at, init));
  for (auto [init, result, stack] :
       llvm::zip(op.getInits(), op.getResults(),
                 MutableArrayRef(more).drop_front())) {
    // All rounds carry such a value, not the first one alone.
    SmallVector<int64_t> shape{shape::shapeOf(stack).front()};
    llvm::append_range(shape, shape::shapeOf(result));
    stack.setType(RankedTensorType::get(shape, elementOf(result)));
  }
  for (Value value : drawn) {
    more.push_back(ReplayedDraws::emptyStack(op, value, trips, at));
    if (!more.back())
      return failure();
  }
  unsigned count = op.getNumResults();
  return extend(
      op, at, more,
      [&](OpBuilder &inside, IRMapping &mapping, ArrayRef<Value> added,
          SmallVectorImpl<Value> &next) {
        TfcBuilder make(inside, loc, builder.getI32Type());
        next.push_back(make.add(added[0], number(inside, 1)));
        for (auto [argument, stack] :
             llvm::zip(op.getBody().getArguments(), added.drop_front()))
          next.push_back(
              make.set_item(stack, added[0], mapping.lookup(argument)));
      },
      [&](OpBuilder &inside, IRMapping &mapping, ArrayRef<Value> added,
          SmallVectorImpl<Value> &next) {
        TfcBuilder make(inside, loc, builder.getI32Type());
        for (auto [value, stack] :
             llvm::zip(drawn, added.drop_front(1 + count)))
          next.push_back(make.set_item(stack, added[0], mapping.lookup(value)));
      });
}

/// From the last round to the first: the gradients of what a round begins with,
/// from those of what it ends with; gradients of what comes from outside add
/// up.
FailureOr<GradientList> LoopGradient::goBack(WhileOp saved) {
  unsigned count = op.getNumResults();
  SmallVector<Value> captured;
  for (Value source : sources)
    if (llvm::any_of(source.getUsers(), [&](Operation *user) {
          return saved->isProperAncestor(user);
        }))
      captured.push_back(source);
  SmallVector<unsigned> floats; // carried values that have gradients
  SmallVector<Value> inits;
  for (unsigned i = 0; i < count; ++i) {
    Value result = saved.getResult(i);
    if (!isDifferentiable(result))
      continue;
    floats.push_back(i);
    inits.push_back(grads[i] ? grads[i] : b.zerosLike(result));
  }
  for (Value value : captured)
    inits.push_back(b.zerosLike(value));
  inits.push_back(number(builder, 0));
  SmallVector<Type> types;
  for (unsigned i : floats)
    types.push_back(saved.getResult(i).getType());
  for (Value value : captured)
    types.push_back(value.getType());
  types.push_back(inits.back().getType());

  auto back = WhileOp::create(builder, loc, types, inits);
  SmallVector<Location> locations(types.size(), loc);
  Block &cond = back.getCond().emplaceBlock();
  cond.addArguments(types, locations);
  OpBuilder inside = OpBuilder::atBlockEnd(&cond);
  TfcBuilder inCond(inside, loc, builder.getI32Type());
  YieldOp::create(inside, loc, inCond.less(cond.getArguments().back(), trips));

  Block &body = back.getBody().emplaceBlock();
  body.addArguments(types, locations);
  inside.setInsertionPointToEnd(&body);
  TfcBuilder make(inside, loc, builder.getI32Type());
  Value done = body.getArguments().back();
  Value last = make.sub(trips, number(inside, 1));
  Value round = make.sub(last, done);
  IRMapping mapping;
  SmallVector<Value> xs;
  for (unsigned i = 0; i < count; ++i) {
    Value value = make.gather(saved.getResult(count + 1 + i), round,
                              inside.getI64IntegerAttr(0));
    value.setType(cast<RankedTensorType>(saved.getResult(i).getType()));
    mapping.map(op.getBody().getArgument(i), value);
    if (isDifferentiable(value))
      xs.push_back(value);
  }
  SmallVector<Value> numbers;
  for (unsigned i = 0; i < drawn.size(); ++i)
    numbers.push_back(make.gather(saved.getResult(2 * count + 1 + i), round,
                                  inside.getI64IntegerAttr(0)));
  SmallVector<Value> ys =
      draws.replay(op.getBody().front(), inside, mapping, numbers);
  SmallVector<Value> seeds(count);
  for (auto [place, i] : llvm::enumerate(floats))
    seeds[i] = body.getArgument(place);
  llvm::append_range(xs, captured);
  GradientsOp wanted = request(inside, loc, ys, seeds, xs);
  SmallVector<Value> next;
  for (auto [i, gradient] : llvm::enumerate(wanted.getGradients())) {
    if (i < floats.size()) {
      next.push_back(gradient);
      continue;
    }
    TfcBuilder sum(inside, loc, elementOf(gradient));
    next.push_back(sum.add(body.getArgument(i), gradient));
  }
  next.push_back(make.add(done, number(inside, 1)));
  YieldOp::create(inside, loc, next);
  if (failed(expand(wanted)))
    return failure();

  GradientList result;
  for (auto [place, i] : llvm::enumerate(floats))
    result.push_back({saved.getInits()[i], back.getResult(place)});
  for (auto [i, value] : llvm::enumerate(captured))
    result.push_back({value, back.getResult(floats.size() + i)});
  return result;
}

FailureOr<GradientList> LoopGradient::run(SmallVectorImpl<Value> &replaced) {
  if (failed(checkRepeatable(op)))
    return failure();
  OpBuilder atLoop(op);
  trips = tripCount(op, atLoop);
  if (drawsNumbers(op)) {
    if (failed(ReplayedDraws::checkRounds(op, trips)))
      return failure();
    FailureOr<SmallVector<Value>> lifted = draws.lift(op.getBody().front());
    if (failed(lifted))
      return failure();
    drawn = std::move(*lifted);
  }
  // A loop whose rounds only it can tell is run once to count them; what it
  // carries is known in a second run.
  WhileOp forward, saved;
  if (!trips) {
    forward = withCounter(atLoop);
    trips = forward.getResult(op.getNumResults());
  }
  FailureOr<WhileOp> stacked = withStacks(forward ? builder : atLoop);
  if (failed(stacked))
    return failure();
  saved = *stacked;
  if (!forward)
    forward = saved;
  for (OpResult result : op.getResults())
    replaced.push_back(forward.getResult(result.getResultNumber()));
  if (Attribute name = op->getAttr(nameAttr))
    forward->setAttr(nameAttr, name);
  return goBack(saved);
}

FailureOr<GradientList> gradientOfWhile(WhileOp op, ArrayRef<Value> grads,
                                        ArrayRef<Value> sources,
                                        OpBuilder &builder, Expander expand,
                                        SmallVectorImpl<Value> &replaced) {
  return LoopGradient(op, grads, sources, builder, expand).run(replaced);
}

} // namespace tfc

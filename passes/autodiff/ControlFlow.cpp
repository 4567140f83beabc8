//===- ControlFlow.cpp - Gradients through conditionals and loops ---------===//

#include "passes/autodiff/ControlFlow.h"
#include "passes/autodiff/Gradient.h"

#include "ir/Builder.h"
#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using tfc::shape::elementOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// What a region takes from outside
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
static LogicalResult checkRepeatable(Operation *op) {
  WalkResult result = op->walk([&](Operation *inner) {
    if (inner == op || inner->getNumRegions() != 0 ||
        isa<ReadVariableOp, WithDependenciesOp, GroupOp, YieldOp, CheckOp>(
            inner) ||
        isMemoryEffectFree(inner))
      return WalkResult::advance();
    inner->emitError() << "no gradient goes through a conditional or loop that "
                          "has an effect: op '"
                       << inner->getName().stripDialect() << "'";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

/// Copies the ops of `from` but for its terminator; the values that it yields. If
/// they run once more, what they assert has been checked.
static SmallVector<Value> cloneBody(Block &from, OpBuilder &builder,
                                    IRMapping &mapping, bool again) {
  for (Operation &op : from.without_terminator()) {
    if (auto assertion = dyn_cast<CheckOp>(op); assertion && again) {
      mapping.map(assertion.getHolds(),
                  mapping.lookupOrDefault(assertion.getCondition()));
      continue;
    }
    Operation *copy = builder.clone(op, mapping);
    copy->walk([](Operation *each) { each->removeAttr(nameAttr); });
    if (!again)
      continue;
    copy->walk([](CheckOp assertion) {
      assertion.getHolds().replaceAllUsesWith(assertion.getCondition());
      assertion.erase();
    });
  }
  SmallVector<Value> yields;
  for (Value value : from.getTerminator()->getOperands())
    yields.push_back(mapping.lookupOrDefault(value));
  return yields;
}

/// Requests the gradients of `ys`, those of them that have a `seed`, by `xs`.
static GradientsOp request(OpBuilder &builder, Location loc,
                           ArrayRef<Value> ys, ArrayRef<Value> seeds,
                           ArrayRef<Value> xs) {
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
                                     OpBuilder &builder, Expander expand) {
  if (failed(checkRepeatable(op)))
    return failure();
  Location loc = op.getLoc();
  SmallVector<Type> types;
  for (Value source : sources)
    types.push_back(source.getType());
  auto back = IfOp::create(builder, loc, types, op.getPredicate());
  for (auto [from, to] : llvm::zip(op->getRegions(), back->getRegions())) {
    OpBuilder inside = OpBuilder::atBlockEnd(&to.emplaceBlock());
    IRMapping mapping;
    SmallVector<Value> ys = cloneBody(from.front(), inside, mapping,
                                       /*again=*/true);
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
// Trip counts
//===----------------------------------------------------------------------===//

namespace {
/// How often a loop runs: a number, or a scalar from outside.
struct Trips {
  std::optional<int64_t> known;
  Value limit; // i32 or i64; the count, from 0 in steps of 1
};
} // namespace

static std::optional<int64_t> constantInt(Value value) {
  DenseIntElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) ||
      elements.getNumElements() != 1)
    return std::nullopt;
  return (*elements.value_begin<APInt>()).getSExtValue();
}

static Value seenThrough(Value value) {
  while (auto identity = value.getDefiningOp<IdentityOp>())
    value = identity.getX();
  while (auto with = value.getDefiningOp<WithDependenciesOp>())
    value = with.getX();
  return value;
}

/// Counts `i < limit` where i begins as a constant and grows by one.
static std::optional<Trips> findTrips(WhileOp op, Value condition) {
  condition = seenThrough(condition);
  if (auto both = condition.getDefiningOp<LogicalAndOp>()) {
    auto x = findTrips(op, both.getX()), y = findTrips(op, both.getY());
    if (!x || !y)
      return std::nullopt;
    if (x->known && y->known)
      return Trips{std::min(*x->known, *y->known), {}};
    if (x->limit && x->limit == y->limit)
      return x;
    return std::nullopt;
  }
  auto less = condition.getDefiningOp<LessOp>();
  if (!less)
    return std::nullopt;
  auto counter = dyn_cast<BlockArgument>(seenThrough(less.getX()));
  if (!counter || counter.getOwner() != &op.getCond().front())
    return std::nullopt;
  unsigned i = counter.getArgNumber();
  auto next =
      seenThrough(op.bodyYield().getOperand(i)).getDefiningOp<AddOp>();
  auto first = constantInt(seenThrough(op.getInits()[i]));
  if (!next || !first || isDifferentiable(counter))
    return std::nullopt;
  Value x = seenThrough(next.getX()), y = seenThrough(next.getY());
  if (x != op.getBody().getArgument(i))
    std::swap(x, y);
  auto step = constantInt(y);
  if (x != op.getBody().getArgument(i) || !step || *step <= 0)
    return std::nullopt;
  Value limit = seenThrough(less.getY());
  if (auto known = constantInt(limit))
    return Trips{std::max<int64_t>((*known - *first + *step - 1) / *step, 0),
                 {}};
  bool isOutside = !op.getCond().isAncestor(limit.getParentRegion());
  if (!isOutside || *first != 0 || *step != 1 ||
      !cast<RankedTensorType>(limit.getType()).getShape().empty())
    return std::nullopt;
  return Trips{std::nullopt, limit};
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
  WhileOp withStacks(OpBuilder &at, bool again);
  Value number(OpBuilder &at, int64_t value) {
    auto type = RankedTensorType::get({}, builder.getI32Type());
    return ConstantOp::create(at, loc,
                              DenseElementsAttr::get(type, int32_t(value)));
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
};
} // namespace

/// The loop with one more carried value, the number of rounds so far, and those
/// of `more`; `body` adds what they become.
static WhileOp
extend(WhileOp op, OpBuilder &at, ArrayRef<Value> more, bool again,
       llvm::function_ref<void(OpBuilder &, ArrayRef<Value> carried,
                               ArrayRef<Value> added, SmallVectorImpl<Value> &)>
           body) {
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
    SmallVector<Value> added;
    bool isBody = &from == &op.getBody();
    if (isBody)
      body(inside, ArrayRef(arguments).take_front(count),
           ArrayRef(arguments).drop_front(count), added);
    SmallVector<Value> yields = cloneBody(from.front(), inside, mapping, again);
    llvm::append_range(yields, added);
    YieldOp::create(inside, op.getLoc(), yields);
  }
  return copy;
}

WhileOp LoopGradient::withCounter(OpBuilder &at) {
  return extend(op, at, number(at, 0), /*again=*/false,
                [&](OpBuilder &inside, ArrayRef<Value>, ArrayRef<Value> added,
                    SmallVectorImpl<Value> &next) {
                  TfcBuilder make(inside, loc, builder.getI32Type());
                  next.push_back(make.add(added[0], number(inside, 1)));
                });
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
  // What the values' type says more.
  SmallVector<int64_t> known{shape::shapeOf(stack).front()};
  llvm::append_range(known, shape::shapeOf(like));
  auto type = RankedTensorType::get(known, elementOf(like));
  if (stack.getType() != type)
    stack.setType(type);
  return stack;
}

/// The loop that keeps in stacks what it carries at the start of each round.
WhileOp LoopGradient::withStacks(OpBuilder &at, bool again) {
  SmallVector<Value> more{number(at, 0)};
  for (Value init : op.getInits())
    more.push_back(emptyStack(at, init));
  for (auto [init, result, stack] : llvm::zip(
           op.getInits(), op.getResults(), MutableArrayRef(more).drop_front())) {
    // Of what all rounds carry, not of what the first does.
    SmallVector<int64_t> shape{shape::shapeOf(stack).front()};
    llvm::append_range(shape, shape::shapeOf(result));
    stack.setType(RankedTensorType::get(shape, elementOf(result)));
  }
  return extend(op, at, more, again,
                [&](OpBuilder &inside, ArrayRef<Value> carried,
                    ArrayRef<Value> added, SmallVectorImpl<Value> &next) {
                  TfcBuilder make(inside, loc, builder.getI32Type());
                  next.push_back(make.add(added[0], number(inside, 1)));
                  for (auto [value, stack] :
                       llvm::zip(carried, added.drop_front()))
                    next.push_back(make.set_item(stack, added[0], value));
                });
}

/// From the last round to the first: the gradients of what a round begins with,
/// from those of what it ends with; gradients of what comes from outside add up.
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
  YieldOp::create(inside, loc,
                  inCond.less(cond.getArguments().back(), trips));

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
  SmallVector<Value> ys =
      cloneBody(op.getBody().front(), inside, mapping, /*again=*/true);
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

FailureOr<GradientList>
LoopGradient::run(SmallVectorImpl<Value> &replaced) {
  if (failed(checkRepeatable(op)))
    return failure();
  OpBuilder atLoop(op);
  WhileOp forward, saved;
  if (auto known = findTrips(op, op.condYield().getOperand(0))) {
    trips = known->known ? number(atLoop, *known->known) : known->limit;
    if (!elementOf(trips).isInteger(32)) {
      TfcBuilder make(atLoop, loc, builder.getI32Type());
      trips = make.cast(trips, TypeAttr::get(builder.getI32Type()));
    }
    forward = saved = withStacks(atLoop, /*again=*/false);
  } else {
    // Counted first; what it carries is known in a second run.
    forward = withCounter(atLoop);
    trips = forward.getResult(op.getNumResults());
    saved = withStacks(builder, /*again=*/true);
  }
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

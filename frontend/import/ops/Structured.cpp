//===- Structured.cpp - Making tfc.if and tfc.while -----------------------===//
#include "frontend/import/ops/Structured.h"

#include "frontend/import/ops/Lists.h"
#include "ir/Shape.h"
#include "ir/sizes/Trips.h"
#include "ir/ops/control.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/state.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using llvm::ArrayRef;

namespace tfc {

static std::string describe(Type type) {
  return formatElementType(type) + " of shape " + formatShape(type);
}

static LogicalResult checkBool(NodeImport &node, const Output &output) {
  auto type = output.isTensor()
                  ? cast<RankedTensorType>(output.value.getType())
                  : RankedTensorType();
  if (type && type.getRank() == 0 && type.getElementType().isInteger(1))
    return success();
  return node.error() << "its condition is "
                      << (type ? describe(type) : "no tensor")
                      << ", expected a bool scalar";
}

/// Ops of `body` go into `block`, which ends with what is returned as tensors.
static FailureOr<Outputs> fill(NodeImport &node, Block &block,
                               ArrayRef<Output> arguments, RegionBody body) {
  OpBuilder::InsertionGuard guard(node.builder);
  node.builder.setInsertionPointToEnd(&block);
  return body(arguments);
}

static void yield(NodeImport &node, Block &block, ValueRange values) {
  OpBuilder::InsertionGuard guard(node.builder);
  node.builder.setInsertionPointToEnd(&block);
  YieldOp::create(node.builder, node.node.loc, values);
}

FailureOr<Outputs> makeIf(NodeImport &node, Value predicate, RegionBody then,
                          RegionBody otherwise) {
  if (failed(checkBool(node, Output{predicate, nullptr})))
    return failure();
  Location loc = node.node.loc;
  auto draft = IfOp::create(node.builder, loc, TypeRange(), predicate);
  Outputs sides[2];
  for (int side = 0; side < 2; ++side) {
    Block &block = draft->getRegion(side).emplaceBlock();
    FailureOr<Outputs> made =
        fill(node, block, {}, side == 0 ? then : otherwise);
    if (failed(made))
      return failure();
    // A list is a tensor from here on, if the other branch has one.
    sides[side] = std::move(*made);
  }
  if (sides[0].size() != sides[1].size())
    return node.error() << "its branches return " << sides[0].size() << " and "
                        << sides[1].size() << " values";
  Outputs results(sides[0].size());
  SmallVector<Value> yields[2];
  SmallVector<Type> types;
  SmallVector<unsigned> places;
  for (auto [i, x, y] : llvm::enumerate(sides[0], sides[1])) {
    if (x.value == y.value && x.object == y.object) {
      results[i] = x;
      continue;
    }
    for (int side = 0; side < 2; ++side) {
      Output &output = sides[side][i];
      if (!isUnfinishedList(output))
        continue;
      OpBuilder::InsertionGuard guard(node.builder);
      node.builder.setInsertionPointToEnd(&draft->getRegion(side).front());
      FailureOr<Value> dense = denseList(node, output);
      if (failed(dense))
        return failure();
      output = Output{*dense, nullptr};
    }
    if (!x.isTensor() || !y.isTensor())
      return node.error() << "value " << i
                          << " of its branches is no tensor and not the same "
                             "in both";
    auto a = cast<RankedTensorType>(x.value.getType());
    auto b = cast<RankedTensorType>(y.value.getType());
    if (a.getElementType() != b.getElementType() || a.getRank() != b.getRank())
      return node.error() << "value " << i << " of its branches is "
                          << describe(a) << " and " << describe(b);
    SmallVector<int64_t> shape(a.getShape());
    for (auto [mine, other] : llvm::zip(shape, b.getShape()))
      if (mine != other)
        mine = ShapedType::kDynamic;
    places.push_back(i);
    types.push_back(a.clone(shape));
    yields[0].push_back(x.value);
    yields[1].push_back(y.value);
  }
  auto op = IfOp::create(node.builder, loc, types, predicate);
  for (int side = 0; side < 2; ++side) {
    yield(node, draft->getRegion(side).front(), yields[side]);
    op->getRegion(side).takeBody(draft->getRegion(side));
  }
  draft.erase();
  for (auto [place, value] : llvm::zip(places, op.getResults()))
    results[place] = Output{value, nullptr};
  return results;
}

/// Runs the body once outside, so that it is known what it writes to lists that
/// are empty yet.
static LogicalResult tryBody(NodeImport &node, ArrayRef<Output> inits,
                             RegionBody body) {
  Block *block = node.builder.getInsertionBlock();
  Operation *before = block->empty() ? nullptr : &block->back();
  if (failed(body(inits)))
    return failure();
  auto isNeeded = [&](Operation *op) { return !op->use_empty(); };
  for (const Output &init : inits)
    if (ListObject *list = emptyList(init)) {
      if (!list->shape)
        return node.error() << "nothing says what shape the items of a list "
                               "have that its loop carries";
      bool needs = llvm::is_contained(*list->shape, ShapedType::kDynamic);
      if (!needs)
        list->like = {};
    }
  llvm::DenseSet<Operation *> kept;
  for (const Output &init : inits)
    if (ListObject *list = emptyList(init); list && list->like)
      kept.insert(list->like.getDefiningOp());
  Operation *op = block->empty() ? nullptr : &block->back();
  while (op && op != before) {
    Operation *previous = op->getPrevNode();
    op->walk([](Operation *inner) { inner->removeAttr(nameAttr); });
    if (!isNeeded(op) && !kept.contains(op))
      op->erase();
    op = previous;
  }
  return success();
}

/// More rounds are not written out.
constexpr int kMaxRounds = 1000;

/// The loop round by round, where its condition can be told when compiling:
/// then what it carries may change its shape.
static FailureOr<Outputs> unroll(NodeImport &node, Outputs values,
                                 RegionBody cond, RegionBody body,
                                 const llvm::Twine &reason) {
  Block *block = node.builder.getInsertionBlock();
  Operation *before = block->empty() ? nullptr : &block->back();
  for (int round = 0; round < kMaxRounds; ++round) {
    FailureOr<Outputs> again = cond(values);
    if (failed(again) || again->size() != 1 ||
        failed(checkBool(node, again->front())))
      return failure();
    auto known = knownElements(again->front().value);
    if (!known || !known->front())
      return node.error() << reason;
    if (!*known->front()) {
      // The nodes stand here once a round; their names would not be unique.
      for (Operation *op = &block->back(); op && op != before;
           op = op->getPrevNode())
        op->removeAttr(nameAttr);
      return values;
    }
    FailureOr<Outputs> next = body(values);
    if (failed(next))
      return failure();
    values = std::move(*next);
  }
  return node.error() << reason;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

namespace {
/// One tfc.while in the making. What it carries is a tensor, or a growing list,
/// which is two.
class LoopMaker {
public:
  LoopMaker(NodeImport &node, Outputs given, RegionBody cond, RegionBody body)
      : node(node), inits(std::move(given)), cond(cond), body(body),
        growth(inits.size()) {}

  FailureOr<Outputs> run();

private:
  enum class Attempt { Failed, Changes, Grows, Made };

  LogicalResult carry();
  Attempt make();
  Attempt yieldNext(Outputs next);
  FailureOr<Outputs> makeRegion(Region &region, RegionBody make);
  FailureOr<Value> countRounds();
  Outputs results();

  NodeImport &node;
  Outputs inits; // tensors, or what the loop leaves alone
  RegionBody cond, body;
  /// How lists grow in every round.
  struct Growth {
    int64_t by = 0;
    bool atPlaces = false;
  };
  SmallVector<Growth> growth;
  /// The number of rounds, an i32 scalar; null where no list grows.
  Value rounds;
  Outputs carried; // before the first round
  SmallVector<Value> values;
  WhileOp op;
  std::string problem;
};
} // namespace

static GrowingObject *growingOf(const Output &output) {
  return dyn_cast_or_null<GrowingObject>(output.object.get());
}

/// Decides what is carried; `values` gets the tensors.
LogicalResult LoopMaker::carry() {
  carried = inits;
  values.clear();
  for (auto [output, grown] : llvm::zip(carried, growth)) {
    if (!output.isTensor())
      continue;
    if (grown.by == 0) {
      output.object = nullptr;
      values.push_back(output.value);
      continue;
    }
    FailureOr<Output> growing =
        growingList(node, output.value, grown.by, rounds);
    if (failed(growing))
      return failure();
    output = *growing;
    values.push_back(growingOf(output)->storage);
    values.push_back(growingOf(output)->count);
  }
  return success();
}

FailureOr<Outputs> LoopMaker::makeRegion(Region &region, RegionBody make) {
  Block &block = region.emplaceBlock();
  for (Type type : op.getResultTypes())
    block.addArgument(type, node.node.loc);
  unsigned next = 0;
  Outputs arguments = carried;
  for (auto [i, output] : llvm::enumerate(arguments)) {
    if (!inits[i].isTensor())
      continue;
    if (growth[i].by == 0) {
      output = Output{block.getArgument(next++), nullptr};
      continue;
    }
    auto growing = std::make_shared<GrowingObject>();
    growing->storage = block.getArgument(next++);
    growing->count = block.getArgument(next++);
    output = Output{{}, growing};
  }
  return fill(node, block, arguments, make);
}

LoopMaker::Attempt LoopMaker::make() {
  if (failed(carry()))
    return Attempt::Failed;
  op = WhileOp::create(node.builder, node.node.loc,
                       ValueRange(values).getTypes(), values);
  FailureOr<Outputs> again = makeRegion(op.getCond(), cond);
  if (failed(again))
    return Attempt::Failed;
  if (again->size() != 1) {
    node.error() << "its condition returns " << again->size()
                 << " values, expected one";
    return Attempt::Failed;
  }
  if (failed(checkBool(node, again->front())))
    return Attempt::Failed;
  yield(node, op.getCond().front(), again->front().value);
  FailureOr<Outputs> next = makeRegion(op.getBody(), body);
  if (failed(next))
    return Attempt::Failed;
  if (next->size() != inits.size()) {
    node.error() << "its body returns " << next->size() << " values for "
                 << inits.size() << " that it takes";
    return Attempt::Failed;
  }
  return yieldNext(std::move(*next));
}

LoopMaker::Attempt LoopMaker::yieldNext(Outputs next) {
  bool grows = false;
  for (auto [i, value] : llvm::enumerate(next))
    if (auto *mark = dyn_cast_or_null<GrownObject>(value.object.get());
        mark && mark->by != 0 && growth[i].by == 0 && inits[i].isTensor()) {
      growth[i] = {mark->by, mark->atPlaces};
      grows = true;
    }
  if (grows)
    return Attempt::Grows;
  SmallVector<Value> yields;
  for (auto [i, value] : llvm::enumerate(next)) {
    if (!inits[i].isTensor()) {
      // A list that grows in a loop around this one.
      if (growingOf(value) && value.object != inits[i].object) {
        node.error() << "makes a list longer or shorter in a loop within the "
                        "loop that carries it";
        return Attempt::Failed;
      }
      continue;
    }
    if (growth[i].by != 0) {
      GrowingObject *growing = growingOf(value);
      if (!growing) {
        node.error() << "value " << i << " is a list that grows in the loop; "
                     << "its body makes it something else";
        return Attempt::Failed;
      }
      yields.push_back(growing->storage);
      yields.push_back(growing->count);
      continue;
    }
    if (isUnfinishedList(value)) {
      OpBuilder::InsertionGuard guard(node.builder);
      node.builder.setInsertionPointToEnd(&op.getBody().front());
      FailureOr<Value> dense = denseList(node, value);
      if (failed(dense))
        return Attempt::Failed;
      value = Output{*dense, nullptr};
    }
    Type type = inits[i].value.getType();
    if (!value.isTensor() ||
        getElementTypeOrSelf(value.value.getType()) !=
            getElementTypeOrSelf(type) ||
        failed(verifyCompatibleShape(value.value.getType(), type))) {
      problem =
          "a loop carries " + describe(type) + ", but its body makes it " +
          (value.isTensor() ? describe(value.value.getType())
                            : "something that is no tensor") +
          "; what a loop carries keeps its type and shape";
      return Attempt::Changes;
    }
    yields.push_back(value.value);
  }
  yield(node, op.getBody().front(), yields);
  return Attempt::Made;
}

/// How often the loop runs, where that only the loop can tell: by running it once
/// for that alone, in front of where `rounds` stands.
FailureOr<Value> LoopMaker::countRounds() {
  WalkResult effect = op->walk([&](Operation *inner) {
    bool isFree = inner->getNumRegions() != 0 || isMemoryEffectFree(inner) ||
                  isa<ReadVariableOp, WithDependenciesOp, GroupOp, YieldOp,
                      CheckOp>(inner);
    return isFree ? WalkResult::advance() : WalkResult::interrupt();
  });
  if (effect.wasInterrupted())
    return node.error() << "appends to a list in a loop that has effects, and "
                           "whose number of rounds cannot be told before it";
  OpBuilder at(rounds.getDefiningOp());
  Location loc = node.node.loc;
  SmallVector<Value> starts;
  for (auto [i, init] : llvm::enumerate(inits)) {
    if (!init.isTensor())
      continue;
    starts.push_back(init.value);
    if (growth[i].by != 0)
      starts.push_back(roundNumber(at, loc, 0));
  }
  starts.push_back(roundNumber(at, loc, 0));
  SmallVector<Type> types(op.getResultTypes());
  types.push_back(starts.back().getType());
  auto copy = WhileOp::create(at, loc, types, starts);
  for (auto [from, to] : llvm::zip(op->getRegions(), copy->getRegions())) {
    IRMapping mapping;
    from.cloneInto(&to, mapping);
    to.addArgument(types.back(), loc);
    to.walk([](Operation *inner) { inner->removeAttr(nameAttr); });
  }
  OpBuilder inside(copy.bodyYield());
  Value next = AddOp::create(inside, loc, types.back(),
                             copy.getBody().getArguments().back(),
                             roundNumber(inside, loc, 1));
  copy.bodyYield().getValuesMutable().append(next);
  return copy.getResults().back();
}

Outputs LoopMaker::results() {
  Outputs results = inits;
  unsigned next = 0;
  for (auto [output, grown] : llvm::zip(results, growth)) {
    if (!output.isTensor())
      continue;
    output = Output{op.getResult(next++), nullptr};
    if (grown.by == 0)
      continue;
    auto growing = std::make_shared<GrowingObject>();
    growing->storage = output.value;
    growing->count = op.getResult(next++);
    // There is room for just what every round appends.
    if (grown.by < 0 || grown.atPlaces)
      output = Output{{}, growing};
  }
  return results;
}

FailureOr<Outputs> LoopMaker::run() {
  PlaceholderOp unknown; // stands for the rounds until the loop is made
  while (true) {
    switch (make()) {
    case Attempt::Failed:
      return failure();
    case Attempt::Changes:
      op.erase();
      return unroll(node, inits, cond, body, problem);
    case Attempt::Grows:
      op.erase();
      if (++node.importer.loopsMadeAgain > kMaxRounds)
        return node.error() << "loops that make lists longer stand within each "
                               "other too often";
      if (!rounds) {
        unknown = PlaceholderOp::create(
            node.builder, node.node.loc,
            RankedTensorType::get({}, node.builder.getI32Type()), "rounds");
        rounds = unknown.getY();
      }
      continue;
    case Attempt::Made:
      break;
    }
    if (!unknown)
      return results();
    OpBuilder at(unknown);
    FailureOr<Value> told = tripCount(op, at);
    if (!*told)
      told = countRounds();
    if (failed(told))
      return failure();
    unknown.getY().replaceAllUsesWith(*told);
    unknown.erase();
    unknown = {};
    rounds = *told;
    // Again where the sizes are known then.
    if (!constantElements(rounds))
      return results();
    op.erase();
  }
}

FailureOr<Outputs> makeWhile(NodeImport &node, ArrayRef<Output> given,
                             RegionBody cond, RegionBody body) {
  Outputs inits(given.begin(), given.end());
  bool isUnclear = llvm::any_of(inits, [](const Output &init) {
    ListObject *list = emptyList(init);
    return list && !list->hasShape();
  });
  if (isUnclear && failed(tryBody(node, inits, body)))
    return failure();
  for (Output &init : inits) {
    if (!isUnfinishedList(init))
      continue;
    FailureOr<Value> dense = denseList(node, init);
    if (failed(dense))
      return failure();
    init = Output{*dense, nullptr};
  }
  return LoopMaker(node, std::move(inits), cond, body).run();
}

} // namespace tfc

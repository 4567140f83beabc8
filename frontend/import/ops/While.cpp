//===- While.cpp - Making tfc.while ---------------------------------------===//
//
// A loop carries tensors, whose types it keeps. Three ways lead there:
//
//   a plain loop         (i, sum) becomes tfc.while of both
//   one that appends     a list becomes two values, a tensor with room for what
//                        all rounds append and the number of items so far:
//                        (i, list) becomes tfc.while of (i, storage, count).
//                        What a round appends is only known when the body is
//                        made, so the loop is made again then; how many rounds
//                        there are only when the loop stands, so that room is
//                        first made for a number that is filled in behind
//   one whose shapes     of a carried value change: it is written out round by
//                        round, if its condition can be told
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/ControlFlow.h"

#include "frontend/import/ops/Lists.h"
#include "ir/Shape.h"
#include "ir/ops/control.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/state.h"
#include "ir/sizes/Trips.h"

#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using llvm::ArrayRef;

namespace tfc {

/// More rounds are not written out.
constexpr int kMaxRounds = 1000;

//===----------------------------------------------------------------------===//
// Rounds in front of the loop
//===----------------------------------------------------------------------===//

/// Erases what stands behind `before` and nobody uses, but what makes `kept`.
/// Names go: the nodes will stand here again.
static void eraseUnused(Block &block, Operation *before,
                        const llvm::DenseSet<Operation *> &kept) {
  Operation *op = block.empty() ? nullptr : &block.back();
  while (op && op != before) {
    Operation *previous = op->getPrevNode();
    op->walk([](Operation *inner) { inner->removeAttr(nameAttr); });
    if (op->use_empty() && !kept.contains(op))
      op->erase();
    op = previous;
  }
}

/// Runs the body once outside, so that it is known what it writes to lists that
/// are empty yet.
static void tryBody(NodeImport &node, ArrayRef<Output> inits, RegionBody body) {
  Block *block = node.builder.getInsertionBlock();
  Operation *before = block->empty() ? nullptr : &block->back();
  body(inits);
  if (node.hasFailed())
    return;
  llvm::DenseSet<Operation *> kept;
  for (const Output &init : inits) {
    ListObject *list = emptyList(init);
    if (!list)
      continue;
    if (!list->shape) {
      node.error() << "nothing says what shape the items of a list have that "
                      "its loop carries";
      return;
    }
    if (!llvm::is_contained(*list->shape, ShapedType::kDynamic))
      list->like = {};
    if (list->like)
      kept.insert(list->like.getDefiningOp());
  }
  eraseUnused(*block, before, kept);
}

static void checkCondition(NodeImport &node, ArrayRef<Output> returned) {
  if (returned.size() == 1)
    return checkBool(node, returned.front());
  node.error() << "its condition returns " << returned.size()
               << " values, expected one";
}

/// The loop round by round, where its condition can be told when compiling:
/// then what it carries may change its shape.
static Outputs unroll(NodeImport &node, Outputs values, RegionBody cond,
                      RegionBody body, const llvm::Twine &reason) {
  Block *block = node.builder.getInsertionBlock();
  Operation *before = block->empty() ? nullptr : &block->back();
  for (int round = 0; round < kMaxRounds; ++round) {
    Outputs again = cond(values);
    checkCondition(node, again);
    if (node.hasFailed())
      return {};
    auto known = knownElements(again.front().value);
    if (!known || !known->front())
      break;
    if (!*known->front()) {
      // The nodes stand here once a round; their names would not be unique.
      for (Operation *op = &block->back(); op && op != before;
           op = op->getPrevNode())
        op->removeAttr(nameAttr);
      return values;
    }
    values = body(values);
  }
  return node.error() << reason;
}

//===----------------------------------------------------------------------===//
// The loop
//===----------------------------------------------------------------------===//

namespace {
/// One tfc.while in the making.
class LoopMaker {
public:
  LoopMaker(NodeImport &node, Outputs given, RegionBody cond, RegionBody body)
      : node(node), inits(std::move(given)), cond(cond), body(body),
        growth(inits.size()) {}

  Outputs run();

private:
  enum class Attempt { Made, Changes, Grows };

  void carry();
  Attempt make();
  bool findGrowth(ArrayRef<Output> next);
  Attempt yieldNext(Outputs next);
  bool yieldList(unsigned i, const Output &value,
                 SmallVectorImpl<Value> &yields);
  Outputs makeRegion(Region &region, RegionBody make);
  void makeRoom();
  bool fillInRounds();
  Value countRounds();
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
  /// Stands for the rounds until the loop is made.
  PlaceholderOp unknown;
  Outputs carried; // before the first round
  SmallVector<Value> values;
  WhileOp op;
  std::string problem;
};
} // namespace

/// Decides what is carried; `values` gets the tensors.
void LoopMaker::carry() {
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
    auto growing = growingList(node, output.value, grown.by, rounds);
    values.append({growing->storage, growing->count});
    output = growing;
  }
}

Outputs LoopMaker::makeRegion(Region &region, RegionBody make) {
  Block &block = region.emplaceBlock();
  for (Type type : op.getResultTypes())
    block.addArgument(type, node.node.loc);
  unsigned next = 0;
  Outputs arguments = carried;
  for (auto [i, output] : llvm::enumerate(arguments)) {
    if (!inits[i].isTensor())
      continue;
    Value first = block.getArgument(next++);
    if (growth[i].by == 0)
      output = first;
    else
      output =
          std::make_shared<GrowingObject>(first, block.getArgument(next++));
  }
  return fill(node, block, arguments, make);
}

LoopMaker::Attempt LoopMaker::make() {
  carry();
  op = WhileOp::create(node.builder, node.node.loc,
                       ValueRange(values).getTypes(), values);
  Outputs again = makeRegion(op.getCond(), cond);
  checkCondition(node, again);
  if (node.hasFailed())
    return Attempt::Made;
  yield(node, op.getCond().front(), again.front().value);
  Outputs next = makeRegion(op.getBody(), body);
  if (next.size() != inits.size())
    node.error() << "its body returns " << next.size() << " values for "
                 << inits.size() << " that it takes";
  if (node.hasFailed())
    return Attempt::Made;
  return findGrowth(next) ? Attempt::Grows : yieldNext(std::move(next));
}

/// Whether the body makes lists longer that were not known to grow.
bool LoopMaker::findGrowth(ArrayRef<Output> next) {
  bool grows = false;
  for (auto [i, value] : llvm::enumerate(next))
    if (auto *mark = value.as<GrownObject>();
        mark && mark->by != 0 && growth[i].by == 0 && inits[i].isTensor()) {
      growth[i] = {mark->by, mark->atPlaces};
      grows = true;
    }
  return grows;
}

/// Values of a list that grows, or of one that an outer loop lets grow, which
/// must stay as it is. Whether `value`, the i-th of what the body returns, is
/// one.
bool LoopMaker::yieldList(unsigned i, const Output &value,
                          SmallVectorImpl<Value> &yields) {
  auto *growing = value.as<GrowingObject>();
  if (!inits[i].isTensor()) {
    if (growing && value.object != inits[i].object)
      node.error() << "makes a list longer or shorter in a loop within the "
                      "loop that carries it";
    return true;
  }
  if (growth[i].by == 0)
    return false;
  if (growing)
    yields.append({growing->storage, growing->count});
  else
    node.error() << "value " << i << " is a list that grows in the loop; "
                 << "its body makes it something else";
  return true;
}

LoopMaker::Attempt LoopMaker::yieldNext(Outputs next) {
  Block &block = op.getBody().front();
  SmallVector<Value> yields;
  for (auto [i, value] : llvm::enumerate(next)) {
    if (yieldList(i, value, yields))
      continue;
    makeDense(node, block, value);
    Type type = inits[i].value.getType();
    if (!value.isTensor() ||
        getElementTypeOrSelf(value.value.getType()) !=
            getElementTypeOrSelf(type) ||
        failed(verifyCompatibleShape(value.value.getType(), type))) {
      problem = "a loop carries " + describe(type) +
                ", but its body makes it " +
                (value.isTensor() ? describe(value.value.getType())
                                  : "something that is no tensor") +
                "; what a loop carries keeps its type and shape";
      return Attempt::Changes;
    }
    yields.push_back(value.value);
  }
  yield(node, block, yields);
  return Attempt::Made;
}

/// How often the loop runs, where that only the loop can tell: by running it
/// once for that alone, in front of where `rounds` stands.
Value LoopMaker::countRounds() {
  WalkResult effect = op->walk([&](Operation *inner) {
    bool isFree =
        inner->getNumRegions() != 0 || isMemoryEffectFree(inner) ||
        isa<ReadVariableOp, WithDependenciesOp, GroupOp, YieldOp, CheckOp>(
            inner);
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
    output = Value(op.getResult(next++));
    if (grown.by == 0)
      continue;
    Value count = op.getResult(next++);
    // There is room for just what every round appends.
    if (grown.by < 0 || grown.atPlaces)
      output = std::make_shared<GrowingObject>(output.value, count);
  }
  return results;
}

/// A number for which room is made, before it is known.
void LoopMaker::makeRoom() {
  if (++node.importer.loopsMadeAgain > kMaxRounds)
    node.error() << "loops that make lists longer stand within each other too "
                    "often";
  if (rounds)
    return;
  unknown = PlaceholderOp::create(
      node.builder, node.node.loc,
      RankedTensorType::get({}, node.builder.getI32Type()), "rounds");
  rounds = unknown.getY();
}

/// The number of rounds takes the place of `unknown`. Whether the loop should
/// be made again, since sizes are known then.
bool LoopMaker::fillInRounds() {
  OpBuilder at(unknown);
  Value told = tripCount(op, at);
  if (!told)
    told = countRounds();
  if (node.hasFailed())
    return false;
  unknown.getY().replaceAllUsesWith(told);
  unknown.erase();
  unknown = {};
  rounds = told;
  return bool(constantElements(rounds));
}

Outputs LoopMaker::run() {
  while (true) {
    Attempt attempt = make();
    if (node.hasFailed())
      return {};
    if (attempt == Attempt::Made && (!unknown || !fillInRounds()))
      return results();
    op.erase();
    if (attempt == Attempt::Changes)
      return unroll(node, inits, cond, body, problem);
    if (attempt == Attempt::Grows)
      makeRoom();
    if (node.hasFailed())
      return {};
  }
}

Outputs makeWhile(NodeImport &node, ArrayRef<Output> given, RegionBody cond,
                  RegionBody body) {
  Outputs inits(given);
  bool isUnclear = llvm::any_of(inits, [](const Output &init) {
    ListObject *list = emptyList(init);
    return list && !list->hasShape();
  });
  if (isUnclear)
    tryBody(node, inits, body);
  for (Output &init : inits)
    if (isUnfinishedList(init))
      init = denseList(node, init);
  if (node.hasFailed())
    return {};
  return LoopMaker(node, std::move(inits), cond, body).run();
}

} // namespace tfc

//===- Structured.cpp - Making tfc.if and tfc.while -----------------------===//
#include "frontend/import/Structured.h"

#include "frontend/import/Lists.h"
#include "ir/Shape.h"
#include "ir/ops/control.h"
#include "ir/ops/state.h"

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

FailureOr<Outputs> makeWhile(NodeImport &node, ArrayRef<Output> given,
                             RegionBody cond, RegionBody body) {
  Location loc = node.node.loc;
  Outputs inits(given.begin(), given.end());
  bool isUnclear = llvm::any_of(inits, [](const Output &init) {
    ListObject *list = emptyList(init);
    return list && !list->hasShape();
  });
  if (isUnclear && failed(tryBody(node, inits, body)))
    return failure();
  SmallVector<unsigned> places;
  SmallVector<Value> values;
  SmallVector<Type> types;
  for (auto [i, init] : llvm::enumerate(inits)) {
    if (isUnfinishedList(init)) {
      FailureOr<Value> dense = denseList(node, init);
      if (failed(dense))
        return failure();
      init = Output{*dense, nullptr};
    }
    if (!init.isTensor())
      continue;
    places.push_back(i);
    values.push_back(init.value);
    types.push_back(init.value.getType());
  }
  auto op = WhileOp::create(node.builder, loc, types, values);
  auto makeRegion = [&](Region &region, RegionBody make) -> FailureOr<Outputs> {
    Block &block = region.emplaceBlock();
    Outputs arguments = inits;
    for (auto [place, type] : llvm::zip(places, types))
      arguments[place] = Output{block.addArgument(type, loc), nullptr};
    return fill(node, block, arguments, make);
  };
  FailureOr<Outputs> again = makeRegion(op.getCond(), cond);
  if (failed(again))
    return failure();
  if (again->size() != 1)
    return node.error() << "its condition returns " << again->size()
                        << " values, expected one";
  if (failed(checkBool(node, again->front())))
    return failure();
  yield(node, op.getCond().front(), again->front().value);
  FailureOr<Outputs> next = makeRegion(op.getBody(), body);
  if (failed(next))
    return failure();
  if (next->size() != inits.size())
    return node.error() << "its body returns " << next->size()
                        << " values for " << inits.size() << " that it takes";
  SmallVector<Value> yields;
  for (auto [place, type] : llvm::zip(places, types)) {
    Output &value = (*next)[place];
    if (isUnfinishedList(value)) {
      OpBuilder::InsertionGuard guard(node.builder);
      node.builder.setInsertionPointToEnd(&op.getBody().front());
      FailureOr<Value> dense = denseList(node, value);
      if (failed(dense))
        return failure();
      value = Output{*dense, nullptr};
    }
    if (!value.isTensor() ||
        getElementTypeOrSelf(value.value.getType()) !=
            getElementTypeOrSelf(type) ||
        failed(verifyCompatibleShape(value.value.getType(), type))) {
      std::string reason =
          "a loop carries " + describe(type) + ", but its body makes it " +
          (value.isTensor() ? describe(value.value.getType())
                            : "something that is no tensor") +
          "; what a loop carries keeps its type and shape";
      op.erase();
      return unroll(node, inits, cond, body, reason);
    }
    yields.push_back(value.value);
  }
  yield(node, op.getBody().front(), yields);
  Outputs results = inits;
  for (auto [place, value] : llvm::zip(places, op.getResults()))
    results[place] = Output{value, nullptr};
  return results;
}

} // namespace tfc

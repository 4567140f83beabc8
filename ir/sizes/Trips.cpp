//===- Trips.cpp - How often a loop runs ----------------------------------===//

#include "ir/sizes/Trips.h"

#include "ir/Builder.h"
#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace tfc {

static std::optional<int64_t> constantInt(Value value) {
  DenseIntElementsAttr elements;
  if (!matchPattern(value, m_Constant(&elements)) ||
      elements.getNumElements() != 1)
    return std::nullopt;
  return (*elements.value_begin<APInt>()).getSExtValue();
}

static Value seenThrough(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<IdentityOp, WithDependenciesOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

static bool isScalarIndex(Value value) {
  auto type = cast<RankedTensorType>(value.getType());
  return type.getRank() == 0 && (type.getElementType().isInteger(32) ||
                                 type.getElementType().isInteger(64));
}

Value roundNumber(OpBuilder &at, Location loc, int64_t value) {
  auto type = RankedTensorType::get({}, at.getI32Type());
  return ConstantOp::create(at, loc,
                            DenseElementsAttr::get(type, int32_t(value)));
}

namespace {
class Counter {
public:
  Counter(WhileOp op, OpBuilder &at)
      : op(op), at(at), b(at, op.getLoc(), at.getI64Type()) {}

  /// Null if the condition is no count.
  Value rounds(Value condition);

private:
  /// The value before the loop of a value of the condition, if it stays that;
  /// null if it changes.
  Value before(Value value);
  Value number(int64_t value) {
    return b.integers({value}, at.getI64Type(), /*isScalar=*/true);
  }

  WhileOp op;
  OpBuilder &at;
  TfcBuilder b;
};
} // namespace

Value Counter::before(Value value) {
  value = seenThrough(value);
  auto argument = dyn_cast<BlockArgument>(value);
  if (argument && argument.getOwner() == &op.getCond().front()) {
    unsigned i = argument.getArgNumber();
    bool stays = seenThrough(op.bodyYield().getOperand(i)) ==
                 op.getBody().getArgument(i);
    return stays ? op.getInits()[i] : Value();
  }
  return op.getCond().isAncestor(value.getParentRegion()) ? Value() : value;
}

Value Counter::rounds(Value condition) {
  condition = seenThrough(condition);
  if (auto both = condition.getDefiningOp<LogicalAndOp>()) {
    Value x = rounds(both.getX()), y = x ? rounds(both.getY()) : Value();
    if (!y || x == y)
      return y;
    auto first = constantInt(x), second = constantInt(y);
    if (first && second)
      return *first < *second ? x : y;
    return b.minimum(x, y);
  }
  Operation *compare = condition.getDefiningOp();
  if (!isa_and_present<LessOp, LessEqualOp, GreaterOp, GreaterEqualOp>(compare))
    return {};
  bool isSwapped = isa<GreaterOp, GreaterEqualOp>(compare);
  bool isInclusive = isa<LessEqualOp, GreaterEqualOp>(compare);
  auto counter =
      dyn_cast<BlockArgument>(seenThrough(compare->getOperand(isSwapped)));
  if (!counter || counter.getOwner() != &op.getCond().front() ||
      !isScalarIndex(counter))
    return {};
  unsigned i = counter.getArgNumber();
  Value argument = op.getBody().getArgument(i);
  auto next = seenThrough(op.bodyYield().getOperand(i)).getDefiningOp<AddOp>();
  auto first = constantInt(seenThrough(op.getInits()[i]));
  if (!next || !first)
    return {};
  Value x = seenThrough(next.getX()), y = seenThrough(next.getY());
  if (x != argument)
    std::swap(x, y);
  auto step = constantInt(y);
  if (x != argument || !step || *step <= 0)
    return {};
  Value limit = seenThrough(compare->getOperand(!isSwapped));
  auto known = constantInt(limit);
  if (!known) {
    limit = before(limit);
    if (!limit || !isScalarIndex(limit))
      return {};
    known = constantInt(seenThrough(limit));
  }
  if (known) {
    // Beyond any number of rounds: the other condition decides.
    int64_t span = std::clamp<int64_t>(*known, -INT32_MAX, INT32_MAX) - *first +
                   isInclusive;
    int64_t count = span <= 0 ? 0 : (span + *step - 1) / *step;
    return roundNumber(at, op.getLoc(), std::min<int64_t>(count, INT32_MAX));
  }
  TypeAttr i32 = TypeAttr::get(at.getI32Type());
  // A negative limit is no round.
  if (*first == 0 && *step == 1 && !isInclusive) {
    bool isNarrow = shape::elementOf(limit).isInteger(32);
    return b.maximum(isNarrow ? limit : b.cast(limit, i32),
                     roundNumber(at, op.getLoc(), 0));
  }
  Value span = b.cast(limit, TypeAttr::get(at.getI64Type()));
  span = b.add(span, number(isInclusive - *first + *step - 1));
  return b.cast(b.maximum(b.floordiv(span, number(*step)), number(0)), i32);
}

Value tripCount(WhileOp op, OpBuilder &at) {
  return Counter(op, at).rounds(op.condYield().getOperand(0));
}

} // namespace tfc

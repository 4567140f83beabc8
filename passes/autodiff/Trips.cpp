//===- Trips.cpp ----------------------------------------------------------===//

#include "passes/autodiff/Trips.h"

#include "ir/Builder.h"
#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace tfc {

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
  if (!next || !first || !shape::elementOf(counter).isIntOrIndex())
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

Value roundNumber(OpBuilder &at, Location loc, int64_t value) {
  auto type = RankedTensorType::get({}, at.getI32Type());
  return ConstantOp::create(at, loc,
                            DenseElementsAttr::get(type, int32_t(value)));
}

Value tripCount(WhileOp op, OpBuilder &at) {
  auto trips = findTrips(op, op.condYield().getOperand(0));
  if (!trips)
    return {};
  if (trips->known)
    return roundNumber(at, op.getLoc(), *trips->known);
  if (shape::elementOf(trips->limit).isInteger(32))
    return trips->limit;
  TfcBuilder b(at, op.getLoc(), at.getI32Type());
  return b.cast(trips->limit, TypeAttr::get(at.getI32Type()));
}

} // namespace tfc

//===- reduction.cpp - Places of extrema ---------------------------------===//

#include "ir/ops/reduction.h"
#include "ir/Shape.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace tfc {

/// The place of the first element that no other one beats.
template <typename Op>
static LogicalResult lowerArg(Op op, bool wantsMaximum, Lowering &l) {
  Value x = op.getX();
  Type element = getElementTypeOrSelf(x);
  Type indexType = getElementTypeOrSelf(op.getType());
  SizeList whole = l.shape(x), kept = whole;
  unsigned axis = *normalizeAxis(op.getAxis(), whole.size());
  kept.erase(kept.begin() + axis);
  unsigned rank = whole.size();
  SmallVector<AffineExpr> in(rank), out;
  for (unsigned i = 0, loop = 0; i < rank; ++i) {
    in[i] = l.b.getAffineDimExpr(i == axis ? rank - 1 : loop++);
    if (i != axis)
      out.push_back(in[i]);
  }
  MLIRContext *context = l.b.getContext();
  AffineMap outMap = AffineMap::get(rank, 0, out, context);
  AffineMap maps[] = {AffineMap::get(rank, 0, in, context), outMap, outMap};
  ScalarBuilder scalars(l.b, l.loc, element);
  Value worst = wantsMaximum ? scalars.lowest() : scalars.highest();
  Value inits[] = {l.fill(kept, worst), l.fill(kept, l.constant(indexType, 0))};
  auto search = l.generic(
      x, inits, maps, rank - 1,
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        ScalarBuilder s(b, loc, element);
        Value value = ScalarBuilder::load(b, loc, arguments[0]);
        Value best = arguments[1];
        Value better = wantsMaximum ? s.less(best, value) : s.less(value, best);
        Value place = linalg::IndexOp::create(b, loc, rank - 1);
        place = arith::IndexCastOp::create(b, loc, indexType, place);
        linalg::YieldOp::create(
            b, loc,
            ValueRange{s.select(better, value, best),
                       s.select(better, place, arguments[2])});
      },
      /*reductionLoops=*/1);
  l.replace(search.getResult(1));
  return success();
}
LogicalResult lower(ArgMaxOp op, Lowering &l) { return lowerArg(op, true, l); }
LogicalResult lower(ArgMinOp op, Lowering &l) { return lowerArg(op, false, l); }

} // namespace tfc

//===- Rows.cpp - Rows combined at places that data give ------------------===//

#include "passes/lower/Rows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

Value isInRange(OpBuilder &b, Location loc, Value index, Value limit) {
  // As an unsigned number, a negative one is too large.
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, index, limit);
}

Value combineRows(Value into, Value places, Value updates, Combine combine,
                  Lowering &l) {
  Type element = getElementTypeOrSelf(into);
  SizeList whole = l.shape(into);
  Size count = l.dim(updates, 0), inner = whole[1];
  Size zero = l.sizes.constant(0), one = l.sizes.constant(1);
  Value first = l.sizes.value(zero), step = l.sizes.value(one);
  // A result of unknown size needs slices: they say that it has the size of
  // `into`.
  bool isScalar = SizeMath::known(inner) == 1 && SizeMath::known(whole[0]);
  auto combined = [&](OpBuilder &b, Location loc, Value good, Value old,
                      Value update) -> Value {
    ScalarBuilder s(b, loc, element);
    Value value = combine(s, ScalarBuilder::load(b, loc, old),
                          ScalarBuilder::load(b, loc, update));
    value = ScalarBuilder::store(b, loc, value, element);
    return arith::SelectOp::create(b, loc, good, value, old);
  };
  Type slice = l.type({one, inner}, element);
  SizeList sliceShape{one, inner}, steps{one, one};
  AffineMap identity = l.b.getMultiDimIdentityMap(2);
  // Nothing can be written, and nothing read, where there are no rows.
  Value rows = l.sizes.value(whole[0]);
  if (SizeMath::known(whole[0]) == 0 || SizeMath::known(count) == 0)
    return into;
  auto loop = scf::ForOp::create(
      l.b, l.loc, first,
      SizeMath::known(whole[0])
          ? l.sizes.value(count)
          : Value(arith::SelectOp::create(
                l.b, l.loc,
                arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::eq,
                                      rows, first),
                first, l.sizes.value(count))),
      step, into, [&](OpBuilder &b, Location loc, Value i, ValueRange state) {
        Value place = tensor::ExtractOp::create(b, loc, places, i);
        place = arith::IndexCastOp::create(b, loc, b.getIndexType(), place);
        Value good = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge,
                                           place, first);
        place = arith::SelectOp::create(b, loc, good, place, first);
        Value next;
        if (isScalar) {
          Value old = tensor::ExtractOp::create(b, loc, state[0],
                                                ValueRange{place, first});
          Value update =
              tensor::ExtractOp::create(b, loc, updates, ValueRange{i, first});
          next = tensor::InsertOp::create(b, loc,
                                          combined(b, loc, good, old, update),
                                          state[0], ValueRange{place, first});
        } else {
          SizeList from{i, zero}, to{place, zero};
          Value update = tensor::ExtractSliceOp::create(
              b, loc, cast<RankedTensorType>(slice), updates, from, sliceShape,
              steps);
          Value old = tensor::ExtractSliceOp::create(
              b, loc, cast<RankedTensorType>(slice), state[0], to, sliceShape,
              steps);
          SmallVector<utils::IteratorType> iterators(
              2, utils::IteratorType::parallel);
          auto sum = linalg::GenericOp::create(
              b, loc, slice, update, old, {identity, identity}, iterators,
              [&](OpBuilder &nested, Location where, ValueRange arguments) {
                Value value =
                    combined(nested, where, good, arguments[1], arguments[0]);
                linalg::YieldOp::create(nested, where, value);
              });
          next = tensor::InsertSliceOp::create(b, loc, sum.getResult(0),
                                               state[0], to, sliceShape, steps);
        }
        scf::YieldOp::create(b, loc, next);
      });
  return loop.getResult(0);
}

} // namespace tfc

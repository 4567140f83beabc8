//===- indexing.cpp - Gathering, adding up at indices, one-hot vectors ---===//

#include "ir/ops/indexing.h"
#include "ir/Program.h"
#include "ir/Shape.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

/// The indices, with a report of those out of [0, limit) and 0 in their place,
/// so that no read or write goes astray.
static Value checkedIndices(Value indices, Size limit, Lowering &l) {
  Type type = getElementTypeOrSelf(indices);
  Value bound = l.sizes.value(limit);
  std::string message =
      "'" + l.name() + "' has an index of %lld, expected 0 to less than %lld";
  return l.elementwise(
      indices, l.shape(indices), type,
      [&](OpBuilder &b, Location loc, ValueRange elements) -> Value {
        Value index =
            arith::IndexCastOp::create(b, loc, b.getIndexType(), elements[0]);
        Value inRange = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult,
                                              index, bound);
        ReportOp::create(b, loc, inRange, b.getStringAttr(message),
                         ValueRange{index, bound});
        Value zero = arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
        return arith::SelectOp::create(b, loc, inRange, elements[0], zero);
      });
}

LogicalResult lower(GatherOp op, Lowering &l) {
  Value x = op.getX();
  SizeList from = l.shape(x), at = l.shape(op.getIndices());
  unsigned axis = *normalizeAxis(op.getAxis(), from.size());
  Value indices = checkedIndices(op.getIndices(), from[axis], l);
  unsigned batch = op.getBatchDims();
  for (unsigned i = 0; i < batch; ++i)
    from[i] = l.requireEqual(from[i], at[i],
                             "dimension " + Twine(i) + " of '" + l.name() +
                                 "' is %lld, its indices have %lld");
  SizeList shape(from.begin(), from.begin() + axis);
  shape.append(at.begin() + batch, at.end());
  shape.append(from.begin() + axis + 1, from.end());

  unsigned rank = shape.size();
  SmallVector<AffineExpr> exprs;
  for (unsigned i = 0; i < at.size(); ++i)
    exprs.push_back(l.b.getAffineDimExpr(i < batch ? i : axis + i - batch));
  AffineMap maps[] = {AffineMap::get(rank, 0, exprs, l.b.getContext()),
                      l.b.getMultiDimIdentityMap(rank)};
  auto gather = l.generic(
      indices, l.empty(shape, getElementTypeOrSelf(x)), maps, rank,
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        SmallVector<Value> place;
        for (unsigned i = 0; i < axis; ++i)
          place.push_back(linalg::IndexOp::create(b, loc, i));
        place.push_back(
            arith::IndexCastOp::create(b, loc, b.getIndexType(), arguments[0]));
        for (unsigned i = axis + 1; i < from.size(); ++i)
          place.push_back(
              linalg::IndexOp::create(b, loc, i - 1 + at.size() - batch));
        Value element = tensor::ExtractOp::create(b, loc, x, place);
        linalg::YieldOp::create(b, loc, element);
      });
  l.replace(gather->getResults());
  return success();
}

// Slice after slice in the order of the indices, so that equal indices add up
// in one order.
LogicalResult lower(GatherGradOp op, Lowering &l) {
  SizeList like = l.shape(op.getLike()), at = l.shape(op.getIndices());
  int64_t axis = *normalizeAxis(op.getAxis(), like.size());
  Type element = getElementTypeOrSelf(op.getDy());
  int64_t batch = op.getBatchDims();
  for (int64_t i = 0; i < batch; ++i)
    at[i] = l.requireEqual(like[i], at[i],
                           "dimension " + Twine(i) + " of '" + l.name() +
                               "' is %lld, its indices have %lld");
  // dy [batches * outer, count, inner], with indices [batches, count].
  ArrayRef<Size> whole(like), places(at);
  Size count = l.sizes.count(places.drop_front(batch));
  Size batches = l.sizes.count(whole.take_front(batch));
  Size outer = l.sizes.count(whole.slice(batch, axis - batch));
  Size inner = l.sizes.count(whole.drop_front(axis + 1));
  Size total = l.sizes.mul(batches, count);
  Value indices =
      l.reshape(checkedIndices(op.getIndices(), like[axis], l), total);
  Size rows = l.sizes.mul(batches, outer);
  Value dy = l.reshape(op.getDy(), {rows, count, inner});
  Value zeros = l.fill({rows, like[axis], inner}, l.constant(element, 0));

  Size zero = l.sizes.constant(0), one = l.sizes.constant(1);
  AffineMap identity = l.b.getMultiDimIdentityMap(3);
  SizeList sliceShape{outer, one, inner}, steps{one, one, one};
  Value perBatch = l.sizes.value(l.sizes.max(count, one));
  Value rowsPerBatch = l.sizes.value(outer);
  auto loop = scf::ForOp::create(
      l.b, l.loc, l.sizes.value(zero), l.sizes.value(total), l.sizes.value(one),
      zeros, [&](OpBuilder &b, Location loc, Value i, ValueRange state) {
        Value index = tensor::ExtractOp::create(b, loc, indices, i);
        index = arith::IndexCastOp::create(b, loc, b.getIndexType(), index);
        auto type = l.type(sliceShape, element);
        Size row = zero, column = i;
        if (batch > 0) {
          row = arith::MulIOp::create(
                    b, loc, arith::DivUIOp::create(b, loc, i, perBatch),
                    rowsPerBatch)
                    .getResult();
          column = arith::RemUIOp::create(b, loc, i, perBatch).getResult();
        }
        SizeList from{row, column, zero}, to{row, index, zero};
        Value addend = tensor::ExtractSliceOp::create(b, loc, type, dy, from,
                                                      sliceShape, steps);
        Value sum = tensor::ExtractSliceOp::create(b, loc, type, state[0], to,
                                                   sliceShape, steps);
        SmallVector<utils::IteratorType> iterators(
            3, utils::IteratorType::parallel);
        auto add = linalg::GenericOp::create(
            b, loc, type, addend, sum, {identity, identity}, iterators,
            [&](OpBuilder &nested, Location where, ValueRange arguments) {
              ScalarBuilder s(nested, where, element);
              Value value =
                  s.add(ScalarBuilder::load(nested, where, arguments[1]),
                        ScalarBuilder::load(nested, where, arguments[0]));
              value = ScalarBuilder::store(nested, where, value, element);
              linalg::YieldOp::create(nested, where, value);
            });
        Value next = tensor::InsertSliceOp::create(
            b, loc, add.getResult(0), state[0], to, sliceShape, steps);
        scf::YieldOp::create(b, loc, next);
      });
  Value result = loop.getResult(0);
  l.replace(l.reshape(result, like));
  return success();
}

LogicalResult lower(OneHotOp op, Lowering &l) {
  SizeList shape = l.shape(op.getIndices());
  unsigned axis = *normalizeAxis(op.getAxis(), shape.size() + 1);
  SizeList spread = shape;
  shape.insert(shape.begin() + axis, l.sizes.constant(op.getDepth()));
  spread.insert(spread.begin() + axis, l.sizes.constant(1));
  Value indices = l.reshape(op.getIndices(), spread);
  l.replace(l.elementwise(
      {indices, op.getOnValue(), op.getOffValue()}, shape,
      getElementTypeOrSelf(op.getOnValue()),
      [&](OpBuilder &b, Location loc, ValueRange elements) -> Value {
        Value place = linalg::IndexOp::create(b, loc, axis);
        place =
            arith::IndexCastOp::create(b, loc, elements[0].getType(), place);
        Value here = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                           elements[0], place);
        return arith::SelectOp::create(b, loc, here, elements[1], elements[2]);
      },
      /*usesIndices=*/true));
  return success();
}

} // namespace tfc

//===- scatter.cpp - Slices by places, rows by numbers ---------------===//

#include "ir/Program.h"
#include "ir/Shape.h"
#include "ir/ops/scatter.h"
#include "ir/ops/segment.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

static Value inRange(OpBuilder &b, Location loc, Value index, Value limit) {
  return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ult, index, limit);
}

/// The place that each of the `count` rows of `indices` names, as the number of
/// a slice in row-major order; -1, with a report, for one out of range.
static Value flatPlaces(Value indices, ArrayRef<Size> dims, Size count,
                        Lowering &l) {
  int64_t width = dims.size();
  Value rows = l.reshape(indices, {count, l.sizes.constant(width)});
  Type type = l.b.getI64Type();
  std::string message =
      "'" + l.name() + "' has an index of %lld, expected 0 to less than %lld";
  SmallVector<Value> limits, columns;
  for (auto [i, size] : llvm::enumerate(dims)) {
    limits.push_back(l.sizes.value(size));
    columns.push_back(l.sizes.value(l.sizes.constant(i)));
  }
  return l.elementwise(
      {}, count, type,
      [&](OpBuilder &b, Location loc, ValueRange) -> Value {
        Value row = linalg::IndexOp::create(b, loc, 0);
        Value place = arith::ConstantIndexOp::create(b, loc, 0);
        Value minusOne = arith::ConstantIndexOp::create(b, loc, -1);
        Value good = arith::ConstantIntOp::create(b, loc, 1, 1);
        for (int64_t i = 0; i < width; ++i) {
          Value index = tensor::ExtractOp::create(b, loc, rows,
                                                  ValueRange{row, columns[i]});
          index = arith::IndexCastOp::create(b, loc, b.getIndexType(), index);
          Value here = inRange(b, loc, index, limits[i]);
          ReportOp::create(b, loc, here, b.getStringAttr(message),
                           ValueRange{index, limits[i]});
          good = arith::AndIOp::create(b, loc, good, here);
          place = arith::MulIOp::create(b, loc, place, limits[i]);
          place = arith::AddIOp::create(b, loc, place, index);
        }
        place = arith::SelectOp::create(b, loc, good, place, minusOne);
        return arith::IndexCastOp::create(b, loc, type, place);
      },
      /*usesIndices=*/true);
}

//===----------------------------------------------------------------------===//
// Combining slices
//===----------------------------------------------------------------------===//

/// The new element from the old one and the update, in compute types.
using Combine =
    llvm::function_ref<Value(ScalarBuilder &, Value old, Value update)>;

/// `into` [rows, inner] with row `updates[i]` [count, inner] combined into row
/// `places[i]`, one i after the other, so that equal places come in order. A
/// place of -1 leaves its row out.
static Value combineRows(Value into, Value places, Value updates,
                         Combine combine, Lowering &l) {
  Type element = getElementTypeOrSelf(into);
  SizeList whole = l.shape(into);
  Size count = l.dim(updates, 0), inner = whole[1];
  Size zero = l.sizes.constant(0), one = l.sizes.constant(1);
  Value first = l.sizes.value(zero), step = l.sizes.value(one);
  // A result of unknown size needs slices: they say that it has the size of `into`.
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

//===----------------------------------------------------------------------===//
// Places of several coordinates
//===----------------------------------------------------------------------===//

namespace {
/// x as [places, inner], and how many rows of indices there are.
struct Slices {
  SizeList dims, rest, rows;
  Size places, inner, count;
};
} // namespace

static Slices slicesOf(Value x, Value indices, Lowering &l) {
  SizeList whole = l.shape(x), at = l.shape(indices);
  int64_t width = *SizeMath::known(at.back());
  Slices s;
  s.dims.assign(whole.begin(), whole.begin() + width);
  s.rest.assign(whole.begin() + width, whole.end());
  s.rows.assign(at.begin(), at.end() - 1);
  s.places = l.sizes.count(s.dims);
  s.inner = l.sizes.count(s.rest);
  s.count = l.sizes.count(s.rows);
  return s;
}

LogicalResult lower(GatherNdOp op, Lowering &l) {
  Slices s = slicesOf(op.getX(), op.getIndices(), l);
  Type element = getElementTypeOrSelf(op.getX());
  Value places = flatPlaces(op.getIndices(), s.dims, s.count, l);
  Value x = l.reshape(op.getX(), {s.places, s.inner});
  SizeList shape = s.rows;
  llvm::append_range(shape, s.rest);
  if (SizeMath::known(s.places) == 0) {
    // Every index has been reported.
    l.replace(l.fill(shape, l.constant(element, 0)));
    return success();
  }
  Value first = l.sizes.value(l.sizes.constant(0));
  MLIRContext *context = l.b.getContext();
  AffineMap maps[] = {AffineMap::get(2, 0, l.b.getAffineDimExpr(0), context),
                      l.b.getMultiDimIdentityMap(2)};
  auto gather = l.generic(
      places, l.empty({s.count, s.inner}, element), maps, 2,
      [&](OpBuilder &b, Location loc, ValueRange arguments) {
        Value place =
            arith::IndexCastOp::create(b, loc, b.getIndexType(), arguments[0]);
        place = arith::MaxSIOp::create(b, loc, place, first);
        Value inner = linalg::IndexOp::create(b, loc, 1);
        Value value =
            tensor::ExtractOp::create(b, loc, x, ValueRange{place, inner});
        linalg::YieldOp::create(b, loc, value);
      });
  l.replace(l.reshape(gather.getResult(0), shape));
  return success();
}

template <typename Op>
static LogicalResult lowerTensorScatter(Op op, Lowering &l, Combine combine) {
  SizeList whole = l.shape(op.getX());
  Slices s = slicesOf(op.getX(), op.getIndices(), l);
  Value places = flatPlaces(op.getIndices(), s.dims, s.count, l);
  Value updates = l.reshape(op.getUpdates(), {s.count, s.inner});
  Value x = l.reshape(op.getX(), {s.places, s.inner});
  l.replace(l.reshape(combineRows(x, places, updates, combine, l), whole));
  return success();
}
LogicalResult lower(TensorScatterUpdateOp op, Lowering &l) {
  return lowerTensorScatter(
      op, l, [](ScalarBuilder &, Value, Value update) { return update; });
}
LogicalResult lower(TensorScatterAddOp op, Lowering &l) {
  return lowerTensorScatter(
      op, l, [](ScalarBuilder &s, Value x, Value u) { return s.add(x, u); });
}
LogicalResult lower(TensorScatterSubOp op, Lowering &l) {
  return lowerTensorScatter(
      op, l, [](ScalarBuilder &s, Value x, Value u) { return s.sub(x, u); });
}
LogicalResult lower(TensorScatterMulOp op, Lowering &l) {
  return lowerTensorScatter(
      op, l, [](ScalarBuilder &s, Value x, Value u) { return s.mul(x, u); });
}
LogicalResult lower(TensorScatterDivOp op, Lowering &l) {
  return lowerTensorScatter(
      op, l, [](ScalarBuilder &s, Value x, Value u) { return s.div(x, u); });
}
LogicalResult lower(TensorScatterMinOp op, Lowering &l) {
  return lowerTensorScatter(op, l, [](ScalarBuilder &s, Value x, Value u) {
    return s.minimum(x, u);
  });
}
LogicalResult lower(TensorScatterMaxOp op, Lowering &l) {
  return lowerTensorScatter(op, l, [](ScalarBuilder &s, Value x, Value u) {
    return s.maximum(x, u);
  });
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

/// Numbers of rows as combineRows takes them: negative ones are -1, those of
/// `limit` and more too, with a report; with `sorted`, a report of one that is
/// smaller than the one before it or negative.
static Value segmentPlaces(Value ids, Size count, Size limit, bool sorted,
                           Lowering &l) {
  Value flat = l.reshape(ids, count);
  Value most = l.sizes.value(limit);
  Type type = l.b.getI64Type();
  std::string name = "'" + l.name() + "'";
  return l.elementwise(
      {}, count, type,
      [&](OpBuilder &b, Location loc, ValueRange) -> Value {
        Value i = linalg::IndexOp::create(b, loc, 0);
        Value zero = arith::ConstantIndexOp::create(b, loc, 0);
        Value minusOne = arith::ConstantIndexOp::create(b, loc, -1);
        auto idAt = [&](Value at) -> Value {
          Value id = tensor::ExtractOp::create(b, loc, flat, at);
          return arith::IndexCastOp::create(b, loc, b.getIndexType(), id);
        };
        Value id = idAt(i);
        Value below =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, id, most);
        ReportOp::create(b, loc, below,
                         b.getStringAttr(name + " has a segment of %lld, "
                                                "expected less than %lld"),
                         ValueRange{id, most});
        if (sorted) {
          Value previous = arith::MaxSIOp::create(
              b, loc,
              arith::SubIOp::create(b, loc, i,
                                    arith::ConstantIndexOp::create(b, loc, 1)),
              zero);
          Value before = arith::MaxSIOp::create(b, loc, idAt(previous), zero);
          Value rises = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge,
                                              id, before);
          ReportOp::create(b, loc, rises,
                           b.getStringAttr(name +
                                           " has a segment of %lld after %lld, "
                                           "expected numbers that do not fall"),
                           ValueRange{id, before});
        }
        Value good = inRange(b, loc, id, most);
        id = arith::SelectOp::create(b, loc, good, id, minusOne);
        return arith::IndexCastOp::create(b, loc, type, id);
      },
      /*usesIndices=*/true);
}

/// The lowest (or highest) finite number of a type, as it stands in a tensor.
static Value extremum(Type element, bool highest, Lowering &l) {
  if (auto type = dyn_cast<FloatType>(element))
    return arith::ConstantOp::create(
        l.b, l.loc,
        FloatAttr::get(type, APFloat::getLargest(type.getFloatSemantics(),
                                                 /*Negative=*/!highest)));
  ScalarBuilder s(l.b, l.loc, element);
  return ScalarBuilder::store(l.b, l.loc, highest ? s.highest() : s.lowest(),
                              element);
}

template <typename Op>
static LogicalResult lowerSegments(Op op, Value empty, Lowering &l,
                                   Combine combine) {
  SizeList whole = l.shape(op.getX()), ids = l.shape(op.getSegmentIds());
  for (auto [i, size] : llvm::enumerate(ids))
    l.requireEqual(whole[i], size,
                   "dimension " + Twine(i) + " of '" + l.name() +
                       "' is %lld, its segment_ids have %lld");
  SizeList rest(whole.begin() + ids.size(), whole.end());
  Size count = l.sizes.count(ids), inner = l.sizes.count(rest);
  SizeList shape = l.shapeOperand(op.getNumSegments());
  llvm::append_range(shape, rest);
  l.requireShape(shape);
  Value places =
      segmentPlaces(op.getSegmentIds(), count, shape[0], op.getSorted(), l);
  Value into = l.fill({shape[0], inner}, empty);
  Value x = l.reshape(op.getX(), {count, inner});
  l.replace(l.reshape(combineRows(into, places, x, combine, l), shape));
  return success();
}
LogicalResult lower(UnsortedSegmentSumOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getX());
  return lowerSegments(
      op, l.constant(element, 0), l,
      [](ScalarBuilder &s, Value x, Value u) { return s.add(x, u); });
}
LogicalResult lower(UnsortedSegmentProdOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getX());
  return lowerSegments(
      op, l.constant(element, 1), l,
      [](ScalarBuilder &s, Value x, Value u) { return s.mul(x, u); });
}
LogicalResult lower(UnsortedSegmentMaxOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getX());
  return lowerSegments(
      op, extremum(element, false, l), l,
      [](ScalarBuilder &s, Value x, Value u) { return s.maximum(x, u); });
}
LogicalResult lower(UnsortedSegmentMinOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getX());
  return lowerSegments(
      op, extremum(element, true, l), l,
      [](ScalarBuilder &s, Value x, Value u) { return s.minimum(x, u); });
}

} // namespace tfc

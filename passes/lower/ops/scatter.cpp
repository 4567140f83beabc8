//===- scatter.cpp - Slices at places of several coordinates -------------===//

#include "ir/ops/scatter.h"
#include "ir/Program.h"
#include "ir/Shape.h"
#include "passes/lower/Rows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

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
          Value here = isInRange(b, loc, index, limits[i]);
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

} // namespace tfc

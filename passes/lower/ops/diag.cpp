//===- diag.cpp - Diagonals and bands of matrices --------------------===//

#include "ir/ops/diag.h"
#include "ir/Band.h"
#include "ir/Shape.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

namespace {

/// Index arithmetic in the body of an op.
struct IndexMath {
  OpBuilder &b;
  Location loc;

  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, loc, x, y); }
  Value sub(Value x, Value y) { return arith::SubIOp::create(b, loc, x, y); }
  Value min(Value x, Value y) { return arith::MinSIOp::create(b, loc, x, y); }
  Value max(Value x, Value y) { return arith::MaxSIOp::create(b, loc, x, y); }
  Value both(Value x, Value y) { return arith::AndIOp::create(b, loc, x, y); }
  Value less(Value x, Value y) {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, x, y);
  }
  Value atMost(Value x, Value y) {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sle, x, y);
  }
  Value select(Value c, Value x, Value y) {
    return arith::SelectOp::create(b, loc, c, x, y);
  }
};

/// The places of the diagonals of a band in rows of `length`, of matrices of
/// `rows` by `columns`.
struct BandPlaces {
  Band band;
  Value rows, columns, length;

  /// How many elements diagonal `d` has.
  Value lengthOf(IndexMath &m, Value d) const {
    Value zero = m.constant(0);
    return m.min(m.add(rows, m.min(d, zero)), m.sub(columns, m.max(d, zero)));
  }
  /// The place of its first element in its row.
  Value offset(IndexMath &m, Value d) const {
    Value zero = m.constant(0);
    bool allLeft = true, noneLeft = true;
    for (int64_t side : {band.lower, int64_t(0), band.upper}) {
      if (side < band.lower || side > band.upper)
        continue;
      allLeft &= band.isLeft(side);
      noneLeft &= !band.isLeft(side);
    }
    if (allLeft)
      return zero;
    Value right = m.sub(length, lengthOf(m, d));
    if (noneLeft)
      return right;
    // One side begins left, and the main diagonal with it.
    Value isRight = band.subLeft ? m.less(zero, d) : m.less(d, zero);
    return m.select(isRight, right, zero);
  }
};

/// The element of `diagonal` for the place (.., i, j) of a matrix, and whether
/// it lies in the band; where not, `value` is any element.
struct BandElement {
  Value inside, value;
};
BandElement elementAt(IndexMath &m, const BandPlaces &places, Value diagonal,
                      ArrayRef<Value> at) {
  Value i = at[at.size() - 2], j = at.back(), zero = m.constant(0);
  Value d = m.sub(j, i);
  Value lower = m.constant(places.band.lower),
        upper = m.constant(places.band.upper);
  BandElement result;
  result.inside = m.both(m.atMost(lower, d), m.atMost(d, upper));
  d = m.select(result.inside, d, lower);
  Value along = m.add(m.min(i, j), places.offset(m, d));
  // Outside of the band that may be nowhere.
  along = m.select(result.inside, along, zero);
  SmallVector<Value> place(at.begin(), at.end() - 2);
  if (places.band.count() > 1)
    place.push_back(m.select(result.inside, m.sub(upper, d), zero));
  place.push_back(along);
  result.value = tensor::ExtractOp::create(m.b, m.loc, diagonal, place);
  return result;
}

SmallVector<Value> indices(OpBuilder &b, Location loc, unsigned rank) {
  SmallVector<Value> result;
  for (unsigned i = 0; i < rank; ++i)
    result.push_back(linalg::IndexOp::create(b, loc, i));
  return result;
}

} // namespace

static void requireBand(const Band &band, Size rows, Size columns,
                        Lowering &l) {
  if (SizeMath::known(rows) && SizeMath::known(columns))
    return;
  Size one = l.sizes.constant(1);
  auto below = [&](int64_t far, Size limit) {
    l.requireWithin(
        l.sizes.constant(far), l.sizes.sub(l.sizes.max(limit, one), one),
        "'" + l.name() + "' has a diagonal %lld away, where %lld is the most");
  };
  if (band.lower < 0)
    below(-band.lower, rows);
  if (band.upper > 0)
    below(band.upper, columns);
}

/// The length of the longest diagonal.
static Size longest(const Band &band, Size rows, Size columns, Lowering &l) {
  Size down = l.sizes.constant(std::min<int64_t>(band.upper, 0));
  Size right = l.sizes.constant(-std::max<int64_t>(band.lower, 0));
  return l.sizes.max(
      l.sizes.min(l.sizes.add(rows, down), l.sizes.add(columns, right)),
      l.sizes.constant(0));
}

LogicalResult lower(MatrixDiagOp op, Lowering &l) {
  Value diagonal = op.getDiagonal();
  Type element = getElementTypeOrSelf(diagonal);
  Band band = *readBand(op.getKAttr(), op.getAlign());
  SizeList shape = l.shape(diagonal);
  Size length = shape.back();
  shape.pop_back();
  if (band.count() > 1)
    shape.pop_back();
  auto type = cast<RankedTensorType>(op.getType());
  Size least = l.sizes.add(length,
                           l.sizes.constant(-std::min<int64_t>(band.upper, 0))),
       leastColumns = l.sizes.add(
           length, l.sizes.constant(std::max<int64_t>(band.lower, 0)));
  int64_t givenRows = op.getNumRows(), givenColumns = op.getNumCols();
  Size rows = givenRows >= 0 ? l.sizes.constant(givenRows) : least;
  Size columns =
      givenColumns >= 0 ? l.sizes.constant(givenColumns) : leastColumns;
  if (givenRows < 0 && givenColumns < 0)
    rows = columns = l.sizes.max(least, leastColumns);
  if (ShapedType::isDynamicShape(type.getShape().take_back(2))) {
    // One of the two is the least that holds the diagonals.
    l.requireWithin(least, rows,
                    "'" + l.name() + "' needs %lld rows, not %lld");
    l.requireWithin(leastColumns, columns,
                    "'" + l.name() + "' needs %lld columns, not %lld");
    if (givenRows >= 0 && givenColumns >= 0)
      l.requireWithin(l.sizes.min(l.sizes.sub(rows, least),
                                  l.sizes.sub(columns, leastColumns)),
                      l.sizes.constant(0),
                      "'" + l.name() +
                          "' has matrices %lld larger than its diagonals "
                          "need, expected %lld");
  }
  shape.append({rows, columns});
  Value padding = l.constant(element, op.getPaddingValue().convertToDouble());
  if (SizeMath::known(length) == 0) {
    l.replace(l.fill(shape, padding));
    return success();
  }
  BandPlaces places{band, l.sizes.value(rows), l.sizes.value(columns),
                    l.sizes.value(length)};
  l.replace(l.elementwise(
      {}, shape, element,
      [&](OpBuilder &b, Location loc, ValueRange) {
        IndexMath m{b, loc};
        BandElement at =
            elementAt(m, places, diagonal, indices(b, loc, shape.size()));
        return m.select(at.inside, at.value, padding);
      },
      /*usesIndices=*/true));
  return success();
}

LogicalResult lower(MatrixSetDiagOp op, Lowering &l) {
  Value diagonal = op.getDiagonal();
  Type element = getElementTypeOrSelf(diagonal);
  Band band = *readBand(op.getKAttr(), op.getAlign());
  SizeList shape = l.shape(op.getX()), given = l.shape(diagonal);
  Size rows = shape[shape.size() - 2], columns = shape.back();
  requireBand(band, rows, columns, l);
  SizeList expected(shape.begin(), shape.end() - 2);
  if (band.count() > 1)
    expected.push_back(l.sizes.constant(band.count()));
  expected.push_back(longest(band, rows, columns, l));
  for (auto [i, size] : llvm::enumerate(given))
    l.requireEqual(size, expected[i],
                   "dimension " + Twine(i) + " of the diagonals of '" +
                       l.name() + "' is %lld, expected %lld");
  if (SizeMath::known(expected.back()) == 0) {
    l.replace(op.getX());
    return success();
  }
  BandPlaces places{band, l.sizes.value(rows), l.sizes.value(columns),
                    l.sizes.value(expected.back())};
  l.replace(l.elementwise(
      op.getX(), shape, element,
      [&](OpBuilder &b, Location loc, ValueRange elements) {
        IndexMath m{b, loc};
        BandElement at =
            elementAt(m, places, diagonal, indices(b, loc, shape.size()));
        return m.select(at.inside, at.value, elements[0]);
      },
      /*usesIndices=*/true));
  return success();
}

LogicalResult lower(MatrixDiagPartOp op, Lowering &l) {
  Value x = op.getX();
  Type element = getElementTypeOrSelf(x);
  Band band = *readBand(op.getKAttr(), op.getAlign());
  SizeList whole = l.shape(x);
  Size rows = whole[whole.size() - 2], columns = whole.back();
  requireBand(band, rows, columns, l);
  SizeList shape(whole.begin(), whole.end() - 2);
  if (band.count() > 1)
    shape.push_back(l.sizes.constant(band.count()));
  shape.push_back(longest(band, rows, columns, l));
  Value padding = l.constant(element, op.getPaddingValue().convertToDouble());
  BandPlaces places{band, l.sizes.value(rows), l.sizes.value(columns),
                    l.sizes.value(shape.back())};
  l.replace(l.elementwise(
      {}, shape, element,
      [&](OpBuilder &b, Location loc, ValueRange) {
        IndexMath m{b, loc};
        SmallVector<Value> at = indices(b, loc, shape.size());
        Value along = at.pop_back_val(), zero = m.constant(0);
        Value d = m.constant(band.upper);
        if (band.count() > 1)
          d = m.sub(d, at.pop_back_val());
        along = m.sub(along, places.offset(m, d));
        Value inside =
            m.both(m.atMost(zero, along), m.less(along, places.lengthOf(m, d)));
        Value i = m.add(along, m.max(m.sub(zero, d), zero));
        Value j = m.add(along, m.max(d, zero));
        at.push_back(m.select(inside, i, zero));
        at.push_back(m.select(inside, j, zero));
        Value value = tensor::ExtractOp::create(b, loc, x, at);
        return m.select(inside, value, padding);
      },
      /*usesIndices=*/true));
  return success();
}

LogicalResult lower(MatrixBandPartOp op, Lowering &l) {
  SizeList shape = l.shape(op.getX());
  Type element = getElementTypeOrSelf(op.getX());
  Value zero = l.constant(element, 0);
  int64_t lower = op.getLower(), upper = op.getUpper();
  if (lower < 0 && upper < 0) {
    l.replace(op.getX());
    return success();
  }
  l.replace(l.elementwise(
      op.getX(), shape, element,
      [&](OpBuilder &b, Location loc, ValueRange elements) {
        IndexMath m{b, loc};
        Value i = linalg::IndexOp::create(b, loc, shape.size() - 2);
        Value j = linalg::IndexOp::create(b, loc, shape.size() - 1);
        Value inside;
        if (lower >= 0)
          inside = m.atMost(m.sub(i, j), m.constant(lower));
        if (upper >= 0) {
          Value above = m.atMost(m.sub(j, i), m.constant(upper));
          inside = inside ? m.both(inside, above) : above;
        }
        return m.select(inside, elements[0], zero);
      },
      /*usesIndices=*/true));
  return success();
}

} // namespace tfc

//===- shape.cpp - Constants, shapes, reshaping, broadcasting --------===//

#include "ir/Shape.h"
#include "ir/ops/shape.h"
#include "ir/sizes/ShapeOperands.h"
#include "passes/lower/Lowering.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

LogicalResult lower(ConstantOp op, Lowering &l) {
  l.replace(
      arith::ConstantOp::create(l.b, l.loc, cast<TypedAttr>(op.getValueAttr()))
          .getResult());
  return success();
}

LogicalResult lower(EnsureShapeOp op, Lowering &l) {
  SizeList shape = l.shape(op.getX());
  for (auto [i, wanted] : llvm::enumerate(op.getShape()))
    if (wanted >= 0)
      shape[i] = l.requireEqual(shape[i], l.sizes.constant(wanted),
                                "dimension " + Twine(i) + " of '" + l.name() +
                                    "' is %lld, expected %lld");
  l.replace(l.refine(op.getX(), shape));
  return success();
}

//===----------------------------------------------------------------------===//
// Reshaping
//===----------------------------------------------------------------------===//

/// The entry of -1 takes what the others leave of `total`.
static void resolveWildcard(SizeList &shape, ArrayRef<Size> from, Lowering &l) {
  auto wildcard = llvm::find_if(
      shape, [](Size size) { return SizeMath::known(size) == -1; });
  if (wildcard == shape.end())
    return;
  *wildcard = l.sizes.constant(1);
  Size total = l.sizes.count(from), others = l.sizes.count(shape);
  if (SizeMath::known(others) == 0) {
    // As in the shape rule: dimensions of nothing say nothing.
    auto countOthers = [&](ArrayRef<Size> sizes) {
      Size count = l.sizes.constant(1);
      for (Size size : sizes)
        count = l.sizes.mul(count, l.sizes.max(size, l.sizes.constant(1)));
      return count;
    };
    Size has = countOthers(from), wants = countOthers(shape);
    bool isPart =
        SizeMath::known(l.sizes.remainder(has, wants)).value_or(0) == 0;
    *wildcard = isPart ? l.sizes.floorDiv(has, wants) : l.sizes.constant(0);
    return;
  }
  Size rest = l.sizes.remainder(total, others);
  if (SizeMath::known(rest) != 0) {
    Value fits = arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::eq,
                                       l.sizes.value(rest),
                                       l.sizes.value(l.sizes.constant(0)));
    l.require(fits,
              "'" + l.name() +
                  "' cannot reshape %lld elements to a multiple of %lld",
              {total, others});
  }
  *wildcard = l.sizes.floorDiv(total, others);
}

/// Entries of which a run tells whether they are -1. That the counts are equal
/// is checked by the reshape itself.
static void resolveData(SizeList &shape, ArrayRef<Size> from, Lowering &l) {
  Value minusOne = l.sizes.value(l.sizes.constant(-1));
  Value one = l.sizes.value(l.sizes.constant(1));
  SmallVector<Value> wild(shape.size());
  Size count = l.sizes.constant(0);
  for (auto [size, isWild] : llvm::zip_equal(shape, wild)) {
    if (!l.isUntrusted(size))
      continue;
    Value value = l.sizes.value(size);
    isWild = arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::eq, value,
                                   minusOne);
    count = l.sizes.add(count, arith::IndexCastUIOp::create(
                                   l.b, l.loc, l.b.getIndexType(), isWild)
                                   .getResult());
    size = arith::SelectOp::create(l.b, l.loc, isWild, one, value).getResult();
  }
  l.requireWithin(count, l.sizes.constant(1),
                  "the shape of '" + l.name() +
                      "' has %lld entries of -1, expected at most %lld");
  l.requireShape(shape);
  Value rest = l.sizes.value(
      l.sizes.floorDiv(l.sizes.count(from), l.sizes.count(shape)));
  for (auto [size, isWild] : llvm::zip_equal(shape, wild))
    if (isWild)
      size =
          arith::SelectOp::create(l.b, l.loc, isWild, rest, l.sizes.value(size))
              .getResult();
}

LogicalResult lower(ReshapeOp op, Lowering &l) {
  SizeList shape = l.shapeOperand(op.getShape());
  auto comesFromData = [&](Size size) {
    return !SizeMath::known(size) && l.isUntrusted(size);
  };
  if (llvm::any_of(shape, comesFromData))
    resolveData(shape, l.shape(op.getX()), l);
  else
    resolveWildcard(shape, l.shape(op.getX()), l);
  l.replace(l.reshape(op.getX(), shape));
  return success();
}
LogicalResult lower(ReshapeLikeOp op, Lowering &l) {
  l.replace(l.reshape(op.getX(), l.shape(op.getLike())));
  return success();
}
LogicalResult lower(ExpandDimsOp op, Lowering &l) {
  SizeList shape = l.shape(op.getX());
  shape.insert(shape.begin() + *normalizeAxis(op.getAxis(), shape.size() + 1),
               l.sizes.constant(1));
  l.replace(l.reshape(op.getX(), shape));
  return success();
}
LogicalResult lower(SqueezeOp op, Lowering &l) {
  SizeList whole = l.shape(op.getX()), kept;
  DenseI64ArrayAttr axes = op.getAxesAttr();
  bool given = axes && !axes.empty();
  SmallVector<int64_t> dropped =
      given ? *normalizeAxes(axes, whole.size()) : SmallVector<int64_t>();
  for (auto [i, size] : llvm::enumerate(whole)) {
    if (given ? !llvm::is_contained(dropped, int64_t(i))
              : SizeMath::known(size) != 1)
      kept.push_back(size);
    else
      l.requireEqual(size, l.sizes.constant(1),
                     "'" + l.name() +
                         "' removes a dimension of %lld, expected %lld");
  }
  l.replace(l.reshape(op.getX(), kept));
  return success();
}

LogicalResult lower(TransposeOp op, Lowering &l) {
  SizeList from = l.shape(op.getX()), to;
  SmallVector<int64_t> perm;
  if (auto given = op.getPerm())
    perm.assign(given->begin(), given->end());
  else
    perm = llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, from.size())));
  for (int64_t axis : perm)
    to.push_back(from[axis]);
  if (llvm::is_sorted(perm)) {
    l.replace(op.getX());
    return success();
  }
  // If only dimensions of 1 move, the elements stay.
  SmallVector<int64_t> moving;
  for (int64_t axis : perm)
    if (SizeMath::known(from[axis]) != 1)
      moving.push_back(axis);
  if (llvm::is_sorted(moving)) {
    l.replace(l.reshape(op.getX(), to));
    return success();
  }
  Value init = l.empty(to, getElementTypeOrSelf(op.getX()));
  l.replace(linalg::TransposeOp::create(l.b, l.loc, l.refine(op.getX(), from),
                                        init, perm)
                ->getResults());
  return success();
}

//===----------------------------------------------------------------------===//
// Broadcasting
//===----------------------------------------------------------------------===//

static LogicalResult broadcastTo(Operation *op, SizeList shape, Lowering &l) {
  Value x = op->getOperand(0);
  SizeList from = l.shape(x);
  size_t missing = shape.size() - from.size();
  for (auto [i, size] : llvm::enumerate(from))
    if (SizeMath::known(size) != 1)
      shape[missing + i] = l.requireEqual(
          size, shape[missing + i],
          "'" + l.name() + "' broadcasts a dimension of %lld to %lld");
  l.replace(l.broadcastTo(x, shape));
  return success();
}
LogicalResult lower(BroadcastToOp op, Lowering &l) {
  SizeList shape = l.shapeOperand(op.getShape());
  l.requireShape(shape);
  return broadcastTo(op, shape, l);
}
LogicalResult lower(BroadcastLikeOp op, Lowering &l) {
  return broadcastTo(op, l.shape(op.getLike()), l);
}

LogicalResult lower(SumToOp op, Lowering &l) {
  Value x = op.getX();
  SizeList from = l.shape(x), to = l.shape(op.getLike());
  size_t missing = from.size() - to.size();
  SmallVector<int64_t> axes;
  for (auto [i, size] : llvm::enumerate(from)) {
    if (i < missing ||
        (SizeMath::known(to[i - missing]) == 1 && SizeMath::known(size) != 1))
      axes.push_back(i);
    else
      l.requireEqual(size, to[i - missing],
                     "'" + l.name() + "' sums a dimension of %lld to %lld");
  }
  l.replace(l.reshape(l.reduceSum(x, axes), to));
  return success();
}

LogicalResult lower(FillOp op, Lowering &l) {
  SizeList shape = l.shapeOperand(op.getDims());
  l.requireShape(shape);
  if (Value scalar = l.splat(op.getValue()))
    l.replace(l.fill(shape, scalar));
  else
    l.replace(l.broadcastTo(op.getValue(), shape));
  return success();
}

LogicalResult lower(TileOp op, Lowering &l) {
  // [a, b] -> [m, a, n, b] -> [m * a, n * b].
  SizeList from = l.shape(op.getX()),
           multiples = l.shapeOperand(op.getMultiples());
  SizeList spread, apart, result;
  for (auto [size, multiple] : llvm::zip_equal(from, multiples)) {
    spread.append({l.sizes.constant(1), size});
    apart.append({multiple, size});
    result.push_back(l.sizes.mul(multiple, size));
  }
  l.requireShape(apart);
  Value tiled = l.broadcastTo(l.reshape(op.getX(), spread), apart);
  l.replace(l.reshape(tiled, result));
  return success();
}

/// ceil((limit - start) / delta), none where that is negative.
static Size rangeLength(Value start, Value limit, Value delta, Type element,
                        Lowering &l) {
  ScalarBuilder s(l.b, l.loc, element);
  ScalarBuilder wide(l.b, l.loc, l.b.getF64Type());
  l.require(s.not_equal(delta, s.number(0)),
            "'" + l.name() + "' has a delta of 0");
  bool isFloat = isa<FloatType>(element);
  auto toDouble = [&](Value value) -> Value {
    return ScalarBuilder::cast(l.b, l.loc,
                               ScalarBuilder::store(l.b, l.loc, value, element),
                               l.b.getF64Type());
  };
  Value estimate =
      isFloat ? toDouble(s.ceil(s.realdiv(s.sub(limit, start), delta)))
              : wide.realdiv(wide.sub(toDouble(limit), toDouble(start)),
                             toDouble(delta));
  Value fits = wide.less(estimate, wide.number(double(TFC_MAX_ELEMENTS)));
  l.require(fits, "'" + l.name() + "' has too many elements");
  Value number;
  if (isFloat) {
    // Within what the conversion can say; NaN is none.
    Value positive = wide.less(wide.number(0), estimate);
    Value tame =
        wide.select(wide.logical_and(fits, positive), estimate, wide.number(0));
    number = ScalarBuilder::cast(l.b, l.loc, tame, l.b.getI64Type());
  } else {
    auto toInteger = [&](Value value) -> Value {
      return ScalarBuilder::cast(
          l.b, l.loc, ScalarBuilder::store(l.b, l.loc, value, element),
          l.b.getI64Type());
    };
    ScalarBuilder i(l.b, l.loc, l.b.getI64Type());
    Value span = i.sub(toInteger(limit), toInteger(start));
    number = i.neg(i.floordiv(i.neg(span), toInteger(delta)));
  }
  number = arith::IndexCastOp::create(l.b, l.loc, l.b.getIndexType(), number);
  return l.sizes.max(number, l.sizes.constant(0));
}

LogicalResult lower(RangeOp op, Lowering &l) {
  auto type = cast<RankedTensorType>(op.getType());
  Type element = type.getElementType();
  Value start = ScalarBuilder::load(l.b, l.loc, l.scalar(op.getStart()));
  Value delta = ScalarBuilder::load(l.b, l.loc, l.scalar(op.getDelta()));
  Size count = l.sizes.constant(type.getDimSize(0));
  if (type.isDynamicDim(0)) {
    Value limit = ScalarBuilder::load(l.b, l.loc, l.scalar(op.getLimit()));
    count = rangeLength(start, limit, delta, element, l);
  }
  l.replace(l.elementwise(
      {}, count, element,
      [&](OpBuilder &b, Location loc, ValueRange) {
        ScalarBuilder s(b, loc, element);
        Value i = linalg::IndexOp::create(b, loc, 0);
        if (isa<FloatType>(element)) {
          i = arith::IndexCastOp::create(b, loc, b.getI64Type(), i);
          i = arith::SIToFPOp::create(b, loc, start.getType(), i);
        } else {
          i = arith::IndexCastOp::create(b, loc, start.getType(), i);
        }
        return ScalarBuilder::store(b, loc, s.add(start, s.mul(i, delta)),
                                    element);
      },
      /*usesIndices=*/true));
  return success();
}

} // namespace tfc

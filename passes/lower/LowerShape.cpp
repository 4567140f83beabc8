//===- LowerShape.cpp - Constants, shapes, reshaping, broadcasting --------===//

#include "ir/Shape.h"
#include "ir/ops/shape.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

LogicalResult lower(ConstantOp op, Lowering &l) {
  l.replace(arith::ConstantOp::create(l.b, l.loc,
                                      cast<TypedAttr>(op.getValueAttr()))
                .getResult());
  return success();
}

//===----------------------------------------------------------------------===//
// Shapes as values
//===----------------------------------------------------------------------===//

static LogicalResult replaceBySizes(Operation *op, ArrayRef<Size> sizes,
                                    Lowering &l) {
  SmallVector<Element> elements;
  for (Size size : sizes)
    elements.push_back(l.sizeElement(size));
  l.replace(l.fromElements(cast<RankedTensorType>(op->getResult(0).getType()),
                           elements));
  return success();
}
LogicalResult lower(ShapeOp op, Lowering &l) {
  return replaceBySizes(op, l.shape(op.getX()), l);
}
LogicalResult lower(SizeOp op, Lowering &l) {
  return replaceBySizes(op, l.sizes.count(l.shape(op.getX())), l);
}
LogicalResult lower(RankOp op, Lowering &l) {
  return replaceBySizes(op, l.sizes.constant(l.shape(op.getX()).size()), l);
}

//===----------------------------------------------------------------------===//
// Reshaping
//===----------------------------------------------------------------------===//

/// A small vector keeps its elements where only the rank changes.
static bool keepElements(Operation *op, Lowering &l) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  auto elements = l.elements(op->getOperand(0));
  if (!elements || type.getRank() > 1 || !type.hasStaticShape() ||
      type.getNumElements() != int64_t(elements->size()))
    return false;
  l.replace(l.fromElements(type, *elements));
  return true;
}

/// The entry of -1 takes what the others leave of `total`.
static void resolveWildcard(SizeList &shape, ArrayRef<Size> from, Lowering &l) {
  auto wildcard = llvm::find_if(
      shape, [](Size size) { return SizeMath::known(size) == -1; });
  if (wildcard == shape.end())
    return;
  *wildcard = l.sizes.constant(1);
  Size total = l.sizes.count(from), others = l.sizes.count(shape);
  if (SizeMath::known(others) == 0) {
    *wildcard = l.sizes.constant(0);
    return;
  }
  Size rest = l.sizes.remainder(total, others);
  if (SizeMath::known(rest) != 0) {
    Value fits = arith::CmpIOp::create(
        l.b, l.loc, arith::CmpIPredicate::eq, l.sizes.value(rest),
        l.sizes.value(l.sizes.constant(0)));
    l.require(fits,
              "'" + l.name() +
                  "' cannot reshape %lld elements to a multiple of %lld",
              {total, others});
  }
  *wildcard = l.sizes.floorDiv(total, others);
}

LogicalResult lower(ReshapeOp op, Lowering &l) {
  if (keepElements(op, l))
    return success();
  SizeList shape = l.shapeOperand(op.getShape());
  resolveWildcard(shape, l.shape(op.getX()), l);
  l.replace(l.reshape(op.getX(), shape));
  return success();
}
LogicalResult lower(ReshapeLikeOp op, Lowering &l) {
  l.replace(l.reshape(op.getX(), l.shape(op.getLike())));
  return success();
}
LogicalResult lower(ExpandDimsOp op, Lowering &l) {
  if (keepElements(op, l))
    return success();
  SizeList shape = l.shape(op.getX());
  shape.insert(shape.begin() + *normalizeAxis(op.getAxis(), shape.size() + 1),
               l.sizes.constant(1));
  l.replace(l.reshape(op.getX(), shape));
  return success();
}
LogicalResult lower(SqueezeOp op, Lowering &l) {
  if (keepElements(op, l))
    return success();
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
  // Where only dimensions of 1 move, the elements stay.
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
  return broadcastTo(op, l.shapeOperand(op.getShape()), l);
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
    if (i < missing || (SizeMath::known(to[i - missing]) == 1 &&
                        SizeMath::known(size) != 1))
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
  if (Value scalar = l.splat(op.getValue()))
    l.replace(l.fill(shape, scalar));
  else
    l.replace(l.broadcastTo(op.getValue(), shape));
  return success();
}

LogicalResult lower(TileOp op, Lowering &l) {
  // [a, b] -> [m, a, n, b] -> [m * a, n * b].
  SizeList from = l.shape(op.getX()), multiples = l.shapeOperand(op.getMultiples());
  SizeList spread, apart, result;
  for (auto [size, multiple] : llvm::zip_equal(from, multiples)) {
    spread.append({l.sizes.constant(1), size});
    apart.append({multiple, size});
    result.push_back(l.sizes.mul(multiple, size));
  }
  Value tiled = l.broadcastTo(l.reshape(op.getX(), spread), apart);
  l.replace(l.reshape(tiled, result));
  return success();
}

LogicalResult lower(RangeOp op, Lowering &l) {
  auto type = cast<RankedTensorType>(op.getType());
  Type element = type.getElementType();
  Value start = ScalarBuilder::load(l.b, l.loc, l.scalar(op.getStart()));
  Value delta = ScalarBuilder::load(l.b, l.loc, l.scalar(op.getDelta()));
  Size count = l.sizes.constant(type.getDimSize(0));
  if (type.isDynamicDim(0)) {
    // ceil((limit - start) / delta), none where that is negative.
    Value limit = ScalarBuilder::load(l.b, l.loc, l.scalar(op.getLimit()));
    Value span, number;
    ScalarBuilder s(l.b, l.loc, element);
    span = s.sub(limit, start);
    if (isa<FloatType>(element))
      number = ScalarBuilder::cast(l.b, l.loc, s.ceil(s.realdiv(span, delta)),
                                   l.b.getI64Type());
    else
      number = s.neg(s.floordiv(s.neg(span), delta));
    number = arith::IndexCastOp::create(l.b, l.loc, l.b.getIndexType(), number);
    count = l.sizes.max(number, l.sizes.constant(0));
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

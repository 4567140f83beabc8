//===- pooling.cpp - Pooling and its gradients ----------------------------===//

#include "ir/ops/pooling.h"
#include "passes/lower/Pool.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace tfc {

/// The windows of `op` over its image.
template <typename Op>
static FailureOr<Pool> poolOf(Op op, Value image, Lowering &l) {
  FailureOr<Windows> windows = windowsOf(op, l.shape(image), l);
  if (failed(windows))
    return failure();
  return Pool(image, *windows, l);
}

template <typename Op>
static LogicalResult lowerMaxPool(Op op, Lowering &l) {
  FailureOr<Pool> found = poolOf(op, op.getX(), l);
  if (failed(found))
    return failure();
  Pool &pool = *found;
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value lowest = scalars.lowest();
  Value x = padImage(op.getX(), pool.windows, l.lowestStored(pool.element), l);
  Value result = pool.reduce(
      x, lowest, [](ScalarBuilder &s, Value accumulator, Value value) {
        return s.maximum(accumulator, value);
      });
  l.replace(l.fromCompute(result, pool.element));
  return success();
}

template <typename Op>
static LogicalResult lowerAvgPool(Op op, Lowering &l) {
  FailureOr<Pool> found = poolOf(op, op.getX(), l);
  if (failed(found))
    return failure();
  Pool &pool = *found;
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value zero = scalars.number(0);
  Value x = padImage(op.getX(), pool.windows, l.constant(pool.element, 0), l);
  l.replace(pool.divideByCount(pool.reduce(
      x, zero, [](ScalarBuilder &s, Value accumulator, Value value) {
        return s.add(accumulator, value);
      })));
  return success();
}

/// The place of each window's first maximum in the window.
static Value placesOfMaxima(Pool &pool, Value x, Lowering &l) {
  Type i32 = l.b.getI32Type();
  return pool.atMaximum(x, l.constant(i32, -1), Value(),
                        [&](OpBuilder &b, Location loc) -> Value {
                          return arith::IndexCastOp::create(
                              b, loc, i32, pool.currentPlace(b, loc));
                        })[1];
}

// First the place of each window's first maximum, then each cell adds up the
// gradients of the windows whose maximum it is: no two threads write one cell.
template <typename Op>
static LogicalResult lowerMaxPoolGrad(Op op, Lowering &l) {
  FailureOr<Pool> found = poolOf(op, op.getX(), l);
  if (failed(found))
    return failure();
  Pool &pool = *found;
  requireGradientShape(op.getDy(), pool.shape, l);
  Type i32 = l.b.getI32Type();
  Value places = placesOfMaxima(pool, op.getX(), l);
  l.replace(pool.spread(
      {places, op.getDy()},
      [&](OpBuilder &b, Location loc, ValueRange elements, Value inWindow) {
        ScalarBuilder s(b, loc, pool.element);
        Value here = arith::IndexCastOp::create(b, loc, i32, inWindow);
        return s.select(s.equal(elements[0], here),
                        ScalarBuilder::load(b, loc, elements[1]), s.number(0));
      }));
  return success();
}

template <typename Op>
static LogicalResult lowerMaxPoolGradGrad(Op op, Lowering &l) {
  FailureOr<Pool> found = poolOf(op, op.getX(), l);
  if (failed(found))
    return failure();
  Pool &pool = *found;
  SizeList image = pool.image;
  requireGradientShape(op.getDy(), image, l);
  ScalarBuilder scalars(l.b, l.loc, pool.element);
  Value zero = scalars.number(0);
  Value dy = padImage(l.refine(op.getDy(), image), pool.windows,
                      l.constant(pool.element, 0), l);
  Value picked = pool.atMaximum(op.getX(), zero, dy, nullptr)[1];
  l.replace(l.fromCompute(picked, pool.element));
  return success();
}

template <typename Op>
static LogicalResult lowerAvgPoolGrad(Op op, Lowering &l) {
  FailureOr<Pool> found = poolOf(op, op.getLike(), l);
  if (failed(found))
    return failure();
  Pool &pool = *found;
  requireGradientShape(op.getDy(), pool.shape, l);
  Value shares = pool.divideByCount(op.getDy());
  l.replace(pool.spread(
      shares, [&](OpBuilder &b, Location loc, ValueRange elements, Value) {
        return ScalarBuilder::load(b, loc, elements[0]);
      }));
  return success();
}

#define TFC_LOWER(OP, RULE)                                                    \
  LogicalResult lower(OP op, Lowering &l) { return RULE(op, l); }
TFC_LOWER(MaxPoolOp, lowerMaxPool)
TFC_LOWER(MaxPool3DOp, lowerMaxPool)
TFC_LOWER(AvgPoolOp, lowerAvgPool)
TFC_LOWER(AvgPool3DOp, lowerAvgPool)
TFC_LOWER(MaxPoolGradOp, lowerMaxPoolGrad)
TFC_LOWER(MaxPool3DGradOp, lowerMaxPoolGrad)
TFC_LOWER(MaxPoolGradGradOp, lowerMaxPoolGradGrad)
TFC_LOWER(MaxPool3DGradGradOp, lowerMaxPoolGradGrad)
TFC_LOWER(AvgPoolGradOp, lowerAvgPoolGrad)
TFC_LOWER(AvgPool3DGradOp, lowerAvgPoolGrad)
#undef TFC_LOWER

// A window's place and the cell's place in it give the place in the image.
LogicalResult lower(MaxPoolWithArgmaxOp op, Lowering &l) {
  FailureOr<Pool> found = poolOf(op, op.getX(), l);
  if (failed(found))
    return failure();
  Pool &pool = *found;
  Type type = getElementTypeOrSelf(op.getArgmax());
  Type i32 = l.b.getI32Type();
  SmallVector<Value> maxima =
      pool.atMaximum(op.getX(), l.constant(i32, 0), Value(),
                     [&](OpBuilder &b, Location loc) -> Value {
                       return arith::IndexCastOp::create(
                           b, loc, i32, pool.currentPlace(b, loc));
                     });
  SmallVector<Value> sizes, before;
  for (Size size : pool.image)
    sizes.push_back(l.sizes.value(size));
  for (Window &window : pool.windows)
    before.push_back(l.sizes.value(window.before));
  Value places = l.elementwise(
      maxima[1], pool.shape, type,
      [&](OpBuilder &b, Location loc, ValueRange elements) -> Value {
        auto constant = [&](int64_t value) {
          return arith::ConstantIndexOp::create(b, loc, value).getResult();
        };
        auto index = [&](unsigned i) {
          return linalg::IndexOp::create(b, loc, i).getResult();
        };
        Value cell =
            arith::IndexCastOp::create(b, loc, b.getIndexType(), elements[0]);
        Value width = constant(pool.windows[1].kernel);
        Value inCell[] = {arith::DivUIOp::create(b, loc, cell, width),
                          arith::RemUIOp::create(b, loc, cell, width)};
        Value place = op.getIncludeBatchInIndex() ? index(0) : constant(0);
        for (unsigned i = 0; i < 2; ++i) {
          Value at = arith::MulIOp::create(b, loc, index(1 + i),
                                           constant(pool.windows[i].stride));
          at = arith::SubIOp::create(b, loc, at, before[i]);
          at = arith::AddIOp::create(b, loc, at, inCell[i]);
          place = arith::AddIOp::create(
              b, loc, arith::MulIOp::create(b, loc, place, sizes[1 + i]), at);
        }
        place = arith::AddIOp::create(
            b, loc, arith::MulIOp::create(b, loc, place, sizes[3]), index(3));
        return arith::IndexCastOp::create(b, loc, type, place);
      },
      /*usesIndices=*/true);
  l.replace({l.fromCompute(maxima[0], pool.element), places});
  return success();
}

} // namespace tfc

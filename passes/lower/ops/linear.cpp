//===- linear.cpp - Matrix products ----------------------------------===//

#include "ir/ops/linear.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

/// A tensor in its compute type, unless linalg can read it as it is.
static Value toSignless(Value x, Lowering &l) {
  Type element = getElementTypeOrSelf(x);
  if (!element.isUnsignedInteger())
    return x;
  return l.elementwise(x, l.shape(x), ScalarBuilder::computeType(element),
                       [](OpBuilder &b, Location loc, ValueRange elements) {
                         return ScalarBuilder::load(b, loc, elements[0]);
                       });
}

static Value transposeLast(Value x, SizeList shape, Lowering &l) {
  auto perm = llvm::to_vector(llvm::seq<int64_t>(0, shape.size()));
  std::swap(perm[perm.size() - 2], perm.back());
  std::swap(shape[shape.size() - 2], shape.back());
  Value init = l.empty(shape, getElementTypeOrSelf(x));
  return linalg::TransposeOp::create(l.b, l.loc, x, init, perm)->getResult(0);
}

// One linalg.contract for every form: the loops are the leading dimensions,
// then m, n, k; transposes and broadcasts are in the maps.
LogicalResult lower(MatMulOp op, Lowering &l) {
  Value x = op.getX(), y = op.getY();
  Type element = getElementTypeOrSelf(x);
  SizeList xs = l.shape(x), ys = l.shape(y);
  size_t xBatch = xs.size() - 2, yBatch = ys.size() - 2;
  Size m = xs[xBatch + op.getTransposeX()],
       k = xs[xBatch + !op.getTransposeX()];
  Size n = ys[yBatch + !op.getTransposeY()],
       k2 = ys[yBatch + op.getTransposeY()];
  k = l.requireEqual(
      k, k2, "inner dimensions of '" + l.name() + "' are %lld and %lld");
  xs[xBatch + !op.getTransposeX()] = ys[yBatch + op.getTransposeY()] = k;
  x = l.refine(x, xs);
  y = l.refine(y, ys);
  SizeList batch = l.broadcast(ArrayRef<Size>(xs).drop_back(2),
                               ArrayRef<Size>(ys).drop_back(2));

  // Rows of all leading dimensions are rows of one product.
  SizeList resultShape = batch;
  resultShape.append({m, n});
  if (xBatch && !yBatch && !op.getTransposeX()) {
    m = l.sizes.mul(l.sizes.count(batch), m);
    xs = {m, k};
    x = l.reshape(x, xs);
    batch.clear();
    xBatch = 0;
  }

  unsigned loops = batch.size() + 3;
  auto dim = [&](unsigned i) { return l.b.getAffineDimExpr(i); };
  auto access = [&](Value &value, SizeList whole, bool transposed,
                    unsigned first, unsigned second) {
    SmallVector<AffineExpr> exprs;
    SizeList kept;
    size_t count = whole.size() - 2, missing = batch.size() - count;
    for (size_t i = 0; i < count; ++i) {
      if (SizeMath::known(whole[i]) == 1 &&
          SizeMath::known(batch[missing + i]) != 1)
        continue;
      kept.push_back(whole[i]);
      exprs.push_back(dim(missing + i));
    }
    kept.append({whole[count], whole[count + 1]});
    if (kept.size() != whole.size())
      value = l.reshape(value, kept);
    value = toSignless(value, l);
    if (transposed && !SizeMath::known(k) && first + 1 == loops) {
      // Kernels copy what they cannot read in order to their stack, which
      // takes no sums of unknown length.
      value = transposeLast(value, kept, l);
      transposed = false;
    }
    exprs.push_back(dim(transposed ? second : first));
    exprs.push_back(dim(transposed ? first : second));
    return AffineMap::get(loops, 0, exprs, l.b.getContext());
  };
  AffineMap xMap = access(x, xs, op.getTransposeX(), loops - 3, loops - 1);
  AffineMap yMap = access(y, ys, op.getTransposeY(), loops - 1, loops - 2);
  SmallVector<AffineExpr> out;
  for (unsigned i = 0; i + 1 < loops; ++i)
    out.push_back(dim(i));
  SizeList shape = batch;
  shape.append({m, n});
  AffineMap maps[] = {xMap, yMap,
                      AffineMap::get(loops, 0, out, l.b.getContext())};
  ScalarBuilder scalars(l.b, l.loc, element);
  Value init = l.fill(shape, scalars.number(0));
  Value result =
      linalg::ContractOp::create(l.b, l.loc, init.getType(), ValueRange{x, y},
                                 init, l.b.getAffineMapArrayAttr(maps))
          .getResult(0);
  l.replace(l.reshape(l.fromCompute(result, element), resultShape));
  return success();
}

} // namespace tfc

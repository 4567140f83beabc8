//===- Transposes.cpp - Permutations and matrix products ------------------===//

#include "ir/ops/linear.h"
#include "ir/ops/shape.h"
#include "passes/simplify/Patterns.h"

using namespace mlir;

namespace tfc {

static SmallVector<int64_t> permutation(TransposeOp op) {
  if (DenseI64ArrayAttr perm = op.getPermAttr())
    return SmallVector<int64_t>(perm.asArrayRef());
  int64_t rank = op.getType().getRank();
  return llvm::to_vector(llvm::reverse(llvm::seq<int64_t>(0, rank)));
}

// The identical permutation changes nothing.
static LogicalResult identical(TransposeOp op, PatternRewriter &rewriter) {
  if (!llvm::is_sorted(permutation(op)))
    return failure();
  return replaceBy(op, op.getX(), rewriter);
}

// x^p^q = x^(p q), where dimension i is x's p[q[i]]
static LogicalResult compose(TransposeOp op, PatternRewriter &rewriter) {
  auto inner = op.getX().getDefiningOp<TransposeOp>();
  if (!inner)
    return failure();
  SmallVector<int64_t> first = permutation(inner), second = permutation(op);
  for (int64_t &axis : second)
    axis = first[axis];
  rewriter.replaceOpWithNewOp<TransposeOp>(
      op, op.getType(), inner.getX(), rewriter.getDenseI64ArrayAttr(second));
  return success();
}

/// x where `value` is x with its last two dimensions exchanged.
static Value exchanged(Value value) {
  auto transpose = value.getDefiningOp<TransposeOp>();
  if (!transpose)
    return {};
  SmallVector<int64_t> perm = permutation(transpose);
  if (perm.size() < 2)
    return {};
  std::swap(perm[perm.size() - 2], perm.back());
  return llvm::is_sorted(perm) ? transpose.getX() : Value();
}

// matmul(x', y) takes x with its flag changed, and so for y.
static LogicalResult productOfTransposed(MatMulOp op,
                                         PatternRewriter &rewriter) {
  Value x = exchanged(op.getX()), y = exchanged(op.getY());
  if (!x && !y)
    return failure();
  rewriter.replaceOpWithNewOp<MatMulOp>(
      op, op.getType(), x ? x : op.getX(), y ? y : op.getY(),
      rewriter.getBoolAttr(op.getTransposeX() != bool(x)),
      rewriter.getBoolAttr(op.getTransposeY() != bool(y)));
  return success();
}

// matmul(x, y)' = matmul(y', x')
static LogicalResult transposedProduct(TransposeOp op,
                                       PatternRewriter &rewriter) {
  Value x = exchanged(op.getY());
  auto product = x ? x.getDefiningOp<MatMulOp>() : MatMulOp();
  if (!product || !product->hasOneUse())
    return failure();
  rewriter.replaceOpWithNewOp<MatMulOp>(
      op, op.getType(), product.getY(), product.getX(),
      rewriter.getBoolAttr(!product.getTransposeY()),
      rewriter.getBoolAttr(!product.getTransposeX()));
  return success();
}

void addTransposeRules(RewritePatternSet &patterns) {
  patterns.add(identical).add(compose).add(productOfTransposed);
  patterns.add(transposedProduct);
}

} // namespace tfc

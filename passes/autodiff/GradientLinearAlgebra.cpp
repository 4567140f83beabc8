//===- GradientLinearAlgebra.cpp - Gradients of solvers -------------------===//
//
// M. Giles, An extended collection of matrix derivative results for forward and
// reverse mode algorithmic differentiation (2008); for Cholesky, I. Murray,
// Differentiation of the Cholesky decomposition (2016).
//
//===----------------------------------------------------------------------===//

#include "ir/ops/linear_algebra.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

namespace {
/// Matrix algebra on the last two dimensions.
struct Matrices {
  TfcBuilder &b;

  Value product(Value x, bool transposeX, Value y, bool transposeY) {
    return b.matmul(x, y, b.builder.getBoolAttr(transposeX),
                    b.builder.getBoolAttr(transposeY));
  }
  Value transpose(Value x) {
    auto perm = llvm::to_vector(llvm::seq<int64_t>(0, shapeOf(x).size()));
    std::swap(perm[perm.size() - 2], perm.back());
    return b.transpose(x, b.axesAttr(perm));
  }
  Value triangularSolve(Value matrix, Value rhs, bool lower, bool adjoint) {
    return b.matrix_triangular_solve(matrix, rhs, b.builder.getBoolAttr(lower),
                                     b.builder.getBoolAttr(adjoint));
  }
  /// x times a mask: 1 below (or above) the diagonal, `diagonal` on it, else 0.
  /// Null if the size of the matrices is not known.
  Value triangle(Value x, bool lower, double diagonal) {
    int64_t size = shapeOf(x).back();
    if (ShapedType::isDynamic(size))
      size = shapeOf(x)[shapeOf(x).size() - 2];
    if (ShapedType::isDynamic(size))
      return Value();
    auto type = cast<FloatType>(elementOf(x));
    SmallVector<Attribute> mask;
    for (int64_t i = 0; i < size; ++i)
      for (int64_t j = 0; j < size; ++j)
        mask.push_back(FloatAttr::get(
            type, i == j ? diagonal : (j < i) == lower ? 1.0 : 0.0));
    return b.mul(x, b.constant(DenseElementsAttr::get(
                        RankedTensorType::get({size, size}, type), mask)));
  }
};
} // namespace

static LogicalResult sizeUnknown(Operation *op) {
  return op->emitOpError(
      "has a gradient only where the size of the matrices is known when "
      "compiling (--shape)");
}

// P = L' dL with the upper half gone and the diagonal halved:
// dA = (S + S') / 2 with S = L^-T P L^-1.
LogicalResult gradient(CholeskyOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value l = op.getY();
  Value middle = m.triangle(m.product(l, true, grads[0], false), true, 0.5);
  if (!middle)
    return sizeUnknown(op);
  Value left = m.triangularSolve(l, middle, true, true);
  Value right = m.triangularSolve(l, m.transpose(left), true, true);
  result[0] = b.mul(b.number(0.5), b.add(right, m.transpose(right)));
  return success();
}

// y = A^-1: dA = -y' dy y'.   y = A^-T: dA = -y dy' y, as (y^-1)' is A.
LogicalResult gradient(MatrixInverseOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value y = op.getY(), dy = grads[0];
  if (op.getAdjoint())
    result[0] = b.neg(m.product(y, false, m.product(dy, true, y, false), false));
  else
    result[0] = b.neg(m.product(y, true, m.product(dy, false, y, true), false));
  return success();
}

// drhs = A^-T dy, dA = -drhs y'; of the adjoint system drhs = A^-1 dy and
// dA = -y drhs'.
LogicalResult gradient(MatrixSolveOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  bool adjoint = op.getAdjoint();
  Value y = op.getY();
  Value rhs = b.matrix_solve(op.getMatrix(), grads[0],
                             b.builder.getBoolAttr(!adjoint));
  result[0] = b.neg(adjoint ? m.product(y, false, rhs, true)
                            : m.product(rhs, false, y, true));
  result[1] = rhs;
  return success();
}

// As of matrix_solve, within the triangle that is read. Batches that broadcast
// are summed by autodiff.
LogicalResult gradient(MatrixTriangularSolveOp op, ValueRange grads,
                       TfcBuilder &b, MutableArrayRef<Value> result) {
  Matrices m{b};
  bool adjoint = op.getAdjoint();
  Value y = op.getY();
  Value rhs = m.triangularSolve(op.getMatrix(), grads[0], op.getLower(),
                                !adjoint);
  Value matrix = b.neg(adjoint ? m.product(y, false, rhs, true)
                               : m.product(rhs, false, y, true));
  result[0] = m.triangle(matrix, op.getLower(), 1);
  result[1] = rhs;
  return result[0] ? success() : sizeUnknown(op);
}

static Value asMatrix(TfcBuilder &b, Value scalar) {
  return b.expandLast(b.expandLast(scalar));
}

// d det A = det A tr(A^-1 dA)
LogicalResult gradient(MatrixDeterminantOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value inverse = b.matrix_inverse(op.getX(), b.builder.getBoolAttr(true));
  result[0] = b.mul(asMatrix(b, b.mul(grads[0], op.getY())), inverse);
  return success();
}
LogicalResult gradient(LogMatrixDeterminantOp op, ValueRange grads,
                       TfcBuilder &b, MutableArrayRef<Value> result) {
  Value inverse = b.matrix_inverse(op.getX(), b.builder.getBoolAttr(true));
  result[0] = b.mul(asMatrix(b, grads[1]), inverse);
  return success();
}

} // namespace tfc

//===- linear_algebra.cpp - Gradients of solvers -------------------===//
//
// M. Giles, An extended collection of matrix derivative results for forward and
// reverse mode algorithmic differentiation (2008); for Cholesky, I. Murray,
// Differentiation of the Cholesky decomposition (2016).
//
//===----------------------------------------------------------------------===//

#include "ir/ops/linear_algebra.h"
#include "passes/autodiff/Gradient.h"
#include "passes/autodiff/Matrices.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

// P = L' dL with the upper half gone and the diagonal halved:
// dA = (S + S') / 2 with S = L^-T P L^-1.
LogicalResult gradient(CholeskyOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value l = op.getY();
  Value middle = m.triangle(m.product(l, true, grads[0], false), true, 0.5);
  if (!middle)
    return m.sizeUnknown(op);
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
  return result[0] ? success() : m.sizeUnknown(op);
}

// With more rows than columns and r the regularizer, w = (A'A + r)^-1 dy:
// drhs = A w, dA = (rhs - A y) w' - A w y'. Else y = A' z with z = (AA' + r)^-1
// rhs, and t = (AA' + r)^-1 A dy: drhs = t, dA = z (dy - A' t)' - t y'. With a
// regularizer both are right whatever the sizes.
LogicalResult gradient(MatrixSolveLsOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value a = op.getMatrix(), rhs = op.getRhs(), y = op.getY(), dy = grads[0];
  int64_t rows = m.rows(a), columns = m.columns(a);
  double regularizer = op.getL2Regularizer().convertToDouble();
  bool isKnown = !ShapedType::isDynamic(rows) && !ShapedType::isDynamic(columns);
  if (!isKnown && regularizer <= 0)
    return m.sizeUnknown(op);
  bool isTall = !isKnown || rows >= columns;
  Value square = m.product(a, isTall, a, !isTall);
  Value diagonal = b.matrix_diag_part(square);
  square = b.matrix_set_diag(square, b.add(diagonal, b.number(regularizer)));
  if (isTall) {
    Value w = b.matrix_solve(square, dy);
    Value drhs = m.product(a, false, w, false);
    Value residual = b.sub(rhs, m.product(a, false, y, false));
    result[0] = b.sub(m.product(residual, false, w, true),
                      m.product(drhs, false, y, true));
    result[1] = drhs;
    return success();
  }
  Value z = b.matrix_solve(square, rhs);
  Value t = b.matrix_solve(square, m.product(a, false, dy, false));
  Value rest = b.sub(dy, m.product(a, true, t, false));
  result[0] =
      b.sub(m.product(z, false, rest, true), m.product(t, false, y, true));
  result[1] = t;
  return success();
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

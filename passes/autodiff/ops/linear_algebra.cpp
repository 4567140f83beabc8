//===- linear_algebra.cpp - Gradients of decompositions and solvers -------===//
//
// Solvers and eigenvectors: M. Giles, An extended collection of matrix
// derivative results for forward and reverse mode algorithmic differentiation
// (2008). cholesky: I. Murray, Differentiation of the Cholesky decomposition
// (2016). qr: S. Walter and L. Lehmann, Algorithmic differentiation of linear
// algebra functions with application in optimum experimental design (2010).
// svd: J. Townsend, Differentiating the singular value decomposition (2016).
// lu: F. de Hoog, R. Anderssen and M. Lukas, Differentiation of matrix
// functionals using triangular factorization (2011).
//
// Values that are equal have no own vectors, so no gradient: there it is as if
// they were far apart (as in TensorFlow, linalg_grad.py, _SafeReciprocal).
//
//===----------------------------------------------------------------------===//

#include "ir/ops/linear_algebra.h"
#include "ir/ops/shape.h"
#include "passes/autodiff/Gradient.h"
#include "passes/autodiff/Matrices.h"

#include "mlir/IR/Matchers.h"

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

/// Whether this is what autodiff makes where nothing flows to a result.
static bool isZeros(Value value) {
  if (auto spread = value.getDefiningOp<BroadcastLikeOp>())
    value = spread.getX();
  return matchPattern(value, m_AnyZeroFloat());
}

//===----------------------------------------------------------------------===//
// QR
//===----------------------------------------------------------------------===//

// With M = R dR' - dQ' Q and X the lower triangle of M - M':
// dA = (dQ + Q X) R^-T + Q dR, without what the triangle leaves out of dR.
static Value gradientOfTallQr(Matrices m, Value q, Value r, Value dq,
                              Value dr) {
  TfcBuilder &b = m.b;
  Value projected = m.product(q, true, dq, false);
  Value product = m.product(r, false, dr, true);
  Value skew = b.add(b.sub(projected, m.transpose(projected)),
                     b.sub(product, m.transpose(product)));
  Value inside = b.add(dr, m.solvedFromRight(m.lowerTriangle(skew), r));
  Value outside = b.sub(dq, m.product(q, false, projected, false));
  return b.add(m.product(q, false, inside, false),
               m.solvedFromRight(outside, r));
}

LogicalResult gradient(QrOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value x = op.getX(), q = op.getQ(), r = op.getR();
  Value dq = grads[0], dr = grads[1];
  int64_t rows = m.rows(x), columns = m.columns(x);
  if (ShapedType::isDynamic(rows) || ShapedType::isDynamic(columns))
    return m.sizeUnknown(op);
  if (rows > columns && op.getFullMatrices()) {
    // The columns that complete q are free to turn, and the rows of r that
    // belong to them are zeros.
    if (!isZeros(dq))
      return op.emitOpError("has no gradient through q with full_matrices "
                            "where the matrices have more rows than columns");
    ResultRange thin = b.qr(x);
    q = thin[0];
    r = thin[1];
    dq = b.zerosLike(q);
    dr = m.someRows(dr, 0, columns);
  }
  if (rows >= columns) {
    result[0] = gradientOfTallQr(m, q, r, dq, dr);
    return success();
  }
  // x = [left, right] = q [r of left, q' right]
  int64_t rest = columns - rows;
  Value right = m.someColumns(x, rows, rest);
  Value ofRight = m.someColumns(dr, rows, rest);
  dq = b.add(dq, m.product(right, false, ofRight, true));
  Value left = gradientOfTallQr(m, q, m.someColumns(r, 0, rows), dq,
                                m.someColumns(dr, 0, rows));
  result[0] = b.concat2(left, m.product(q, false, ofRight, false),
                        b.builder.getI64IntegerAttr(-1));
  return success();
}

//===----------------------------------------------------------------------===//
// Singular values
//===----------------------------------------------------------------------===//

namespace {
/// U diag(s) V' with the vectors that belong to singular values; and one more,
/// where all of them are asked for and there is one more.
struct Singular {
  Matrices m;
  Value s, u, v;

  /// The part of dA that dU makes; for dV, u and v change places in it and
  /// the result is its transpose. `du` is of u's shape.
  ///   [U (F o (U'dU - dU'U)) diag(s) + (1 - U U') dU diag(1/s)] V'
  Value ofVectors(Value u, Value v, Value du) {
    TfcBuilder &b = m.b;
    Value projected = m.product(u, true, du, false);
    Value turned = b.mul(m.differences(b.mul(s, s)),
                         b.sub(projected, m.transpose(projected)));
    Value inside = m.timesDiagonal(m.product(u, false, turned, false), s);
    Value outside = b.sub(du, m.product(u, false, projected, false));
    outside = m.timesDiagonal(outside, m.safeReciprocal(s));
    return m.product(b.add(inside, outside), false, v, true);
  }
  /// The part of one more column n of U: -n dn' U diag(1/s) V'.
  Value ofCompletion(Value u, Value v, Value n, Value dn) {
    Value within =
        m.timesDiagonal(m.product(dn, true, u, false), m.safeReciprocal(s));
    return m.b.neg(
        m.product(n, false, m.product(within, false, v, true), false));
  }
};
} // namespace

LogicalResult gradient(SvdOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value x = op.getX(), ds = grads[0], du = grads[1], dv = grads[2];
  int64_t rows = m.rows(x), columns = m.columns(x);
  if (!op.getComputeUv()) {
    ResultRange whole = b.svd(x);
    result[0] = m.product(m.timesDiagonal(whole[1], ds), false, whole[2], true);
    return success();
  }
  bool needsVectors = !isZeros(du) || !isZeros(dv);
  bool isCompleted = op.getFullMatrices() && rows != columns;
  if ((needsVectors || isCompleted) &&
      (ShapedType::isDynamic(rows) || ShapedType::isDynamic(columns)))
    return m.sizeUnknown(op);
  int64_t count = std::min(rows, columns);
  Singular a{m, op.getS(), op.getU(), op.getV()};
  Value u = a.u, v = a.v;
  if (isCompleted) {
    if (needsVectors && std::abs(rows - columns) > 1)
      return op.emitOpError("has no gradient through u and v with "
                            "full_matrices where the matrices have ")
             << rows << " rows and " << columns
             << " columns: it is one where they differ by one at most";
    u = m.someColumns(u, 0, count);
    v = m.someColumns(v, 0, count);
  }
  Value sum = m.product(m.timesDiagonal(u, ds), false, v, true);
  if (!isZeros(du)) {
    Value own = isCompleted ? m.someColumns(du, 0, count) : du;
    sum = b.add(sum, a.ofVectors(u, v, own));
    if (isCompleted && rows > columns)
      sum = b.add(sum, a.ofCompletion(u, v, m.someColumns(a.u, count, 1),
                                      m.someColumns(du, count, 1)));
  }
  if (!isZeros(dv)) {
    Value own = isCompleted ? m.someColumns(dv, 0, count) : dv;
    sum = b.add(sum, m.transpose(a.ofVectors(v, u, own)));
    if (isCompleted && rows < columns)
      sum = b.add(sum,
                  m.transpose(a.ofCompletion(v, u, m.someColumns(a.v, count, 1),
                                             m.someColumns(dv, count, 1))));
  }
  result[0] = sum;
  return success();
}

//===----------------------------------------------------------------------===//
// Eigenvalues
//===----------------------------------------------------------------------===//

// dA = V (diag(de) + F o V'dV) V' with F_ij = 1 / (e_j - e_i), its symmetric
// part, which is F o (V'dV - dV'V) / 2: that has no diagonal, whose F is 0 / 0.
// Only the lower triangle is read, so the gradient of both is gathered there.
LogicalResult gradient(SelfAdjointEigOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value v = op.getV();
  if (!op.getComputeV())
    v = b.self_adjoint_eig(op.getX(), b.builder.getBoolAttr(true))[1];
  Value whole = m.product(m.timesDiagonal(v, grads[0]), false, v, true);
  if (op.getComputeV() && !isZeros(grads[1])) {
    Value projected = m.product(v, true, grads[1], false);
    Value skew = b.mul(b.number(0.5), b.sub(projected, m.transpose(projected)));
    Value turned = b.mul(m.differences(op.getE()), skew);
    whole = b.add(
        whole, m.product(m.product(v, false, turned, false), false, v, true));
  }
  Value diagonal = b.matrix_diag_part(whole);
  result[0] = b.matrix_set_diag(
      m.lowerTriangle(b.add(whole, m.transpose(whole))), diagonal);
  return success();
}

//===----------------------------------------------------------------------===//
// LU
//===----------------------------------------------------------------------===//

// dA = P' L^-T (strictly lower part of L'dL + upper part of dU U') U^-T
LogicalResult gradient(LuOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value lu = op.getLu(), d = grads[0];
  Value lower = b.matrix_set_diag(m.lowerTriangle(lu),
                                  b.onesLike(b.matrix_diag_part(lu)));
  Value upper = m.upperTriangle(lu), du = m.upperTriangle(d);
  Value below = m.product(lower, true, b.sub(d, du), false);
  Value above = m.product(du, false, upper, true);
  Value inside =
      b.add(b.sub(below, m.upperTriangle(below)), m.upperTriangle(above));
  Value permuted =
      m.solvedFromRight(m.triangularSolve(lower, inside, true, true), upper);
  // Row i of the permuted matrix is row p[i] of x.
  int64_t batch = shapeOf(lu).size() - 2;
  result[0] = b.gatherBack(permuted, op.getX(), op.getP(),
                           b.builder.getI64IntegerAttr(batch),
                           b.builder.getI64IntegerAttr(batch));
  return success();
}

//===----------------------------------------------------------------------===//
// Inverses and solvers
//===----------------------------------------------------------------------===//

// y = A^-1: dA = -y' dy y'.   y = A^-T: dA = -y dy' y, as (y^-1)' is A.
LogicalResult gradient(MatrixInverseOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Matrices m{b};
  Value y = op.getY(), dy = grads[0];
  if (op.getAdjoint())
    result[0] =
        b.neg(m.product(y, false, m.product(dy, true, y, false), false));
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
  Value rhs =
      b.matrix_solve(op.getMatrix(), grads[0], b.builder.getBoolAttr(!adjoint));
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
  Value rhs =
      m.triangularSolve(op.getMatrix(), grads[0], op.getLower(), !adjoint);
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
  bool isKnown =
      !ShapedType::isDynamic(rows) && !ShapedType::isDynamic(columns);
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

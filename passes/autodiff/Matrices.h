//===- Matrices.h - Algebra of matrices for gradients -----------*- C++ -*-===//
#ifndef TFC_PASSES_AUTODIFF_MATRICES_H
#define TFC_PASSES_AUTODIFF_MATRICES_H

#include "ir/Builder.h"
#include "ir/Shape.h"

namespace tfc {

/// Matrix algebra on the last two dimensions.
struct Matrices {
  TfcBuilder &b;

  mlir::Value product(mlir::Value x, bool transposeX, mlir::Value y,
                      bool transposeY) {
    return b.matmul(x, y, b.builder.getBoolAttr(transposeX),
                    b.builder.getBoolAttr(transposeY));
  }
  mlir::Value transpose(mlir::Value x) {
    auto perm =
        llvm::to_vector(llvm::seq<int64_t>(0, shape::shapeOf(x).size()));
    std::swap(perm[perm.size() - 2], perm.back());
    return b.transpose(x, b.axesAttr(perm));
  }
  mlir::Value triangularSolve(mlir::Value matrix, mlir::Value rhs, bool lower,
                              bool adjoint) {
    return b.matrix_triangular_solve(matrix, rhs, b.builder.getBoolAttr(lower),
                                     b.builder.getBoolAttr(adjoint));
  }
  /// x U^-T of an upper triangle U.
  mlir::Value solvedFromRight(mlir::Value x, mlir::Value upper) {
    return transpose(triangularSolve(upper, transpose(x), false, false));
  }

  int64_t rows(mlir::Value x) { return shape::shapeOf(x).drop_back().back(); }
  int64_t columns(mlir::Value x) { return shape::shapeOf(x).back(); }

  /// x times a mask: 1 below (or above) the diagonal, `diagonal` on it, else 0.
  /// Null if the size of the matrices is not known.
  mlir::Value triangle(mlir::Value x, bool lower, double diagonal);
  /// The part of x on the diagonal and below it, or above it.
  mlir::Value lowerTriangle(mlir::Value x) {
    return b.matrix_band_part(x, b.builder.getI64IntegerAttr(-1),
                              b.builder.getI64IntegerAttr(0));
  }
  mlir::Value upperTriangle(mlir::Value x) {
    return b.matrix_band_part(x, b.builder.getI64IntegerAttr(0),
                              b.builder.getI64IntegerAttr(-1));
  }
  /// x diag(d) and diag(d) x.
  mlir::Value timesDiagonal(mlir::Value x, mlir::Value d) {
    return b.mul(x, b.expand_dims(d, b.builder.getI64IntegerAttr(-2)));
  }
  mlir::Value diagonalTimes(mlir::Value d, mlir::Value x) {
    return b.mul(b.expandLast(d), x);
  }
  /// `count` rows or columns from `first` on; to the last one with -1.
  mlir::Value someRows(mlir::Value x, int64_t first, int64_t count) {
    return part(x, 2, first, count);
  }
  mlir::Value someColumns(mlir::Value x, int64_t first, int64_t count) {
    return part(x, 1, first, count);
  }
  /// 1 / x, and nearly 0 where x is nearly 0.
  mlir::Value safeReciprocal(mlir::Value x) {
    return b.realdiv(x, b.add(b.mul(x, x), b.number(1e-20)));
  }
  /// The reciprocals of values[j] - values[i], 0 where they are equal.
  mlir::Value differences(mlir::Value values) {
    return safeReciprocal(
        b.sub(b.expand_dims(values, b.builder.getI64IntegerAttr(-2)),
              b.expandLast(values)));
  }

  /// Reports that a gradient needs the sizes of the matrices.
  llvm::LogicalResult sizeUnknown(mlir::Operation *op);

private:
  mlir::Value part(mlir::Value x, int64_t axisFromEnd, int64_t first,
                   int64_t count);
};

} // namespace tfc

#endif // TFC_PASSES_AUTODIFF_MATRICES_H

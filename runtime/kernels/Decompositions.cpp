//===- Decompositions.cpp - orthogonal decompositions (Eigen) -----------===//
#include "kernels/Matrices.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>

using namespace tfc::runtime;

/// Operands: x, q, r, whose sizes say whether q is square.
TFC_KERNEL_EXPORT int32_t tfc_kernel_qr(tfc_context *context,
                                        const tfc_tensor *operands,
                                        const int64_t *) {
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    auto q = resultAt<T>(operands[1], i);
    auto r = resultAt<T>(operands[2], i);
    q.setIdentity();
    r.setZero();
    if (operands[0].bytes == 0)
      return int32_t(TFC_OK);
    Eigen::HouseholderQR<Matrix<T>> qr(matrixAt<T>(operands[0], i));
    q = qr.householderQ() * Matrix<T>::Identity(q.rows(), q.cols());
    r = qr.matrixQR().topRows(r.rows()).template triangularView<Eigen::Upper>();
    return int32_t(TFC_OK);
  });
}

/// Operands: x, s, u, v. Parameters: compute_uv, full_matrices.
TFC_KERNEL_EXPORT int32_t tfc_kernel_svd(tfc_context *context,
                                         const tfc_tensor *operands,
                                         const int64_t *parameters) {
  Parameters next(parameters);
  bool computeUv = next.truth(), full = next.truth();
  unsigned options = !computeUv ? 0
                     : full     ? Eigen::ComputeFullU | Eigen::ComputeFullV
                                : Eigen::ComputeThinU | Eigen::ComputeThinV;
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    using Columns = Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>;
    Columns x = matrixAt<T>(operands[0], i);
    if (x.size() == 0) {
      if (computeUv) {
        resultAt<T>(operands[2], i).setIdentity();
        resultAt<T>(operands[3], i).setIdentity();
      }
      return int32_t(TFC_OK);
    }
    if (!x.allFinite())
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "svd: matrix %lld has an infinity or a NaN", i, 0);
    Eigen::BDCSVD<Columns> svd(x, options);
    int64_t count = lastDim(operands[1], 0);
    for (int64_t k = 0; k < count; ++k)
      dataOf<T>(operands[1])[i * count + k] = svd.singularValues()[k];
    if (computeUv) {
      resultAt<T>(operands[2], i) = svd.matrixU();
      resultAt<T>(operands[3], i) = svd.matrixV();
    }
    return int32_t(TFC_OK);
  });
}

/// Operands: x, the eigenvalues, the eigenvectors. Parameters: compute_v.
TFC_KERNEL_EXPORT int32_t
tfc_kernel_self_adjoint_eig(tfc_context *context, const tfc_tensor *operands,
                            const int64_t *parameters) {
  bool computeV = Parameters(parameters).truth();
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    auto x = matrixAt<T>(operands[0], i);
    if (x.rows() == 0)
      return int32_t(TFC_OK);
    Eigen::SelfAdjointEigenSolver<Matrix<T>> solver(
        x, computeV ? Eigen::ComputeEigenvectors : Eigen::EigenvaluesOnly);
    if (solver.info() != Eigen::Success)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "Self-adjoint eigen decomposition was not successful. "
                        "Matrix %lld might not be valid.",
                        i, 0);
    int64_t count = x.rows();
    for (int64_t k = 0; k < count; ++k)
      dataOf<T>(operands[1])[i * count + k] = solver.eigenvalues()[k];
    if (computeV)
      resultAt<T>(operands[2], i) = solver.eigenvectors();
    return int32_t(TFC_OK);
  });
}

/// Operands: the matrix, the right-hand side, the result. Parameters:
/// l2_regularizer, fast.
TFC_KERNEL_EXPORT int32_t
tfc_kernel_matrix_solve_ls(tfc_context *context, const tfc_tensor *operands,
                           const int64_t *parameters) {
  Parameters next(parameters);
  double regularizer = next.number();
  bool fast = next.truth();
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    Matrix<T> a = matrixAt<T>(operands[0], i);
    Matrix<T> b = matrixAt<T>(operands[1], i);
    auto result = resultAt<T>(operands[2], i);
    if (a.size() == 0 || b.size() == 0) {
      result.setZero();
      return int32_t(TFC_OK);
    }
    if (!fast) {
      result = a.completeOrthogonalDecomposition().solve(b);
      return int32_t(TFC_OK);
    }
    // The normal equations, of the smaller side.
    bool isTall = a.rows() >= a.cols();
    Matrix<T> gram =
        isTall ? Matrix<T>(a.transpose() * a) : Matrix<T>(a * a.transpose());
    gram.diagonal().array() += T(regularizer);
    Eigen::LLT<Matrix<T>> llt(gram);
    if (llt.info() != Eigen::Success)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "Input matrix %lld was rank deficient or "
                        "ill-conditioned. Try setting fast=False or provide a "
                        "larger l2_regularizer > 0.",
                        i, 0);
    if (isTall)
      result = llt.solve(a.transpose() * b);
    else
      result = a.transpose() * llt.solve(b);
    return int32_t(TFC_OK);
  });
}

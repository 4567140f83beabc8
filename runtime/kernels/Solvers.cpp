// Factorisations of square matrices, and systems solved by them (Eigen).
#include "kernels/Matrices.h"

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <cmath>

using namespace tfc::runtime;

/// Operands: x, the result.
TFC_KERNEL_EXPORT int32_t tfc_kernel_cholesky(tfc_context *context,
                                              const tfc_tensor *operands,
                                              const int64_t *) {
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    Eigen::LLT<Matrix<T>> llt(matrixAt<T>(operands[0], i));
    if (llt.info() != Eigen::Success)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "Cholesky decomposition was not successful. Matrix "
                        "%lld might not be positive definite.",
                        i, 0);
    resultAt<T>(operands[1], i) = llt.matrixL();
    return int32_t(TFC_OK);
  });
}

template <typename T>
static bool isSingular(const Eigen::PartialPivLU<Matrix<T>> &lu) {
  return lu.matrixLU().rows() > 0 &&
         !(lu.matrixLU().diagonal().cwiseAbs().minCoeff() > T(0));
}

/// Operands: x, both triangles, the permutation.
TFC_KERNEL_EXPORT int32_t tfc_kernel_lu(tfc_context *context,
                                        const tfc_tensor *operands,
                                        const int64_t *) {
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    auto x = matrixAt<T>(operands[0], i);
    if (x.rows() == 0)
      return int32_t(TFC_OK);
    Eigen::PartialPivLU<Matrix<T>> lu{Matrix<T>(x)};
    if (isSingular(lu))
      return notInvertible(context, i);
    resultAt<T>(operands[1], i) = lu.matrixLU();
    // Row indices[k] of P x is row k of x.
    auto &indices = lu.permutationP().indices();
    for (int64_t k = 0; k < x.rows(); ++k)
      setIndex(operands[2], i * x.rows() + indices[k], k);
    return int32_t(TFC_OK);
  });
}

/// Operands: x, the result. Parameters: adjoint.
TFC_KERNEL_EXPORT int32_t tfc_kernel_matrix_inverse(tfc_context *context,
                                                    const tfc_tensor *operands,
                                                    const int64_t *parameters) {
  bool adjoint = Parameters(parameters).truth();
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    Matrix<T> x = matrixAt<T>(operands[0], i);
    if (x.rows() == 0)
      return int32_t(TFC_OK);
    if (adjoint)
      x.transposeInPlace();
    Eigen::PartialPivLU<Matrix<T>> lu(x);
    if (isSingular(lu))
      return notInvertible(context, i);
    resultAt<T>(operands[1], i) = lu.inverse();
    return int32_t(TFC_OK);
  });
}

/// Operands: the matrix, the right-hand side, the result. Parameters: adjoint.
TFC_KERNEL_EXPORT int32_t tfc_kernel_matrix_solve(tfc_context *context,
                                                  const tfc_tensor *operands,
                                                  const int64_t *parameters) {
  bool adjoint = Parameters(parameters).truth();
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    Matrix<T> x = matrixAt<T>(operands[0], i);
    auto result = resultAt<T>(operands[2], i);
    if (x.rows() == 0 || result.cols() == 0)
      return int32_t(TFC_OK);
    if (adjoint)
      x.transposeInPlace();
    Eigen::PartialPivLU<Matrix<T>> lu(x);
    if (isSingular(lu))
      return notInvertible(context, i);
    result = lu.solve(matrixAt<T>(operands[1], i));
    return int32_t(TFC_OK);
  });
}

/// The matrix of `x` that goes to matrix `i` of `result`, by broadcasting.
static int64_t broadcastBatch(const tfc_tensor &x, const tfc_tensor &result,
                              int64_t i) {
  int64_t place = 0, stride = 1;
  for (uint32_t back = 2; back < result.rank; ++back) {
    int64_t at = i % lastDim(result, back);
    i /= lastDim(result, back);
    if (back >= x.rank)
      continue;
    if (lastDim(x, back) != 1)
      place += at * stride;
    stride *= lastDim(x, back);
  }
  return place;
}

/// Operands: the matrix, the right-hand side, the result. Parameters: lower,
/// adjoint.
TFC_KERNEL_EXPORT int32_t tfc_kernel_matrix_triangular_solve(
    tfc_context *context, const tfc_tensor *operands,
    const int64_t *parameters) {
  Parameters next(parameters);
  bool lower = next.truth(), adjoint = next.truth();
  return eachMatrix(context, operands[2], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    int64_t which = broadcastBatch(operands[0], operands[2], i);
    auto x = matrixAt<T>(operands[0], which);
    auto result = resultAt<T>(operands[2], i);
    result =
        matrixAt<T>(operands[1], broadcastBatch(operands[1], operands[2], i));
    if (x.rows() == 0 || result.cols() == 0)
      return int32_t(TFC_OK);
    if (!(x.diagonal().cwiseAbs().minCoeff() > T(0)))
      return notInvertible(context, which);
    if (lower && adjoint)
      x.transpose().template triangularView<Eigen::Upper>().solveInPlace(
          result);
    else if (lower)
      x.template triangularView<Eigen::Lower>().solveInPlace(result);
    else if (adjoint)
      x.transpose().template triangularView<Eigen::Lower>().solveInPlace(
          result);
    else
      x.template triangularView<Eigen::Upper>().solveInPlace(result);
    return int32_t(TFC_OK);
  });
}

/// Operands: x, the result.
TFC_KERNEL_EXPORT int32_t tfc_kernel_matrix_determinant(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    Matrix<T> x = matrixAt<T>(operands[0], i);
    dataOf<T>(operands[1])[i] =
        x.rows() == 0 ? T(1) : Eigen::PartialPivLU<Matrix<T>>(x).determinant();
    return int32_t(TFC_OK);
  });
}

/// Operands: x, the sign, the logarithm.
TFC_KERNEL_EXPORT int32_t tfc_kernel_log_matrix_determinant(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  return eachMatrix(context, operands[0], [&](auto element, int64_t i) {
    using T = typename decltype(element)::type;
    Matrix<T> x = matrixAt<T>(operands[0], i);
    T sign = 1, logarithm = 0;
    if (x.rows() > 0) {
      Eigen::PartialPivLU<Matrix<T>> lu(x);
      sign = T(lu.permutationP().determinant());
      for (int64_t k = 0; k < x.rows(); ++k) {
        T pivot = lu.matrixLU()(k, k);
        sign *= pivot < 0 ? T(-1) : pivot > 0 ? T(1) : T(0);
        logarithm += std::log(std::abs(pivot));
      }
    }
    dataOf<T>(operands[1])[i] = sign;
    dataOf<T>(operands[2])[i] = logarithm;
    return int32_t(TFC_OK);
  });
}

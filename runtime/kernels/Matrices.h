// Eigen's view of the matrices of a tensor: the last two dimensions.
#ifndef TFC_RUNTIME_KERNELS_MATRICES_H
#define TFC_RUNTIME_KERNELS_MATRICES_H

#include "kernels/Kernel.h"

#include <Eigen/Core>

namespace tfc::runtime {

template <typename T>
using Matrix =
    Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <typename T>
using MatrixView = Eigen::Map<Matrix<T>>;
template <typename T>
using ConstMatrixView = Eigen::Map<const Matrix<T>>;

/// Matrix number `i` of a batch.
template <typename T>
ConstMatrixView<T> matrixAt(const tfc_tensor &x, int64_t i) {
  int64_t rows = lastDim(x, 1), columns = lastDim(x, 0);
  return ConstMatrixView<T>(dataOf<const T>(x) + i * rows * columns, rows,
                            columns);
}
template <typename T>
MatrixView<T> resultAt(const tfc_tensor &x, int64_t i) {
  int64_t rows = lastDim(x, 1), columns = lastDim(x, 0);
  return MatrixView<T>(dataOf<T>(x) + i * rows * columns, rows, columns);
}

/// Calls body(Element<T>(), i) for each matrix i of `x` as long as it returns
/// TFC_OK; returns what it did.
template <typename Body>
int32_t eachMatrix(tfc_context *context, const tfc_tensor &x, Body body) {
  int32_t code = TFC_OK;
  bool known = visitFloat(x.dtype, [&](auto element) {
    for (int64_t i = 0, n = batchCount(x, 2); i < n && code == TFC_OK; ++i)
      code = body(element, i);
  });
  return known ? code
               : unsupportedType(context,
                                 "Linear algebra on an element type other than "
                                 "float32 and float64");
}

inline int32_t notInvertible(tfc_context *context, int64_t i) {
  return tfc_report(context, TFC_INVALID_ARGUMENT,
                    "Input matrix %lld is not invertible.", i, 0);
}

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_MATRICES_H

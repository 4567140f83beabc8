//===- Sparse.cpp - sparse and ragged tensors by their parts ------------===//
#include "kernels/Kernel.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

using namespace tfc::runtime;

namespace {

int32_t outside(tfc_context *context, const char *message, int64_t place,
                int64_t size) {
  return tfc_report(context, TFC_INVALID_ARGUMENT, message, place, size);
}

/// Copies element `i` of `from` (or its only one) to element `j` of `to`.
void copyElement(const tfc_tensor &from, int64_t i, const tfc_tensor &to,
                 int64_t j) {
  size_t size = to.bytes / size_t(numElements(to));
  bool single = numElements(from) == 1;
  std::memcpy(dataOf<char>(to) + size_t(j) * size,
              dataOf<const char>(from) + (single ? 0 : size_t(i) * size), size);
}

} // namespace

/// Operands: places [n, rank], [n] or one, shape, values [n] or one, default;
/// y of that shape.
TFC_KERNEL_EXPORT int32_t tfc_kernel_sparse_to_dense(tfc_context *context,
                                                     const tfc_tensor *operands,
                                                     const int64_t *) {
  const tfc_tensor &places = operands[0], &values = operands[2],
                   &fallback = operands[3], &y = operands[4];
  int64_t total = numElements(y);
  for (int64_t i = 0; i < total; ++i)
    copyElement(fallback, 0, y, i);
  int64_t rank = y.rank, n = rank ? numElements(places) / rank : 0;
  for (int64_t i = 0; i < n; ++i) {
    int64_t at = 0;
    for (int64_t d = 0; d < rank; ++d) {
      int64_t place = indexAt(places, i * rank + d);
      if (place < 0 || place >= y.shape[d])
        return outside(context,
                       "sparse_to_dense: a place of %lld in a dimension of "
                       "%lld",
                       place, y.shape[d]);
      at = at * y.shape[d] + place;
    }
    copyElement(values, i, y, at);
  }
  return TFC_OK;
}

/// Operands: places [n, rank], shape [rank], new shape [k]; places [n, k], the
/// new shape [k] with -1 replaced.
TFC_KERNEL_EXPORT int32_t tfc_kernel_sparse_reshape(tfc_context *context,
                                                    const tfc_tensor *operands,
                                                    const int64_t *) {
  const tfc_tensor &places = operands[0], &from = operands[1],
                   &to = operands[2], &result = operands[3],
                   &shape = operands[4];
  int64_t rank = from.shape[0], k = to.shape[0], n = places.shape[0];
  std::memset(result.data, 0, result.bytes);
  std::memset(shape.data, 0, shape.bytes);
  int64_t total = 1, others = 1, wild = -1;
  for (int64_t d = 0; d < rank; ++d)
    if (indexAt(from, d) < 0 ||
        __builtin_mul_overflow(total, indexAt(from, d), &total))
      return outside(context,
                     "sparse_reshape: a shape with a dimension of %lld",
                     indexAt(from, d), 0);
  for (int64_t d = 0; d < k; ++d) {
    int64_t size = indexAt(to, d);
    if (size == -1 && wild < 0)
      wild = d;
    else if (size < 0 || __builtin_mul_overflow(others, size, &others))
      return outside(context,
                     "sparse_reshape: a new shape with a dimension of %lld",
                     size, 0);
    setIndex(shape, d, size);
  }
  if (wild >= 0) {
    int64_t rest = others ? total / others : 0;
    setIndex(shape, wild, rest);
    others *= rest;
  }
  if (others != total)
    return outside(context,
                   "sparse_reshape: %lld elements do not fit a shape of %lld",
                   total, others);
  for (int64_t i = 0; i < n; ++i) {
    int64_t at = 0;
    for (int64_t d = 0; d < rank; ++d) {
      int64_t place = indexAt(places, i * rank + d), size = indexAt(from, d);
      if (place < 0 || place >= size)
        return outside(context,
                       "sparse_reshape: a place of %lld in a dimension of %lld",
                       place, size);
      at = at * size + place;
    }
    for (int64_t d = k; d-- > 0;) {
      setIndex(result, i * k + d, at % indexAt(shape, d));
      at /= indexAt(shape, d);
    }
  }
  return TFC_OK;
}

/// Operands: places [n, rank], values [n], shape [rank], default; places
/// [n + rows, rank], values [n + rows], empty [rows], map [n], count.
TFC_KERNEL_EXPORT int32_t tfc_kernel_sparse_fill_empty_rows(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  const tfc_tensor &places = operands[0], &values = operands[1],
                   &fallback = operands[3], &result = operands[4],
                   &filled = operands[5], &empty = operands[6],
                   &map = operands[7], &count = operands[8];
  int64_t n = places.shape[0], rank = places.shape[1], rows = empty.shape[0];
  for (int i = 4; i < 9; ++i)
    std::memset(operands[i].data, 0, operands[i].bytes);
  std::unique_ptr<int64_t[]> next(new (std::nothrow) int64_t[size_t(rows) + 1]);
  if (!next)
    return tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                      "sparse_fill_empty_rows: no memory for its rows", 0, 0);
  std::fill(next.get(), next.get() + rows + 1, 0);
  for (int64_t i = 0; i < n; ++i) {
    int64_t row = indexAt(places, i * rank);
    if (row < 0 || row >= rows)
      return outside(
          context,
          "sparse_fill_empty_rows: a row of %lld, expected 0 to less "
          "than %lld",
          row, rows);
    ++next[row];
  }
  int64_t total = 0;
  for (int64_t row = 0; row < rows; ++row) {
    int64_t own = next[row];
    next[row] = total;
    dataOf<uint8_t>(empty)[row] = own == 0;
    if (own == 0) {
      setIndex(result, total * rank, row);
      copyElement(fallback, 0, filled, total);
    }
    total += own ? own : 1;
  }
  for (int64_t i = 0; i < n; ++i) {
    int64_t to = next[indexAt(places, i * rank)]++;
    for (int64_t d = 0; d < rank; ++d)
      setIndex(result, to * rank + d, indexAt(places, i * rank + d));
    std::memcpy(dataOf<char>(filled) + size_t(to) * (values.bytes / size_t(n)),
                dataOf<const char>(values) +
                    size_t(i) * (values.bytes / size_t(n)),
                values.bytes / size_t(n));
    setIndex(map, i, to);
  }
  setIndex(count, 0, total);
  return TFC_OK;
}

/// Operands: starts, limits, deltas ([n] or one each); splits [n + 1].
TFC_KERNEL_EXPORT int32_t tfc_kernel_ragged_splits(tfc_context *context,
                                                   const tfc_tensor *operands,
                                                   const int64_t *) {
  const tfc_tensor &splits = operands[3];
  int64_t n = splits.shape[0] - 1, total = 0;
  std::memset(splits.data, 0, splits.bytes);
  int32_t status = TFC_OK;
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    auto at = [&](int operand, int64_t i) {
      return dataOf<const T>(
          operands[operand])[numElements(operands[operand]) == 1 ? 0 : i];
    };
    for (int64_t i = 0; i < n && !status; ++i) {
      double delta = double(at(2, i));
      double length =
          delta == 0 ? -1
                     : std::ceil((double(at(1, i)) - double(at(0, i))) / delta);
      if (delta == 0 || !(length < double(TFC_MAX_ELEMENTS))) {
        status = outside(context,
                         delta == 0
                             ? "ragged_range: range %lld has a delta of %lld"
                             : "ragged_range: range %lld has too many elements",
                         i, 0);
        break;
      }
      total += length > 0 ? int64_t(length) : 0;
      bool narrow = splits.dtype == TFC_INT32 && total > INT32_MAX;
      if (narrow || total > TFC_MAX_ELEMENTS)
        status = outside(context, "ragged_range: %lld elements are too many",
                         total, 0);
      else
        setIndex(splits, i + 1, total);
    }
  });
  return known ? status
               : unsupportedType(context, "ragged_range: not for this dtype");
}

/// Operands: starts, deltas ([n] or one each), splits [n + 1], size; values
/// [size].
TFC_KERNEL_EXPORT int32_t tfc_kernel_ragged_values(tfc_context *context,
                                                   const tfc_tensor *operands,
                                                   const int64_t *) {
  const tfc_tensor &splits = operands[2], &values = operands[4];
  int64_t n = splits.shape[0] - 1, size = values.shape[0];
  std::memset(values.data, 0, values.bytes);
  int32_t status = TFC_OK;
  bool known = visitNumber(values.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    auto at = [&](int operand, int64_t i) {
      return dataOf<const T>(
          operands[operand])[numElements(operands[operand]) == 1 ? 0 : i];
    };
    for (int64_t i = 0; i < n && !status; ++i) {
      int64_t from = indexAt(splits, i), to = indexAt(splits, i + 1);
      if (from < 0 || to < from || to > size) {
        status = outside(
            context, "ragged_values: a split of %lld in %lld values", to, size);
        break;
      }
      for (int64_t j = from; j < to; ++j)
        dataOf<T>(values)[j] = T(at(0, i) + T(j - from) * at(1, i));
    }
  });
  return known ? status
               : unsupportedType(context, "ragged_range: not for this dtype");
}

//===- Sort.cpp - rows in order, and places in rows that are ------------===//
#include "kernels/Kernel.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

using namespace tfc::runtime;

namespace {
template <typename T>
std::unique_ptr<T[]> allocate(int64_t count) {
  return std::unique_ptr<T[]>(new (std::nothrow) T[count + 1]);
}
int32_t noMemory(tfc_context *context) {
  return tfc_report(context, TFC_RESOURCE_EXHAUSTED, "no memory for a row", 0,
                    0);
}

/// A NaN is larger than any number.
template <typename T>
bool less(T a, T b) {
  if (a != a || b != b)
    return a == a;
  return a < b;
}

template <typename T>
bool sortRows(const tfc_tensor *operands, bool descending) {
  const tfc_tensor &x = operands[0];
  int64_t columns = lastDim(x, 0);
  auto order = allocate<int32_t>(columns);
  if (!order)
    return false;
  for (int64_t row = 0, rows = batchCount(x, 1); row < rows; ++row) {
    const T *from = dataOf<const T>(x) + row * columns;
    for (int64_t i = 0; i < columns; ++i)
      order[i] = static_cast<int32_t>(i);
    // Equal ones by their places: as a stable sort, without its memory.
    std::sort(order.get(), order.get() + columns, [&](int32_t a, int32_t b) {
      T first = descending ? from[b] : from[a];
      T second = descending ? from[a] : from[b];
      if (less(first, second))
        return true;
      return !less(second, first) && a < b;
    });
    for (int64_t i = 0; i < columns; ++i) {
      dataOf<T>(operands[1])[row * columns + i] = from[order[i]];
      dataOf<int32_t>(operands[2])[row * columns + i] = order[i];
    }
  }
  return true;
}

template <typename T>
bool nthElements(const tfc_tensor *operands, int64_t n) {
  const tfc_tensor &x = operands[0];
  int64_t columns = lastDim(x, 0);
  auto copy = allocate<T>(columns);
  if (!copy)
    return false;
  for (int64_t row = 0, rows = batchCount(x, 1); row < rows; ++row) {
    const T *from = dataOf<const T>(x) + row * columns;
    std::copy(from, from + columns, copy.get());
    std::nth_element(copy.get(), copy.get() + n, copy.get() + columns, less<T>);
    dataOf<T>(operands[2])[row] = copy[n];
  }
  return true;
}

template <bool isUpper>
int32_t searchRows(tfc_context *context, const tfc_tensor *operands) {
  const tfc_tensor &sorted = operands[0], &values = operands[1];
  int64_t columns = lastDim(sorted, 0), count = lastDim(values, 0);
  int64_t rows = batchCount(sorted, 1);
  bool known = visitNumber(sorted.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    for (int64_t row = 0; row < rows; ++row) {
      const T *begin = dataOf<const T>(sorted) + row * columns;
      const T *end = begin + columns;
      for (int64_t i = row * count; i < (row + 1) * count; ++i) {
        T value = dataOf<const T>(values)[i];
        const T *at = isUpper ? std::upper_bound(begin, end, value, less<T>)
                              : std::lower_bound(begin, end, value, less<T>);
        setIndex(operands[2], i, at - begin);
      }
    }
  });
  return known ? TFC_OK
               : unsupportedType(context, "searchsorted: not for this dtype");
}
} // namespace

/// Operands: x [..., n]; values [..., n], indices [..., n] (int32). Parameter:
/// whether in falling order.
TFC_KERNEL_EXPORT int32_t tfc_kernel_sort(tfc_context *context,
                                          const tfc_tensor *operands,
                                          const int64_t *attributes) {
  bool descending = Parameters(attributes).truth(), enough = true;
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    enough = sortRows<T>(operands, descending);
  });
  if (!known)
    return unsupportedType(context, "sort: not for this dtype");
  return enough ? TFC_OK : noMemory(context);
}

/// Operands: x [..., n], a place (scalar); results [...]. Parameter: whether
/// counted from the largest.
TFC_KERNEL_EXPORT int32_t tfc_kernel_nth_element(tfc_context *context,
                                                 const tfc_tensor *operands,
                                                 const int64_t *attributes) {
  int64_t columns = lastDim(operands[0], 0), n = indexAt(operands[1], 0);
  if (batchCount(operands[0], 1) == 0)
    return TFC_OK;
  if (n < 0 || n >= columns)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "nth_element: n is %lld, rows have %lld elements", n,
                      columns);
  if (Parameters(attributes).truth())
    n = columns - 1 - n;
  bool enough = true;
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    enough = nthElements<T>(operands, n);
  });
  if (!known)
    return unsupportedType(context, "nth_element: not for this dtype");
  return enough ? TFC_OK : noMemory(context);
}

/// Operands: predictions [b, n] (float32, float64), targets [b], k (scalar);
/// results [b] (bool).
TFC_KERNEL_EXPORT int32_t tfc_kernel_in_top_k(tfc_context *context,
                                              const tfc_tensor *operands,
                                              const int64_t *) {
  int64_t columns = lastDim(operands[0], 0), rows = batchCount(operands[0], 1);
  int64_t k = indexAt(operands[2], 0);
  bool known = visitFloat(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    for (int64_t row = 0; row < rows; ++row) {
      const T *from = dataOf<const T>(operands[0]) + row * columns;
      int64_t target = indexAt(operands[1], row), larger = 0;
      bool can = target >= 0 && target < columns && std::isfinite(from[target]);
      for (int64_t i = 0; can && i < columns; ++i) {
        // Next to what is not finite nothing is said.
        can = std::isfinite(from[i]);
        larger += from[i] > from[target];
      }
      dataOf<uint8_t>(operands[3])[row] = can && larger < k;
    }
  });
  return known ? TFC_OK
               : unsupportedType(context, "in_top_k: not for this dtype");
}

/// Operands: sorted [..., n], values [..., m]; places [..., m].
TFC_KERNEL_EXPORT int32_t tfc_kernel_lower_bound(tfc_context *context,
                                                 const tfc_tensor *operands,
                                                 const int64_t *) {
  return searchRows<false>(context, operands);
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_upper_bound(tfc_context *context,
                                                 const tfc_tensor *operands,
                                                 const int64_t *) {
  return searchRows<true>(context, operands);
}

/// Operands: x [n], y [n]: y[x[i]] = i.
TFC_KERNEL_EXPORT int32_t tfc_kernel_invert_permutation(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  int64_t count = numElements(operands[0]);
  for (int64_t i = 0; i < count; ++i)
    setIndex(operands[1], i, -1);
  for (int64_t i = 0; i < count; ++i) {
    int64_t place = indexAt(operands[0], i);
    if (place < 0 || place >= count)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "invert_permutation: %lld is not between 0 and %lld",
                        place, count);
    if (indexAt(operands[1], place) >= 0)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "invert_permutation: %lld is there twice", place, 0);
    setIndex(operands[1], place, i);
  }
  return TFC_OK;
}

// Which elements there are, where they are, and how many.
#include "kernels/Slices.h"

using namespace tfc::runtime;

namespace {

int32_t noMemory(tfc_context *context, const char *message) {
  return tfc_report(context, TFC_RESOURCE_EXHAUSTED, message, 0, 0);
}

template <typename T>
int64_t findNonzero(const tfc_tensor &x, const tfc_tensor &places) {
  const T *elements = dataOf<const T>(x);
  int64_t *row = dataOf<int64_t>(places);
  int64_t found = 0;
  for (int64_t i = 0, n = numElements(x); i < n; ++i) {
    if (elements[i] == T(0))
      continue;
    int64_t rest = i;
    for (uint32_t d = x.rank; d-- > 0;) {
      row[d] = rest % x.shape[d];
      rest /= x.shape[d];
    }
    row += x.rank;
    ++found;
  }
  std::fill(row, dataOf<int64_t>(places) + numElements(places), 0);
  return found;
}

template <typename T>
bool difference(const tfc_tensor *operands) {
  Slices<T> x(operands[0], 0), y(operands[1], 0);
  SliceSet<T> known(y);
  if (!known)
    return false;
  for (int64_t i = 0; i < y.n; ++i) {
    int64_t &place = known.find(y, i);
    if (place < 0)
      place = i;
  }
  T *out = dataOf<T>(operands[2]);
  int64_t found = 0;
  for (int64_t i = 0; i < x.n; ++i) {
    if (known.find(x, i) >= 0)
      continue;
    out[found] = *x.part(0, i);
    setIndex(operands[3], found++, i);
  }
  setIndex(operands[4], 0, found);
  for (; found < x.n; ++found) {
    out[found] = T(0);
    setIndex(operands[3], found, 0);
  }
  return true;
}

} // namespace

/// Operands: x; places [elements, rank] (int64), count (int64).
TFC_KERNEL_EXPORT int32_t tfc_kernel_where(tfc_context *context,
                                           const tfc_tensor *operands,
                                           const int64_t *) {
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    setIndex(operands[2], 0, findNonzero<T>(operands[0], operands[1]));
  });
  return known ? TFC_OK : unsupportedType(context, "where: not for this dtype");
}

/// Operands: x; y like x, idx [n], counts [n], count. Parameters: axis.
TFC_KERNEL_EXPORT int32_t tfc_kernel_unique(tfc_context *context,
                                            const tfc_tensor *operands,
                                            const int64_t *parameters) {
  int64_t axis = Parameters(parameters).integer();
  if (axis < 0)
    axis += operands[0].rank;
  bool enough = true;
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    enough = uniqueSlices<T>(operands, axis);
  });
  if (!known)
    return unsupportedType(context, "unique: not for this dtype");
  return enough ? TFC_OK : noMemory(context, "unique: no memory for a table");
}

/// Operands: x [n], y [m]; out [n], idx [n], count.
TFC_KERNEL_EXPORT int32_t tfc_kernel_list_diff(tfc_context *context,
                                               const tfc_tensor *operands,
                                               const int64_t *) {
  bool enough = true;
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    enough = difference<T>(operands);
  });
  if (!known)
    return unsupportedType(context, "list_diff: not for this dtype");
  return enough ? TFC_OK
                : noMemory(context, "list_diff: no memory for a table");
}

/// Operands: partitions; order [elements] (int32), counts [partitions] (int32).
TFC_KERNEL_EXPORT int32_t tfc_kernel_partition_order(tfc_context *context,
                                                     const tfc_tensor *operands,
                                                     const int64_t *) {
  const tfc_tensor &numbers = operands[0];
  int32_t *order = dataOf<int32_t>(operands[1]);
  int32_t *counts = dataOf<int32_t>(operands[2]);
  int64_t partitions = operands[2].shape[0], n = numElements(numbers);
  std::fill(counts, counts + partitions, 0);
  for (int64_t i = 0; i < n; ++i) {
    int64_t number = indexAt(numbers, i);
    if (number < 0 || number >= partitions) {
      std::fill(order, order + n, 0);
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "dynamic_partition: a partition of %lld, expected 0 to "
                        "less than %lld",
                        number, partitions);
    }
    ++counts[number];
  }
  std::unique_ptr<int32_t[]> next(new (std::nothrow)
                                      int32_t[size_t(partitions) + 1]);
  if (!next)
    return noMemory(context, "dynamic_partition: no memory for its counts");
  next[0] = 0;
  for (int64_t i = 0; i < partitions; ++i)
    next[i + 1] = next[i] + counts[i];
  for (int64_t i = 0; i < n; ++i)
    order[next[indexAt(numbers, i)]++] = static_cast<int32_t>(i);
  return TFC_OK;
}

/// Operands: places [n], rows [n, ...], size; y [size, ...].
TFC_KERNEL_EXPORT int32_t tfc_kernel_scatter_rows(tfc_context *context,
                                                  const tfc_tensor *operands,
                                                  const int64_t *) {
  const tfc_tensor &places = operands[0], &rows = operands[1], &y = operands[3];
  std::memset(y.data, 0, y.bytes);
  int64_t n = numElements(places), size = y.shape[0];
  size_t bytes = n ? rows.bytes / size_t(n) : 0;
  for (int64_t i = 0; i < n; ++i) {
    int64_t place = indexAt(places, i);
    if (place < 0 || place >= size)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "scatter_rows: a place of %lld, expected 0 to less "
                        "than %lld",
                        place, size);
    std::memcpy(dataOf<char>(y) + size_t(place) * bytes,
                dataOf<const char>(rows) + size_t(i) * bytes, bytes);
  }
  return TFC_OK;
}

/// Operands: x [n] or [rows, n], size, weights (like x, or empty); y [size] or
/// [rows, size]. Parameters: binary_output.
TFC_KERNEL_EXPORT int32_t tfc_kernel_bincount(tfc_context *context,
                                              const tfc_tensor *operands,
                                              const int64_t *parameters) {
  const tfc_tensor &x = operands[0], &weights = operands[2], &y = operands[3];
  bool binary = Parameters(parameters).truth();
  int64_t size = lastDim(y, 0), rows = batchCount(y, 1);
  int64_t columns = rows ? numElements(x) / rows : 0;
  std::memset(y.data, 0, y.bytes);
  if (numElements(weights) > 0 && numElements(weights) != numElements(x))
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "bincount: %lld weights for %lld numbers",
                      numElements(weights), numElements(x));
  int32_t status = TFC_OK;
  bool known = visitNumber(y.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    T *bins = dataOf<T>(y);
    const T *weight =
        numElements(weights) > 0 ? dataOf<const T>(weights) : nullptr;
    for (int64_t i = 0; i < rows * columns && !status; ++i) {
      int64_t number = indexAt(x, i);
      if (number < 0)
        status = tfc_report(context, TFC_INVALID_ARGUMENT,
                            "bincount: a number of %lld, expected none below "
                            "%lld",
                            number, 0);
      else if (number < size) {
        T &bin = bins[i / columns * size + number];
        bin = binary ? T(1) : T(bin + (weight ? weight[i] : T(1)));
      }
    }
  });
  return known ? status
               : unsupportedType(context, "bincount: not for this dtype");
}

//===- Slices.h - which slices of a tensor along an axis are equal ------===//
#ifndef TFC_RUNTIME_KERNELS_SLICES_H
#define TFC_RUNTIME_KERNELS_SLICES_H

#include "kernels/Kernel.h"

#include <algorithm>
#include <memory>
#include <new>

namespace tfc::runtime {

/// The bits that equal elements have in common, for a hash.
template <typename T>
uint64_t bitsOf(T value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  return bits;
}

/// A tensor as [outer, n, inner] around an axis; slices are compared whole.
template <typename T>
struct Slices {
  const T *data;
  int64_t outer, n, inner;

  Slices(const tfc_tensor &x, int64_t axis)
      : data(dataOf<const T>(x)), outer(1), n(x.shape[axis]), inner(1) {
    for (int64_t d = 0; d < axis; ++d)
      outer *= x.shape[d];
    for (uint32_t d = uint32_t(axis) + 1; d < x.rank; ++d)
      inner *= x.shape[d];
  }
  const T *part(int64_t o, int64_t i) const {
    return data + (o * n + i) * inner;
  }
  uint64_t hash(int64_t i) const {
    uint64_t hash = 14695981039346656037u;
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t k = 0; k < inner; ++k) {
        // 0 and -0 are equal.
        T value = part(o, i)[k] == T(0) ? T(0) : part(o, i)[k];
        hash = (hash ^ bitsOf(value)) * 1099511628211u;
        hash ^= hash >> 29;
      }
    return hash;
  }
  bool equal(int64_t i, const Slices &other, int64_t j) const {
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t k = 0; k < inner; ++k)
        if (part(o, i)[k] != other.part(o, j)[k])
          return false;
    return true;
  }
};

/// A set of slices by their places: open addressing in a table twice as large.
template <typename T>
class SliceSet {
public:
  explicit SliceSet(const Slices<T> &slices) : slices(slices) {
    size = 2;
    while (size < 2 * slices.n)
      size *= 2;
    table.reset(new (std::nothrow) int64_t[size_t(size)]);
    if (table)
      std::fill(table.get(), table.get() + size, -1);
  }
  explicit operator bool() const { return bool(table); }

  /// The place in the table of slice `i` of `of`, which holds an equal slice or
  /// -1.
  int64_t &find(const Slices<T> &of, int64_t i) {
    uint64_t at = of.hash(i) & uint64_t(size - 1);
    while (table[at] >= 0 && !of.equal(i, slices, table[at]))
      at = (at + 1) & uint64_t(size - 1);
    return table[at];
  }

private:
  const Slices<T> &slices;
  int64_t size;
  std::unique_ptr<int64_t[]> table;
};

/// The kernel of unique; false if memory is short.
template <typename T>
bool uniqueSlices(const tfc_tensor *operands, int64_t axis) {
  const tfc_tensor &x = operands[0], &y = operands[1], &idx = operands[2],
                   &counts = operands[3];
  Slices<T> slices(x, axis);
  SliceSet<T> seen(slices);
  std::unique_ptr<int64_t[]> number(new (std::nothrow)
                                        int64_t[size_t(slices.n) + 1]);
  if (!seen || !number)
    return false;
  for (int64_t i = 0; i < slices.n; ++i)
    setIndex(counts, i, 0);
  T *out = dataOf<T>(y);
  int64_t found = 0;
  for (int64_t i = 0; i < slices.n; ++i) {
    int64_t &first = seen.find(slices, i);
    if (first < 0) {
      first = i;
      for (int64_t o = 0; o < slices.outer; ++o)
        std::copy_n(slices.part(o, i), slices.inner,
                    out + (o * slices.n + found) * slices.inner);
      number[i] = found++;
    }
    setIndex(idx, i, number[first]);
    setIndex(counts, number[first], indexAt(counts, number[first]) + 1);
  }
  for (int64_t o = 0; o < slices.outer; ++o)
    std::fill(out + (o * slices.n + found) * slices.inner,
              out + (o + 1) * slices.n * slices.inner, T(0));
  setIndex(operands[4], 0, found);
  return true;
}

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_SLICES_H

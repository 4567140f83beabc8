//===- Scan.cpp - running sums and products -----------------------------===//
#include "kernels/Kernel.h"

using namespace tfc::runtime;

namespace {
/// x and y as [outer, count, inner]; the scan goes along the middle.
struct Layout {
  int64_t outer = 1, count = 1, inner = 1;
};

Layout layoutOf(const tfc_tensor &x, int64_t axis) {
  Layout layout;
  for (int64_t i = 0; i < x.rank; ++i)
    (i < axis    ? layout.outer
     : i == axis ? layout.count
                 : layout.inner) *= x.shape[i];
  return layout;
}

// Integers are unsigned here, so that sums and products wrap around.
template <typename T, typename Combine>
void scan(const T *x, T *y, const Layout &l, bool exclusive, bool reverse,
          T neutral, Combine combine) {
  int64_t step = reverse ? -l.inner : l.inner;
  for (int64_t o = 0; o < l.outer; ++o) {
    int64_t first =
        o * l.count * l.inner + (reverse ? (l.count - 1) * l.inner : 0);
    if (l.inner == 1) {
      T sum = neutral;
      for (int64_t i = 0, at = first; i < l.count; ++i, at += step) {
        T next = combine(sum, x[at]);
        y[at] = exclusive ? sum : next;
        sum = next;
      }
      continue;
    }
    // A row of inner elements after the other.
    for (int64_t i = 0, at = first; i < l.count; ++i, at += step) {
      const T *before = y + at - step, *from = x + at - (exclusive ? step : 0);
      T *to = y + at;
      for (int64_t j = 0; j < l.inner; ++j) {
        if (i == 0)
          to[j] = exclusive ? neutral : combine(neutral, from[j]);
        else
          to[j] = combine(before[j], from[j]);
      }
    }
  }
}

template <typename T>
struct Wrapping {
  using type = T;
};
template <>
struct Wrapping<int8_t> {
  using type = uint8_t;
};
template <>
struct Wrapping<int16_t> {
  using type = uint16_t;
};
template <>
struct Wrapping<int32_t> {
  using type = uint32_t;
};
template <>
struct Wrapping<int64_t> {
  using type = uint64_t;
};

template <bool isProduct>
int32_t scanKernel(tfc_context *context, const tfc_tensor *operands,
                   const int64_t *attributes, const char *message) {
  Parameters parameters(attributes);
  int64_t axis = parameters.integer();
  bool exclusive = parameters.truth(), reverse = parameters.truth();
  const tfc_tensor &x = operands[0], &y = operands[1];
  if (numElements(x) == 0)
    return TFC_OK;
  Layout layout = layoutOf(x, axis < 0 ? axis + x.rank : axis);
  bool known = visitNumber(x.dtype, [&](auto element) {
    using T = typename Wrapping<typename decltype(element)::type>::type;
    scan<T>(dataOf<const T>(x), dataOf<T>(y), layout, exclusive, reverse,
            static_cast<T>(isProduct ? 1 : 0), [](T a, T b) {
              // Small types would be multiplied as signed ones.
              return static_cast<T>(isProduct ? 1u * a * b : a + b);
            });
  });
  return known ? TFC_OK : unsupportedType(context, message);
}
} // namespace

/// Operands: x, y of its shape. Parameters: the axis, whether an element's own
/// value is left out, whether the scan goes from the end.
TFC_KERNEL_EXPORT int32_t tfc_kernel_cumsum(tfc_context *context,
                                            const tfc_tensor *operands,
                                            const int64_t *attributes) {
  return scanKernel<false>(context, operands, attributes,
                           "cumsum: not for this dtype");
}
TFC_KERNEL_EXPORT int32_t tfc_kernel_cumprod(tfc_context *context,
                                             const tfc_tensor *operands,
                                             const int64_t *attributes) {
  return scanKernel<true>(context, operands, attributes,
                          "cumprod: not for this dtype");
}

//===- TopK.cpp - the largest elements of every row, in order -----------===//
#include "kernels/Kernel.h"

#include <algorithm>
#include <memory>
#include <new>

using namespace tfc::runtime;

namespace {
/// The k first of `count` places in the order that TensorFlow's own heap leaves
/// them (core/lib/gtl/top_n.h); 0 < k < count. Nobody promises it, but a
/// program may have come to rely on it.
template <typename Before>
void heapOrder(int32_t *order, int64_t k, int64_t count, Before before) {
  int32_t *end = order + k + 1; // the last place is the one that drops out
  std::make_heap(order, end, before);
  std::pop_heap(order, end, before);
  for (int64_t i = k + 1; i < count; ++i) {
    if (!before(static_cast<int32_t>(i), order[0]))
      continue;
    order[k] = static_cast<int32_t>(i);
    std::push_heap(order, end, before);
    std::pop_heap(order, end, before);
  }
}

template <typename T>
bool topK(const tfc_tensor &x, const tfc_tensor &values,
          const tfc_tensor &indices, bool sorted) {
  int64_t columns = lastDim(x, 0), k = lastDim(values, 0);
  std::unique_ptr<int32_t[]> order(new (std::nothrow) int32_t[columns + 1]);
  if (!order)
    return false;
  for (int64_t row = 0, rows = batchCount(x, 1); row < rows; ++row) {
    const T *from = dataOf<const T>(x) + row * columns;
    for (int64_t i = 0; i < columns; ++i)
      order[i] = static_cast<int32_t>(i);
    // A NaN counts as the largest; equal elements keep their order.
    auto before = [&](int32_t a, int32_t b) {
      bool nanA = from[a] != from[a], nanB = from[b] != from[b];
      if (nanA || nanB)
        return nanA != nanB ? nanA : a < b;
      return from[a] != from[b] ? from[a] > from[b] : a < b;
    };
    if (sorted || k == 0 || k == columns)
      std::partial_sort(order.get(), order.get() + k, order.get() + columns,
                        before);
    else
      heapOrder(order.get(), k, columns, before);
    for (int64_t i = 0; i < k; ++i) {
      dataOf<T>(values)[row * k + i] = from[order[i]];
      setIndex(indices, row * k + i, order[i]);
    }
  }
  return true;
}
} // namespace

/// Operands: x [..., n]; values [..., k], indices [..., k] (int32), k <= n.
/// Parameter: whether in falling order.
TFC_KERNEL_EXPORT int32_t tfc_kernel_top_k(tfc_context *context,
                                           const tfc_tensor *operands,
                                           const int64_t *attributes) {
  bool sorted = Parameters(attributes).truth(), enough = true;
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    enough = topK<T>(operands[0], operands[1], operands[2], sorted);
  });
  if (!known)
    return unsupportedType(context, "top_k: not for this dtype");
  return enough ? TFC_OK
                : tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                             "top_k: no memory for a row", 0, 0);
}

// The largest elements of every row, in order.
#include "kernels/Kernel.h"

#include <algorithm>
#include <memory>
#include <new>

using namespace tfc::runtime;

namespace {
template <typename T>
bool topK(const tfc_tensor &x, const tfc_tensor &values,
          const tfc_tensor &indices) {
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
    std::partial_sort(order.get(), order.get() + k, order.get() + columns,
                      before);
    for (int64_t i = 0; i < k; ++i) {
      dataOf<T>(values)[row * k + i] = from[order[i]];
      setIndex(indices, row * k + i, order[i]);
    }
  }
  return true;
}
} // namespace

/// Operands: x [..., n]; values [..., k], indices [..., k] (int32), k <= n.
TFC_KERNEL_EXPORT int32_t tfc_kernel_top_k(tfc_context *context,
                                           const tfc_tensor *operands,
                                           const int64_t *) {
  bool enough = true;
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    enough = topK<T>(operands[0], operands[1], operands[2]);
  });
  if (!known)
    return unsupportedType(context, "top_k: not for this dtype");
  return enough ? TFC_OK
                : tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                             "top_k: no memory for a row", 0, 0);
}

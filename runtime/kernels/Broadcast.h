// Functions of elements, applied to tensors with numpy broadcasting.
#ifndef TFC_RUNTIME_KERNELS_BROADCAST_H
#define TFC_RUNTIME_KERNELS_BROADCAST_H

#include "kernels/Kernel.h"

namespace tfc::runtime {

constexpr uint32_t kMaxRank = 32;

/// Walks the elements of a result in row-major order, with the places of the
/// elements of N operands that broadcast to it.
template <int N>
class BroadcastWalk {
public:
  BroadcastWalk(const tfc_tensor *inputs, const tfc_tensor &result)
      : rank(result.rank), shape(result.shape) {
    for (int n = 0; n < N; ++n) {
      int64_t stride = 1;
      for (uint32_t back = 0; back < rank; ++back) {
        uint32_t d = rank - 1 - back;
        int64_t size = back < inputs[n].rank ? lastDim(inputs[n], back) : 1;
        strides[n][d] = size == 1 ? 0 : stride;
        stride *= size;
      }
    }
  }

  int64_t place[N] = {};

  void next() {
    for (uint32_t d = rank; d-- > 0;) {
      ++index[d];
      for (int n = 0; n < N; ++n)
        place[n] += strides[n][d];
      if (index[d] < shape[d])
        return;
      for (int n = 0; n < N; ++n)
        place[n] -= strides[n][d] * shape[d];
      index[d] = 0;
    }
  }

private:
  uint32_t rank;
  const int64_t *shape;
  int64_t index[kMaxRank] = {};
  int64_t strides[N][kMaxRank] = {};
};

/// result[i] = function(inputs[0][i], ..., inputs[N-1][i]) on float and double.
/// Operands: N inputs, the result.
template <int N, typename Function>
int32_t applyBroadcast(tfc_context *context, const tfc_tensor *operands,
                       Function function) {
  const tfc_tensor &result = operands[N];
  if (result.rank > kMaxRank)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "A tensor of %lld dimensions, at most %lld are possible",
                      result.rank, kMaxRank);
  bool known = visitFloat(result.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    BroadcastWalk<N> walk(operands, result);
    for (int64_t i = 0, n = numElements(result); i < n; ++i, walk.next()) {
      auto at = [&](int input) {
        return dataOf<const T>(operands[input])[walk.place[input]];
      };
      if constexpr (N == 1)
        dataOf<T>(result)[i] = T(function(at(0)));
      else if constexpr (N == 2)
        dataOf<T>(result)[i] = T(function(at(0), at(1)));
      else
        dataOf<T>(result)[i] = T(function(at(0), at(1), at(2)));
    }
  });
  return known ? TFC_OK
               : unsupportedType(context, "A function of floats of a tensor "
                                          "of another type");
}

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_BROADCAST_H

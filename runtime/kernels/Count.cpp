//===- Count.cpp - counting values --------------------------------------===//
#include "kernels/Kernel.h"

#include <algorithm>
#include <cmath>

using namespace tfc::runtime;

namespace {
/// Rounds as TensorFlow does (histogram_op.cc): differences in the type of the
/// values, quotients in double.
template <typename T>
int32_t countBins(tfc_context *context, const tfc_tensor *operands) {
  double low = static_cast<double>(dataOf<const T>(operands[1])[0]);
  double high = static_cast<double>(dataOf<const T>(operands[1])[1]);
  if (!(low < high) || !std::isfinite(low) || !std::isfinite(high))
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "histogram_fixed_width: value_range must be two finite "
                      "numbers, the first below the second",
                      0, 0);
  const tfc_tensor &y = operands[3];
  int64_t bins = numElements(y);
  if (bins < 1)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "histogram_fixed_width: nbins is %lld, expected 1 or "
                      "more",
                      bins, 0);
  for (int64_t i = 0; i < bins; ++i)
    setIndex(y, i, 0);
  double step = (high - low) / static_cast<double>(bins);
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i) {
    T value = dataOf<const T>(operands[0])[i],
      least = dataOf<const T>(operands[1])[0];
    if (!(value > least))
      value = least; // a NaN too
    double at = static_cast<double>(static_cast<T>(value - least)) / step;
    int64_t bin =
        at < static_cast<double>(bins) ? static_cast<int64_t>(at) : bins - 1;
    setIndex(y, bin, indexAt(y, bin) + 1);
  }
  return TFC_OK;
}
} // namespace

/// Operands: values, [low, high] of their type, the number of bins (a scalar);
/// counts.
TFC_KERNEL_EXPORT int32_t tfc_kernel_histogram(tfc_context *context,
                                               const tfc_tensor *operands,
                                               const int64_t *) {
  int32_t code = TFC_OK;
  bool known = visitNumber(operands[0].dtype, [&](auto element) {
    code = countBins<typename decltype(element)::type>(context, operands);
  });
  return known ? code
               : unsupportedType(context,
                                 "histogram_fixed_width: not for this dtype");
}

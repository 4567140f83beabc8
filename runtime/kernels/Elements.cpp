//===- Elements.cpp - kernels that look at elements without computing ---===//
#include "kernels/Kernel.h"

#include <cmath>
#include <cstdio>

using namespace tfc::runtime;

/// Operands: x, the result, which is x. Parameters: the user's message.
TFC_KERNEL_EXPORT int32_t tfc_kernel_check_numerics(tfc_context *context,
                                                    const tfc_tensor *operands,
                                                    const int64_t *parameters) {
  const tfc_tensor &x = operands[0];
  bool nan = false, infinite = false;
  visitFloat(x.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    const T *from = dataOf<const T>(x);
    for (int64_t i = 0, n = numElements(x); i < n; ++i) {
      nan |= std::isnan(from[i]);
      infinite |= std::isinf(from[i]);
    }
  });
  if (nan || infinite) {
    Parameters next(parameters);
    int64_t size;
    const char *text = next.text(size);
    const char *found = nan && infinite ? "Inf and NaN" : nan ? "NaN" : "Inf";
    // The user's text may hold a percent sign: it goes in as none.
    char message[256];
    std::snprintf(message, sizeof message, "%.*s : Tensor had %s values",
                  int(size < 200 ? size : 200), text, found);
    for (char *c = message; *c; ++c)
      *c = *c == '%' ? '?' : *c;
    return tfc_report(context, TFC_INVALID_ARGUMENT, message, 0, 0);
  }
  if (x.bytes)
    std::memcpy(operands[1].data, x.data, x.bytes);
  return TFC_OK;
}

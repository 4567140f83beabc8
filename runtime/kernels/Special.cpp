// Special functions of each element, see SpecialFunctions.cpp.
#include "kernels/Broadcast.h"
#include "kernels/SpecialFunctions.h"

#include <cmath>

using namespace tfc::runtime;

/// Operands: x, the result.
#define TFC_UNARY(name, function)                                              \
  TFC_KERNEL_EXPORT int32_t tfc_kernel_##name(                                 \
      tfc_context *context, const tfc_tensor *operands, const int64_t *) {     \
    return applyBroadcast<1>(context, operands,                                \
                             [](double x) { return function(x); });            \
  }
TFC_UNARY(lgamma, logGamma)
TFC_UNARY(digamma, digamma)
TFC_UNARY(erfinv, inverseErf)
TFC_UNARY(ndtri, inverseNormal)
#undef TFC_UNARY

/// Operands: x, y, the result; x and y broadcast.
#define TFC_BINARY(name, function)                                             \
  TFC_KERNEL_EXPORT int32_t tfc_kernel_##name(                                 \
      tfc_context *context, const tfc_tensor *operands, const int64_t *) {     \
    return applyBroadcast<2>(                                                  \
        context, operands, [](double x, double y) { return function(x, y); }); \
  }
TFC_BINARY(polygamma, polygamma)
TFC_BINARY(zeta, zeta)
TFC_BINARY(igamma, gammaP)
TFC_BINARY(igammac, gammaQ)
#undef TFC_BINARY

TFC_KERNEL_EXPORT int32_t tfc_kernel_betainc(tfc_context *context,
                                             const tfc_tensor *operands,
                                             const int64_t *) {
  return applyBroadcast<3>(context, operands, [](double a, double b, double x) {
    return betaI(a, b, x);
  });
}

TFC_KERNEL_EXPORT int32_t tfc_kernel_next_after(tfc_context *context,
                                                const tfc_tensor *operands,
                                                const int64_t *) {
  return applyBroadcast<2>(context, operands,
                           [](auto x, auto y) { return std::nextafter(x, y); });
}

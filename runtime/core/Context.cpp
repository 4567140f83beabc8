//===- Context.cpp - reports of compiled code ---------------------------===//
#include "core/Context.h"

#include <cstring>

// The message comes from a compiled object, so it is never given to printf:
// only the two numbers are put in, everything else is copied.
int32_t tfc_report(tfc_context *context, int32_t code, const char *message,
                   int64_t a, int64_t b) {
  if (code == TFC_OK)
    code = TFC_UNKNOWN;
  if (context->reportClaimed.exchange(true))
    return code;
  const int64_t numbers[2] = {a, b};
  int used = 0;
  for (const char *p = message ? message : ""; *p;) {
    if (used < 2 && strncmp(p, "%lld", 4) == 0) {
      context->reportText.add("%lld", static_cast<long long>(numbers[used++]));
      p += 4;
      continue;
    }
    size_t n = 1;
    while (p[n] && p[n] != '%')
      ++n;
    context->reportText.add("%.*s", int(n), p);
    p += n;
  }
  context->reportCode.store(code, std::memory_order_release);
  return code;
}

int32_t tfc_reported(tfc_context *context) {
  return context->reportCode.load(std::memory_order_acquire);
}

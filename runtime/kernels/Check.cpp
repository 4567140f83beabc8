// A condition that a run checks, and what it says if it does not hold.
#include "core/Types.h"
#include "kernels/Kernel.h"

#include <cstdio>
#include <cstdlib>

using namespace tfc::runtime;

namespace {

/// The shortest form that is read back as the same number.
template <typename T>
void addFloat(TextBase &text, T value, int digits) {
  char form[40];
  std::snprintf(form, sizeof form, "%.*g", digits, double(value));
  if (T(std::strtod(form, nullptr)) != value && value == value)
    std::snprintf(form, sizeof form, "%.*g", digits + 3, double(value));
  text.add("%s", form);
}

void addNumber(TextBase &text, float value) { addFloat(text, value, 6); }
void addNumber(TextBase &text, double value) { addFloat(text, value, 15); }
template <typename T>
void addNumber(TextBase &text, T value) {
  if (static_cast<T>(-1) < 0)
    text.add("%lld", static_cast<long long>(value));
  else
    text.add("%llu", static_cast<unsigned long long>(value));
}

/// The first `limit` elements, all if that is negative.
void addElements(TextBase &text, const tfc_tensor &x, int64_t limit) {
  bool known = visitNumber(x.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    int64_t count = numElements(x);
    int64_t shown = limit < 0 || count < limit ? count : limit;
    // The text has room for no more.
    shown = shown < 512 ? shown : 512;
    for (int64_t i = 0; i < shown; ++i) {
      text.add("%s", i ? " " : "");
      addNumber(text, dataOf<const T>(x)[i]);
    }
    text.add("%s", shown < count ? "..." : "");
  });
  if (!known)
    text.add("?");
}

} // namespace

/// Operands: the condition, the data, the result, which is the condition.
/// Parameters: the message, with {} in the place of each piece of data; how
/// many elements of one are shown.
TFC_KERNEL_EXPORT int32_t tfc_kernel_check(tfc_context *context,
                                           const tfc_tensor *operands,
                                           const int64_t *parameters) {
  bool holds = *dataOf<const uint8_t>(operands[0]);
  Parameters next(parameters);
  int64_t size;
  const char *message = next.text(size);
  int64_t limit = next.integer();
  const tfc_tensor *data = operands + 1;
  Text<512> text;
  for (const char *c = message, *end = message + size; c < end; ++c) {
    bool isBrace = *c == '{' && c + 1 < end;
    if (isBrace && c[1] == '}') {
      if (!holds)
        addElements(text, *data, limit);
      ++data;
      ++c;
      continue;
    }
    c += isBrace && c[1] == '{';
    // tfc_report puts numbers where a text has %lld.
    if (!holds)
      text.add("%c", *c == '%' && std::strncmp(c, "%lld", 4) == 0 ? '?' : *c);
  }
  *dataOf<uint8_t>(*data) = holds;
  return holds ? int32_t(TFC_OK)
               : tfc_report(context, TFC_INVALID_ARGUMENT, text.str(), 0, 0);
}

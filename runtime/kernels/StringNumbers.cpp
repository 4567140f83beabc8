//===- StringNumbers.cpp - numbers to text and back ---------------------===//
#include "kernels/Text.h"

#include <cmath>
#include <cstdio>
#include <locale.h>

using namespace tfc::runtime;

namespace {

/// Points in numbers are points, whatever the program's locale says.
class PlainNumbers {
public:
  PlainNumbers() : plain(newlocale(LC_ALL_MASK, "C", nullptr)) {
    if (plain)
      before = uselocale(plain);
  }
  ~PlainNumbers() {
    if (!plain)
      return;
    uselocale(before);
    freelocale(plain);
  }
  PlainNumbers(const PlainNumbers &) = delete;
  PlainNumbers &operator=(const PlainNumbers &) = delete;

private:
  locale_t plain, before = nullptr;
};

/// The text without white space around it, zero terminated; null if it is
/// empty, or longer than any number needs to be.
class NumberText {
public:
  explicit NumberText(std::string_view text) {
    constexpr std::string_view space = " \t\n\v\f\r";
    size_t first = text.find_first_not_of(space);
    if (first == std::string_view::npos)
      return;
    text = text.substr(first, text.find_last_not_of(space) + 1 - first);
    if (text.size() >= sizeof digits ||
        text.find('\0') != std::string_view::npos)
      return;
    std::memcpy(digits, text.data(), text.size());
    digits[text.size()] = 0;
    end = digits + text.size();
  }
  explicit operator bool() const { return end; }

  bool read(float &value) const {
    char *stop;
    value = strtof(digits, &stop);
    return stop == end;
  }
  bool read(double &value) const {
    char *stop;
    value = strtod(digits, &stop);
    return stop == end;
  }
  /// Digits, and a minus before them.
  template <typename Integer>
  bool read(Integer &value) const {
    const char *at = digits;
    bool isNegative = *at == '-';
    at += isNegative;
    if (at == end)
      return false;
    value = 0;
    for (; at != end; ++at) {
      if (*at < '0' || *at > '9')
        return false;
      Integer digit = Integer(isNegative ? '0' - *at : *at - '0');
      if (__builtin_mul_overflow(value, Integer(10), &value) ||
          __builtin_add_overflow(value, digit, &value))
        return false;
    }
    return true;
  }

private:
  char digits[2048];
  const char *end = nullptr;
};

template <typename T>
int32_t readNumbers(tfc_context *context, const tfc_tensor *operands) {
  for (int64_t i = 0, n = numElements(operands[1]); i < n; ++i) {
    NumberText text(textAt(operands[0], i));
    if (!text || !text.read(dataOf<T>(operands[1])[i]))
      return reportText(context,
                        "StringToNumberOp could not correctly convert string: ",
                        textAt(operands[0], i));
  }
  return TFC_OK;
}

} // namespace

/// Operands: x, the numbers.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_to_number(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  PlainNumbers plain;
  switch (operands[1].dtype) {
  case TFC_FLOAT32:
    return readNumbers<float>(context, operands);
  case TFC_FLOAT64:
    return readNumbers<double>(context, operands);
  case TFC_INT32:
    return readNumbers<int32_t>(context, operands);
  case TFC_INT64:
    return readNumbers<int64_t>(context, operands);
  default:
    return unsupportedType(context, "Texts of numbers of another type");
  }
}

namespace {

/// The parameters of as_string as printf's flags.
struct NumberFormat {
  char flags[64];
  bool scientific, shortest;

  explicit NumberFormat(Parameters &next) {
    int precision = int(next.integer());
    scientific = next.truth();
    shortest = next.truth();
    int width = int(next.integer());
    std::string_view fill = nextText(next);
    Text<64> text;
    text.add("%%%.*s", int(fill.size()), fill.data());
    if (width >= 0)
      text.add("%d", width);
    if (precision >= 0)
      text.add(".%d", precision);
    std::memcpy(flags, text.str(), sizeof flags);
  }

  template <typename T>
  int print(char *line, size_t room, T value) const {
    Text<80> format;
    if constexpr (std::is_floating_point_v<T>) {
      format.add("%s%c", flags, scientific ? 'e' : shortest ? 'g' : 'f');
      return snprintf(line, room, format.str(), double(value));
    } else if constexpr (std::is_signed_v<T>) {
      format.add("%slld", flags);
      return snprintf(line, room, format.str(), static_cast<long long>(value));
    } else {
      format.add("%sllu", flags);
      return snprintf(line, room, format.str(),
                      static_cast<unsigned long long>(value));
    }
  }
};

} // namespace

/// Operands: x, the strings. Parameters: precision (-1: the default),
/// scientific, shortest, width (-1: none), the character to fill with. Width
/// and precision are at most 4096.
TFC_KERNEL_EXPORT int32_t tfc_kernel_as_string(tfc_context *context,
                                               const tfc_tensor *operands,
                                               const int64_t *parameters) {
  Parameters next(parameters);
  NumberFormat format(next);
  PlainNumbers plain;
  const tfc_tensor &x = operands[0];
  int32_t code = TFC_OK;
  char line[8192];
  bool known = visitNumber(x.dtype, [&](auto element) {
    using T = typename decltype(element)::type;
    for (int64_t i = 0, n = numElements(x); i < n && !code; ++i) {
      T value = dataOf<const T>(x)[i];
      int length;
      if (x.dtype == TFC_BOOL)
        length = snprintf(line, sizeof line, "%s", value ? "true" : "false");
      else
        length = format.print(line, sizeof line, value);
      if (length < 0 || size_t(length) >= sizeof line)
        code = tfc_report(context, TFC_INTERNAL,
                          "A number needs %lld characters", length, 0);
      else if (!setText(context, operands[1], i, {line, size_t(length)}))
        code = TFC_RESOURCE_EXHAUSTED;
    }
  });
  return known ? code
               : unsupportedType(context, "as_string of a tensor of another "
                                          "type");
}

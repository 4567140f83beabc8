// Base64 of RFC 4648, section 5: - and _ in the place of + and /.
#include "kernels/Text.h"

using namespace tfc::runtime;

namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int valueOf(char digit) {
  size_t value = kDigits.find(digit);
  return value == std::string_view::npos ? -1 : int(value);
}

void encode(std::string_view text, char *out, bool pad) {
  for (; !text.empty(); text.remove_prefix(text.size() < 3 ? text.size() : 3)) {
    size_t given = text.size() < 3 ? text.size() : 3;
    uint32_t bits = 0;
    for (size_t i = 0; i < 3; ++i)
      bits = bits << 8 | (i < given ? static_cast<uint8_t>(text[i]) : 0);
    for (size_t i = 0; i < 4; ++i) {
      if (i <= given)
        *out++ = kDigits[bits >> (18 - 6 * i) & 63];
      else if (pad)
        *out++ = '=';
    }
  }
}

} // namespace

/// Operands: x, the result. Parameters: whether to fill up to fours with =.
TFC_KERNEL_EXPORT int32_t tfc_kernel_encode_base64(tfc_context *context,
                                                   const tfc_tensor *operands,
                                                   const int64_t *parameters) {
  bool pad = parameters[0];
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i) {
    std::string_view text = textAt(operands[0], i);
    size_t size = pad ? (text.size() + 2) / 3 * 4 : (text.size() * 4 + 2) / 3;
    char *out = makeText(context, operands[1], i, size);
    if (!out)
      return TFC_RESOURCE_EXHAUSTED;
    encode(text, out, pad);
  }
  return TFC_OK;
}

/// Operands: x, padded or not, and the result.
TFC_KERNEL_EXPORT int32_t tfc_kernel_decode_base64(tfc_context *context,
                                                   const tfc_tensor *operands,
                                                   const int64_t *) {
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i) {
    std::string_view text = textAt(operands[0], i), digits = text;
    if (text.size() % 4 == 0)
      for (int k = 0; k < 2 && !digits.empty() && digits.back() == '='; ++k)
        digits.remove_suffix(1);
    if (digits.size() % 4 == 1)
      return reportText(context, "Base64 of an impossible length: ", text);
    char *out = makeText(context, operands[1], i, digits.size() * 3 / 4);
    if (!out)
      return TFC_RESOURCE_EXHAUSTED;
    uint32_t bits = 0;
    int have = 0;
    for (char digit : digits) {
      int value = valueOf(digit);
      if (value < 0)
        return reportText(context, "Invalid character found in base64: ", text);
      bits = bits << 6 | uint32_t(value);
      have += 6;
      if (have >= 8) {
        have -= 8;
        *out++ = char(bits >> have & 255);
      }
    }
  }
  return TFC_OK;
}

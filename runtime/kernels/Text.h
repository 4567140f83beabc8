// Kernels of strings take and make them by this header. Elements are addresses
// of tfc_strings, or null for the empty one (core/Strings.h says who owns
// them).
#ifndef TFC_RUNTIME_KERNELS_TEXT_H
#define TFC_RUNTIME_KERNELS_TEXT_H

#include "core/Strings.h"
#include "kernels/Kernel.h"

namespace tfc::runtime {

inline std::string_view textAt(const tfc_tensor &x, int64_t i) {
  return viewOf(dataOf<const tfc_string *const>(x)[i]);
}

/// Element `i` of `y` becomes a string of `size` bytes, to be filled: never
/// null but where memory is short, which is reported.
inline char *makeText(tfc_context *context, const tfc_tensor &y, int64_t i,
                      size_t size) {
  static char nothing;
  dataOf<const tfc_string *>(y)[i] = nullptr;
  if (size == 0)
    return &nothing;
  tfc_string *string = newString(context, size);
  if (!string)
    return nullptr;
  dataOf<const tfc_string *>(y)[i] = string;
  return string->bytes;
}

/// Element `i` of `y` becomes the text. False if there is no memory.
inline bool setText(tfc_context *context, const tfc_tensor &y, int64_t i,
                    std::string_view text) {
  char *bytes = makeText(context, y, i, text.size());
  if (bytes && !text.empty())
    std::memcpy(bytes, text.data(), text.size());
  return bytes;
}

/// Appends at `*end`, which has the room.
inline void append(char *&end, std::string_view text) {
  if (!text.empty())
    std::memcpy(end, text.data(), text.size());
  end += text.size();
}

/// INVALID_ARGUMENT: the message and the text, of a long one the beginning.
int32_t reportText(tfc_context *context, const char *message,
                   std::string_view text);

inline std::string_view nextText(Parameters &parameters) {
  int64_t size;
  const char *bytes = parameters.text(size);
  return {bytes, size_t(size)};
}

} // namespace tfc::runtime

#endif // TFC_RUNTIME_KERNELS_TEXT_H

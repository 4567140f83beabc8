// Who owns the strings of a session. Those that a run makes, and its copies of
// fed ones, live until the next run has begun: that one may be fed with them,
// and takes copies of its own before they go. Constants are part of the object.
#ifndef TFC_RUNTIME_CORE_STRINGS_H
#define TFC_RUNTIME_CORE_STRINGS_H

#include "core/Context.h"

#include <string_view>

/// The functions by which the core keeps strings; only reached through a
/// program or a context that has them.
struct tfc_string_functions {
  /// Frees the strings that the run before the last one made.
  void (*beginRun)(tfc_context *context);
  /// Puts copies that live as long as this run's values in the place of the
  /// elements. On failure `*wrong` is the size of the string at fault:
  /// INVALID_ARGUMENT for a negative one, or RESOURCE_EXHAUSTED.
  tfc_code (*keep)(tfc_context *context, const tfc_string **elements,
                   int64_t count, int64_t *wrong);
  void (*release)(tfc_context *context);
};

namespace tfc::runtime {

/// A string of `size` bytes to be filled, which lives as long as this run's
/// values; null, with a report, if there is no memory. For one thread at a
/// time.
tfc_string *newString(tfc_context *context, size_t size);

inline std::string_view viewOf(const tfc_string *string) {
  return string ? std::string_view(string->bytes, size_t(string->size))
                : std::string_view();
}

} // namespace tfc::runtime

#endif // TFC_RUNTIME_CORE_STRINGS_H

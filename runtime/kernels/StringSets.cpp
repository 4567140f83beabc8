//===- StringSets.cpp - unique of strings -------------------------------===//
#include "kernels/FarmHash.h"
#include "kernels/Slices.h"
#include "kernels/Text.h"

namespace tfc::runtime {

namespace {
/// Equal where the texts are.
struct StringElement {
  const tfc_string *string;

  explicit StringElement(int) : string(nullptr) {}
  friend bool operator==(StringElement a, StringElement b) {
    return viewOf(a.string) == viewOf(b.string);
  }
  friend bool operator!=(StringElement a, StringElement b) { return !(a == b); }
};
static_assert(sizeof(StringElement) == sizeof(void *), "an element");

uint64_t bitsOf(StringElement element) {
  return farmFingerprint64(viewOf(element.string));
}
} // namespace

} // namespace tfc::runtime

using namespace tfc::runtime;

/// Operands: x; y like x, idx [n], counts [n], count. Parameters: axis.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_unique(tfc_context *context,
                                                   const tfc_tensor *operands,
                                                   const int64_t *parameters) {
  int64_t axis = Parameters(parameters).integer();
  if (axis < 0)
    axis += operands[0].rank;
  return uniqueSlices<StringElement>(operands, axis)
             ? TFC_OK
             : tfc_report(context, TFC_RESOURCE_EXHAUSTED,
                          "unique: no memory for a table", 0, 0);
}

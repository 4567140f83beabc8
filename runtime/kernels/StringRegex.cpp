// Regular expressions of RE2. An archive of its own: whose program has none
// links no RE2.
#include "kernels/Text.h"

#include <re2/re2.h>

using namespace tfc::runtime;

namespace {

re2::StringPiece pieceOf(std::string_view text) {
  return re2::StringPiece(text.data(), text.size());
}

RE2::Options quiet() {
  RE2::Options options;
  options.set_log_errors(false);
  return options;
}

int32_t reportPattern(tfc_context *context, const RE2 &pattern) {
  std::string text = pattern.pattern() + ", error: " + pattern.error();
  return reportText(context, "Invalid pattern: ", text);
}

} // namespace

/// Operands: x, the pattern, the truth values.
TFC_KERNEL_EXPORT int32_t tfc_kernel_regex_full_match(
    tfc_context *context, const tfc_tensor *operands, const int64_t *) {
  RE2 pattern(pieceOf(textAt(operands[1], 0)), quiet());
  if (!pattern.ok())
    return reportPattern(context, pattern);
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i)
    dataOf<bool>(operands[2])[i] =
        RE2::FullMatch(pieceOf(textAt(operands[0], i)), pattern);
  return TFC_OK;
}

/// Operands: x, the pattern, the rewrite, the result. Parameters: whether each
/// match is replaced.
TFC_KERNEL_EXPORT int32_t tfc_kernel_regex_replace(tfc_context *context,
                                                   const tfc_tensor *operands,
                                                   const int64_t *parameters) {
  RE2 pattern(pieceOf(textAt(operands[1], 0)), quiet());
  if (!pattern.ok())
    return reportPattern(context, pattern);
  re2::StringPiece rewrite = pieceOf(textAt(operands[2], 0));
  std::string problem;
  if (!pattern.CheckRewriteString(rewrite, &problem))
    return reportText(context, "Invalid rewrite: ", problem);
  std::string text;
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i) {
    text = textAt(operands[0], i);
    if (parameters[0])
      RE2::GlobalReplace(&text, pattern, rewrite);
    else
      RE2::Replace(&text, pattern, rewrite);
    if (!setText(context, operands[3], i, text))
      return TFC_RESOURCE_EXHAUSTED;
  }
  return TFC_OK;
}

// Neighbouring strings of the rows of a ragged matrix, joined.
#include "kernels/Text.h"

using namespace tfc::runtime;

namespace {

/// The attributes of the op, from the kernels' parameters, and its arithmetic.
struct NGrams {
  std::string_view separator, leftPad, rightPad;
  const int64_t *widths;
  int64_t numWidths, padWidth;
  bool preserve;

  explicit NGrams(const int64_t *parameters) {
    Parameters next(parameters);
    separator = nextText(next);
    widths = next.array(numWidths);
    leftPad = nextText(next);
    rightPad = nextText(next);
    padWidth = next.integer();
    preserve = next.truth();
  }

  /// Pads at either end of a row for n-grams of this width.
  int64_t pads(int64_t width) const {
    return padWidth < 0 || padWidth > width - 1 ? width - 1 : padWidth;
  }
  /// n-grams of this width in a row.
  int64_t count(int64_t length, int64_t width) const {
    int64_t n = length + 2 * pads(width) - width + 1;
    return n < 0 ? 0 : n;
  }
  int64_t countAll(int64_t length) const {
    int64_t all = 0;
    for (int64_t i = 0; i < numWidths; ++i)
      all += count(length, widths[i]);
    return all == 0 && preserve && length > 0 ? 1 : all;
  }
};

/// Reads the splits, which must lead through the data from its begin to its
/// end.
int32_t checkSplits(tfc_context *context, const tfc_tensor &data,
                    const tfc_tensor &splits) {
  int64_t n = numElements(splits), last = 0;
  for (int64_t i = 0; i < n; ++i) {
    int64_t split = indexAt(splits, i);
    if (i == 0 && split != 0)
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "First split value must be 0, got %lld", split, 0);
    if (split < last || split > numElements(data))
      return tfc_report(context, TFC_INVALID_ARGUMENT,
                        "Invalid split value %lld, must be in [%lld, the size "
                        "of the data]",
                        split, last);
    last = split;
  }
  if (n > 0 && last != numElements(data))
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "Last split value must be data size. Expected %lld, got "
                      "%lld",
                      numElements(data), last);
  return TFC_OK;
}

/// n-gram `index` of `count` of one row: its strings between pads.
template <typename Visit>
void visitTokens(const NGrams &rule, const tfc_tensor &data, int64_t begin,
                 int64_t length, int64_t pads, int64_t width, int64_t index,
                 Visit visit) {
  for (int64_t k = index; k < index + width; ++k) {
    int64_t place = k - pads;
    visit(place < 0         ? rule.leftPad
          : place >= length ? rule.rightPad
                            : textAt(data, begin + place));
  }
}

} // namespace

/// Operands: the data, its splits; the splits of the n-grams and how many there
/// are. Parameters: separator, widths, left pad, right pad, how often at most,
/// whether short rows give an n-gram.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_n_grams_count(
    tfc_context *context, const tfc_tensor *operands,
    const int64_t *parameters) {
  NGrams rule(parameters);
  const tfc_tensor &splits = operands[1];
  if (int32_t code = checkSplits(context, operands[0], splits))
    return code;
  int64_t all = 0;
  for (int64_t i = 0, n = numElements(splits); i < n; ++i) {
    if (i > 0)
      all += rule.countAll(indexAt(splits, i) - indexAt(splits, i - 1));
    setIndex(operands[2], i, all);
  }
  setIndex(operands[3], 0, all);
  return TFC_OK;
}

/// Operands: the data, its splits, how many n-grams; the n-grams. Parameters as
/// above.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_n_grams_values(
    tfc_context *context, const tfc_tensor *operands,
    const int64_t *parameters) {
  NGrams rule(parameters);
  const tfc_tensor &data = operands[0], &splits = operands[1],
                   &result = operands[3];
  if (int32_t code = checkSplits(context, data, splits))
    return code;
  int64_t next = 0, room = numElements(result);
  auto add = [&](int64_t begin, int64_t length, int64_t pads, int64_t width,
                 int64_t index) {
    size_t size = size_t(width - 1) * rule.separator.size();
    visitTokens(rule, data, begin, length, pads, width, index,
                [&](std::string_view token) { size += token.size(); });
    char *end = makeText(context, result, next++, size);
    if (!end)
      return false;
    int64_t place = 0;
    visitTokens(rule, data, begin, length, pads, width, index,
                [&](std::string_view token) {
                  if (place++)
                    append(end, rule.separator);
                  append(end, token);
                });
    return true;
  };
  for (int64_t i = 1, n = numElements(splits); i < n; ++i) {
    int64_t begin = indexAt(splits, i - 1);
    int64_t length = indexAt(splits, i) - begin, first = next;
    if (next + rule.countAll(length) > room)
      break;
    for (int64_t w = 0; w < rule.numWidths; ++w) {
      int64_t width = rule.widths[w];
      for (int64_t k = 0; k < rule.count(length, width); ++k)
        if (!add(begin, length, rule.pads(width), width, k))
          return TFC_RESOURCE_EXHAUSTED;
    }
    // A short row whole, with all its pads.
    int64_t pads = rule.padWidth < 0 ? 0 : rule.padWidth;
    if (next == first && rule.preserve && length > 0 &&
        !add(begin, length, pads, length + 2 * pads, 0))
      return TFC_RESOURCE_EXHAUSTED;
  }
  if (next != room)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "%lld n-grams where %lld were counted", next, room);
  return TFC_OK;
}

// Strings in parts, the rows of a sparse matrix. The parts are walked twice: to
// count them, and to write them down.
#include "kernels/Text.h"

using namespace tfc::runtime;

namespace {

/// How to split, from the kernels' parameters.
struct Rule {
  std::string_view delimiter;
  bool python, skipEmpty;
  int64_t maxsplit;

  Rule(const tfc_tensor &delimiter, const int64_t *parameters)
      : delimiter(textAt(delimiter, 0)), python(parameters[0]),
        skipEmpty(parameters[1]), maxsplit(parameters[2]) {}
};

constexpr std::string_view kSpace = " \t\n\v\f\r";

/// Any byte of the delimiter separates; each byte is a part if there is none.
template <typename Visit>
void visitFields(std::string_view text, const Rule &rule, Visit visit) {
  if (rule.delimiter.empty()) {
    for (size_t i = 0; i < text.size(); ++i)
      visit(text.substr(i, 1));
    return;
  }
  while (!text.empty()) {
    size_t end = text.find_first_of(rule.delimiter);
    std::string_view part = text.substr(0, end);
    if (!part.empty() || !rule.skipEmpty)
      visit(part);
    if (end == std::string_view::npos)
      return;
    text.remove_prefix(end + 1);
    if (text.empty() && !rule.skipEmpty)
      visit(text); // behind the last separator
  }
}

void dropSpace(std::string_view &text) {
  size_t first = text.find_first_not_of(kSpace);
  text.remove_prefix(first == std::string_view::npos ? text.size() : first);
}

/// At runs of white space.
template <typename Visit>
void visitWords(std::string_view text, const Rule &rule, Visit visit) {
  dropSpace(text);
  for (int64_t splits = 0; !text.empty(); ++splits) {
    bool isRest = rule.maxsplit > 0 && splits == rule.maxsplit;
    size_t end = isRest ? text.size() : text.find_first_of(kSpace);
    visit(text.substr(0, end));
    if (end == std::string_view::npos)
      return;
    text.remove_prefix(end);
    dropSpace(text);
  }
}

/// At each whole separator.
template <typename Visit>
void visitPieces(std::string_view text, const Rule &rule, Visit visit) {
  for (int64_t splits = 0;; ++splits) {
    bool isRest = rule.maxsplit > 0 && splits == rule.maxsplit;
    size_t end = isRest ? std::string_view::npos : text.find(rule.delimiter);
    visit(text.substr(0, end));
    if (end == std::string_view::npos)
      return;
    text.remove_prefix(end + rule.delimiter.size());
  }
}

template <typename Visit>
void visitParts(std::string_view text, const Rule &rule, Visit visit) {
  if (!rule.python)
    visitFields(text, rule, visit);
  else if (rule.delimiter.empty())
    visitWords(text, rule, visit);
  else
    visitPieces(text, rule, visit);
}

} // namespace

/// Operands: x, a vector, the delimiter; how many parts there are, and the
/// shape of their matrix. Parameters: as Python splits, skip_empty, maxsplit.
TFC_KERNEL_EXPORT int32_t tfc_kernel_string_split_count(
    tfc_context *, const tfc_tensor *operands, const int64_t *parameters) {
  Rule rule(operands[1], parameters);
  int64_t all = 0, most = 0, rows = numElements(operands[0]);
  for (int64_t i = 0; i < rows; ++i) {
    int64_t count = 0;
    visitParts(textAt(operands[0], i), rule,
               [&](std::string_view) { ++count; });
    all += count;
    most = count > most ? count : most;
  }
  setIndex(operands[2], 0, all);
  setIndex(operands[3], 0, rows);
  setIndex(operands[3], 1, most);
  return TFC_OK;
}

/// Operands: x, the delimiter, how many parts there are; the places and the
/// parts. Parameters as above.
TFC_KERNEL_EXPORT int32_t
tfc_kernel_string_split_parts(tfc_context *context, const tfc_tensor *operands,
                              const int64_t *parameters) {
  Rule rule(operands[1], parameters);
  const tfc_tensor &places = operands[3], &parts = operands[4];
  int64_t room = numElements(parts), next = 0;
  bool enough = true;
  for (int64_t i = 0, n = numElements(operands[0]); i < n; ++i) {
    int64_t column = 0;
    visitParts(textAt(operands[0], i), rule, [&](std::string_view part) {
      if (next < room && enough) {
        enough = setText(context, parts, next, part);
        setIndex(places, 2 * next, i);
        setIndex(places, 2 * next + 1, column);
      }
      ++column;
      ++next;
    });
  }
  if (!enough)
    return TFC_RESOURCE_EXHAUSTED;
  if (next != room)
    return tfc_report(context, TFC_INVALID_ARGUMENT,
                      "%lld parts of strings where %lld were counted", next,
                      room);
  return TFC_OK;
}

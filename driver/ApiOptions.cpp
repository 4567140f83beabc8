//===- ApiOptions.cpp - The options and errors of the C API ---------------===//
//
// Options come from outside, perhaps from a program that was built with another
// version of compiler.h: all is checked before it is used.
//
//===----------------------------------------------------------------------===//
#include "driver/ApiOptions.h"

#include <algorithm>
#include <cstring>

using namespace tfc;
using namespace tfc::driver;
using llvm::StringRef;

static std::string &threadError() {
  static thread_local std::string error;
  return error;
}

tfc_code driver::fail(tfc_code code, const llvm::Twine &message) {
  std::string text = message.str();
  std::replace(text.begin(), text.end(), '\n', ' ');
  threadError() = std::move(text);
  return code;
}

const char *tfc_compiler_error(void) { return threadError().c_str(); }

void driver::send(const tfc_compile_options &options, const Message &message) {
  if (!options.message)
    return;
  // MLIR numbers its severities otherwise.
  uint32_t severity = TFC_SEVERITY_ERROR;
  switch (message.severity) {
  case mlir::DiagnosticSeverity::Error:
    break;
  case mlir::DiagnosticSeverity::Warning:
    severity = TFC_SEVERITY_WARNING;
    break;
  case mlir::DiagnosticSeverity::Remark:
    severity = TFC_SEVERITY_REMARK;
    break;
  case mlir::DiagnosticSeverity::Note:
    severity = TFC_SEVERITY_NOTE;
    break;
  }
  tfc_message given = {severity,
                       message.line,
                       message.column,
                       message.file.c_str(),
                       message.text.c_str(),
                       message.sourceLine.c_str()};
  options.message(options.message_argument, &given);
}

/// Copies the options of this version out of those of the caller's, which may
/// be older and shorter, or newer and longer with nothing said in what is new.
tfc_code driver::readOptions(const tfc_compile_options *given,
                             tfc_compile_options &options) {
  options = TFC_COMPILE_OPTIONS_INIT;
  if (!given)
    return TFC_OK;
  size_t size = given->struct_size;
  constexpr size_t kLeast = offsetof(tfc_compile_options, cpu);
  if (size < kLeast || size > 16 * sizeof options)
    return fail(TFC_INVALID_ARGUMENT,
                "struct_size is " + llvm::Twine(size) + "; expected " +
                    llvm::Twine(sizeof options) +
                    ": begin with TFC_COMPILE_OPTIONS_INIT");
  auto *bytes = reinterpret_cast<const char *>(given);
  std::memcpy(&options, bytes, std::min(size, sizeof options));
  for (size_t i = sizeof options; i < size; ++i)
    if (bytes[i])
      return fail(TFC_INVALID_ARGUMENT,
                  "struct_size: the options are of a newer version and say "
                  "something that this one does not know");
  return TFC_OK;
}

static std::vector<std::string> strings(const char *const *items,
                                        uint32_t count) {
  std::vector<std::string> result;
  for (uint32_t i = 0; i < count; ++i)
    result.push_back(text(items[i]).str());
  return result;
}

static Shapes shapes(const tfc_named_shape *items, uint32_t count) {
  Shapes result;
  for (uint32_t i = 0; i < count; ++i)
    result[text(items[i].name)].assign(items[i].dims,
                                       items[i].dims + items[i].rank);
  return result;
}

CompilerOptions driver::translate(const tfc_compile_options &given,
                                  StringRef source) {
  CompilerOptions options;
  options.codegen.name = given.name ? given.name : identifierFrom(source);
  options.codegen.cpu = given.cpu ? given.cpu : "native";
  options.codegen.triple = text(given.triple).str();
  options.codegen.optLevel = given.opt_level;
  options.codegen.debugLines = given.flags & TFC_COMPILE_DEBUG_LINES;
  options.freeze = given.flags & TFC_COMPILE_FREEZE;
  options.softPlacement = !(given.flags & TFC_COMPILE_HARD_PLACEMENT);
  options.threads = !(given.flags & TFC_COMPILE_ONE_THREAD);
  options.fetches = strings(given.fetches, given.num_fetches);
  options.feeds = strings(given.feeds, given.num_feeds);
  options.printAfter = strings(given.print_after, given.num_print_after);
  options.shapes = shapes(given.shapes, given.num_shapes);
  options.feedShapes = shapes(given.feed_shapes, given.num_feed_shapes);
  options.from = text(given.from).str();
  options.until = text(given.until).str();
  return options;
}

void driver::addCallbacks(const tfc_compile_options &given,
                          CompilerOptions &options) {
  if (given.progress)
    options.progress = [given](StringRef phase) {
      return given.progress(given.progress_argument,
                            phase.empty() ? nullptr : phase.str().c_str()) == 0;
    };
  if (given.print)
    options.print = [given](StringRef phase, StringRef module) {
      given.print(given.print_argument, phase.str().c_str(),
                  module.str().c_str());
    };
}

tfc_code tfc_compile_options_check(const tfc_compile_options *given) {
  tfc_compile_options options;
  if (tfc_code code = readOptions(given, options); code != TFC_OK)
    return code;
  if (options.flags & ~(TFC_COMPILE_FREEZE | TFC_COMPILE_DEBUG_LINES |
                        TFC_COMPILE_ONE_THREAD | TFC_COMPILE_HARD_PLACEMENT))
    return fail(TFC_INVALID_ARGUMENT, "flags: one is not known");
  std::pair<const void *, uint32_t> lists[] = {
      {options.fetches, options.num_fetches},
      {options.feeds, options.num_feeds},
      {options.shapes, options.num_shapes},
      {options.feed_shapes, options.num_feed_shapes},
      {options.print_after, options.num_print_after}};
  for (auto [items, count] : lists)
    if (count && !items)
      return fail(TFC_INVALID_ARGUMENT, "a list of the options is null, and "
                                        "its number is not 0");
  std::string wrong = checkOptions(translate(options, "model"));
  return wrong.empty() ? TFC_OK : fail(TFC_INVALID_ARGUMENT, wrong);
}

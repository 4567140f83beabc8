//===- SourceLines.cpp - which lines a segment comes from -----------------===//
#include "codegen/segment/SourceLines.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <map>
#include <set>

using namespace mlir;

/// A segment that comes from more stretches than these is told from its first
/// line to its last.
static constexpr unsigned kMostStretches = 12;

/// {7, 8, 9, 12} -> "7-9,12"
static std::string asStretches(const std::set<unsigned> &lines) {
  std::string text;
  llvm::raw_string_ostream out(text);
  unsigned stretches = 0;
  for (auto line = lines.begin(); line != lines.end(); ++stretches) {
    unsigned first = *line, last = first;
    while (++line != lines.end() && *line == last + 1)
      last = *line;
    out << (stretches ? "," : "") << first;
    if (last != first)
      out << '-' << last;
  }
  if (stretches > kMostStretches)
    return std::to_string(*lines.begin()) + "-" +
           std::to_string(*lines.rbegin());
  return text;
}

std::string tfc::sourceLines(Location loc) {
  std::map<StringRef, std::set<unsigned>> files;
  loc->walk([&](Location inner) {
    auto place = dyn_cast<FileLineColLoc>(inner);
    if (place && place.getLine() != 0)
      files[llvm::sys::path::filename(place.getFilename())].insert(
          place.getLine());
    return WalkResult::advance();
  });
  std::string text;
  for (const auto &[file, lines] : files)
    text += (text.empty() ? "" : " ") + file.str() + ":" + asStretches(lines);
  return text;
}

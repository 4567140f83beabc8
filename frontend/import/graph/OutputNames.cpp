//===- OutputNames.cpp - Outputs of nodes by name -------------------------===//
//
// The body of a function writes an input as "node:output:index". Names of
// outputs come from the facet `tf` and from ops/families/Nodes.td.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/graph/Graph.h"

#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;

namespace tfc {

namespace {
struct OutputNames {
  const char *op;
  const char *names; // "values indices"
};
} // namespace

static constexpr OutputNames kAllNames[] = {
#include "frontend/import/graph/OutputNames.inc"
};

unsigned outputIndex(StringRef op, StringRef name, unsigned index) {
  static const llvm::StringMap<const char *> byOp = [] {
    llvm::StringMap<const char *> map;
    for (const OutputNames &each : kAllNames)
      map[each.op] = each.names;
    return map;
  }();
  // An op that is not there has one output, or one list of them.
  unsigned place = 0;
  for (StringRef output : llvm::split(StringRef(byOp.lookup(op)), ' ')) {
    if (output == name)
      return place + index;
    ++place;
  }
  return index;
}

} // namespace tfc

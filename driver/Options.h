//===- Options.h - What can be said of compiling a graph --------*- C++ -*-===//
#ifndef TFC_DRIVER_OPTIONS_H
#define TFC_DRIVER_OPTIONS_H

#include "codegen/Codegen.h"

#include "llvm/ADT/StringMap.h"

#include <string>
#include <vector>

namespace tfc {

struct CompilerOptions {
  CodegenOptions codegen;
  std::vector<std::string> fetches; ///< Names to make fetchable; "*": all.
  std::vector<std::string> feeds;   ///< Names to make feedable.
  /// Shapes of placeholders, -1 for a dimension known in a run only.
  llvm::StringMap<std::vector<int64_t>> shapes;
  /// Shapes of what will be fed, for placeholders of unknown rank alone.
  llvm::StringMap<std::vector<int64_t>> feedShapes;
  bool freeze = false;                 ///< Variables become constants.
  std::string from;                    ///< First phase after import; empty: all.
  std::string until;                   ///< Last phase; empty: all.
  std::vector<std::string> printAfter; ///< Phases to print after, to stderr.
  bool progress = false;               ///< Name each phase on stderr.
};

} // namespace tfc

#endif // TFC_DRIVER_OPTIONS_H

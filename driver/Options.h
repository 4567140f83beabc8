//===- Options.h - What can be said of compiling a graph --------*- C++ -*-===//
#ifndef TFC_DRIVER_OPTIONS_H
#define TFC_DRIVER_OPTIONS_H

#include "codegen/Codegen.h"
#include "driver/Messages.h"

#include "llvm/ADT/StringMap.h"

#include <functional>
#include <string>
#include <vector>

namespace tfc::driver {

using Shapes = llvm::StringMap<std::vector<int64_t>>;

struct CompilerOptions {
  CodegenOptions codegen;
  std::vector<std::string> fetches; ///< Names to make fetchable; "*": all.
  std::vector<std::string> feeds;   ///< Names to make feedable.
  Shapes shapes; ///< Of placeholders, -1 for a dimension known in a run only.
  Shapes feedShapes; ///< Of feeds, for placeholders of unknown rank alone.
  bool softPlacement = true; ///< Ops for devices without code run here.
  bool freeze = false;       ///< Variables become constants.
  bool threads = true;       ///< Else the process may fork.
  std::string from;          ///< First phase after import; "": all.
  std::string until;         ///< Last phase; "": all.
  std::vector<std::string> printAfter; ///< Phases to print after.

  /// Gets every error, warning and remark of a graph that import() reads.
  MessageFunction message;
  /// Gets a phase's name as it begins; whether to go on.
  std::function<bool(llvm::StringRef phase)> progress;
  /// Gets the module's text after each phase of printAfter.
  std::function<void(llvm::StringRef phase, llvm::StringRef text)> print;
};

/// The option that cannot be used and why, "until: there is no phase 'lunch';
/// expected ..."; "" if all can.
std::string checkOptions(const CompilerOptions &options);

/// A C identifier from a file's name: "nets/my-net.tfg" -> "my_net".
std::string identifierFrom(llvm::StringRef path);

} // namespace tfc::driver

#endif // TFC_DRIVER_OPTIONS_H

//===- Phases.h - The way of a graph to an object, by phases ----*- C++ -*-===//
#ifndef TFC_DRIVER_PHASES_H
#define TFC_DRIVER_PHASES_H

#include "driver/Options.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/ADT/ArrayRef.h"

namespace tfc::driver {

/// A stretch of the way at whose end a user may stop or look (--until,
/// --print-after).
struct Phase {
  llvm::StringRef name;
  llvm::StringRef summary;
  /// Adds the phase's passes, in their order. It is null for what is no pass:
  /// the compiler does import and freeze itself.
  void (*addPasses)(mlir::OpPassManager &pm, const CompilerOptions &options);
  /// Whether the module is verified after every pass, or after the last one
  /// only, because it is large by then.
  bool verifyEachPass = true;
};

/// Every phase in order, from "import" to "llvm".
llvm::ArrayRef<Phase> allPhases();

/// The phase of this name, or null.
const Phase *findPhase(llvm::StringRef name);

/// "import, cut-points, ...", for messages.
std::string phaseNames();

} // namespace tfc::driver

#endif // TFC_DRIVER_PHASES_H

//===- Codegen.h - linalg on tensors to a native object ---------*- C++ -*-===//
//
// The whole interface of codegen/. See README.md for the phases.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_CODEGEN_H
#define TFC_CODEGEN_CODEGEN_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace mlir {
class DialectRegistry;
class OpPassManager;
} // namespace mlir

namespace tfc {

/// What the object is made for.
struct CodegenOptions {
  /// The model's name, a C identifier: the object exports `<name>_program`.
  std::string name = "model";
  /// "native", or a processor by the name that LLVM has for it.
  std::string cpu = "native";
  /// Empty: the host's.
  std::string triple;
  /// 0 to 3, of LLVM's optimiser and code generator.
  unsigned optLevel = 3;
  /// Line tables that point into the graph's source.
  bool debugLines = false;
};

/// The last phase to run, named as on the command line (--until=).
enum class CodegenPhase { Bufferize, Kernels, Plan, LLVM };

/// "bufferize" -> CodegenPhase::Bufferize, ...; nullopt for another name.
std::optional<CodegenPhase> parseCodegenPhase(llvm::StringRef name);

/// Called where a phase's last pass has been added, with the phase's name; for
/// --print-after.
using PhaseCallback =
    llvm::function_ref<void(mlir::OpPassManager &, llvm::StringRef)>;

/// The passes from linalg on tensors to the LLVM dialect, up to `until`.
void buildCodegenPipeline(mlir::OpPassManager &pm,
                          const CodegenOptions &options,
                          CodegenPhase until = CodegenPhase::LLVM,
                          PhaseCallback afterPhase = nullptr);

/// Registers what bufferisation and translation need beside the dialects.
void registerCodegenExtensions(mlir::DialectRegistry &registry);

/// Makes every pass of codegen/ known to tfc-opt.
void registerCodegenPasses();

} // namespace tfc

#endif // TFC_CODEGEN_CODEGEN_H

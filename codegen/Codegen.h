//===- Codegen.h - linalg on tensors to a native object ---------*- C++ -*-===//
//
// This is what codegen/ needs to know and to have registered. Its passes are
// declared in PassDetail.h and ordered in driver/Phases.cpp; object/ writes the
// result.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_CODEGEN_H
#define TFC_CODEGEN_CODEGEN_H

#include <string>

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tfc {

/// The object's name, the machine that it is made for, and how.
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

/// Registers what bufferisation and translation need beside the dialects.
void registerCodegenExtensions(mlir::DialectRegistry &registry);

} // namespace tfc

#endif // TFC_CODEGEN_CODEGEN_H

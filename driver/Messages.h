//===- Messages.h - What is said of a graph, with its place -----*- C++ -*-===//
#ifndef TFC_DRIVER_MESSAGES_H
#define TFC_DRIVER_MESSAGES_H

#include "mlir/IR/Diagnostics.h"

#include <functional>
#include <string>

namespace llvm {
class SourceMgr;
} // namespace llvm

namespace tfc::driver {

struct Message {
  mlir::DiagnosticSeverity severity = mlir::DiagnosticSeverity::Error;
  std::string file;              ///< Empty where the message has no place.
  unsigned line = 0, column = 0; ///< From 1; 0 where there is none.
  std::string text;
  std::string sourceLine; ///< The line that it is about, if it is known.

  /// "net.tfg:7:9: unknown function 'tf.nosuch'".
  std::string toString() const;
};

using MessageFunction = std::function<void(const Message &)>;

/// While it lives, what MLIR reports in `context` goes to `function`: each
/// diagnostic with its call stack and its notes as messages of their own. Lines
/// are those of the main file of `sources`.
class MessageHandler : mlir::ScopedDiagnosticHandler {
public:
  MessageHandler(mlir::MLIRContext &context, llvm::SourceMgr &sources,
                 MessageFunction function);

private:
  void handle(mlir::Diagnostic &diagnostic);
  void send(mlir::Location place, llvm::StringRef text,
            mlir::DiagnosticSeverity severity, bool showsLine = true);
  std::string sourceLine(const Message &message) const;

  llvm::SourceMgr &sources;
  MessageFunction function;
};

/// Reports an error of a reader, "PATH: why" or "PATH:LINE:COLUMN: why", at the
/// place that it names.
void reportReaderError(mlir::MLIRContext &context, llvm::StringRef error);

} // namespace tfc::driver

#endif // TFC_DRIVER_MESSAGES_H

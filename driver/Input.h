//===- Input.h - A graph's file of any known language -----------*- C++ -*-===//
#ifndef TFC_DRIVER_INPUT_H
#define TFC_DRIVER_INPUT_H

#include "driver/Options.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/SourceMgr.h"

namespace tfc::driver {

/// The language of a file; its content alone tells it.
enum class SourceKind {
  Text,    ///< The .tfg language.
  Mlir,    ///< MLIR's text or bytecode.
  Model,   ///< One of TensorFlow's formats.
  Object,  ///< A native object, library or program.
  Archive, ///< A zip or gzip file.
};
SourceKind tellKind(llvm::StringRef content);

/// A graph comes from a file, a folder, or bytes in memory.
struct Source {
  std::string path;      ///< For messages, and for what stands beside a file.
  bool isOnDisk = true;  ///< Else only the bytes are there.
  llvm::SourceMgr files; ///< The main file; none of a folder.
  SourceKind kind() const;
};

/// Opens the file or folder `path`; "-" is the standard input. An error
/// message, or "".
std::string openSource(llvm::StringRef path, Source &source);

/// Copies the bytes.
void takeBytes(llvm::StringRef bytes, llvm::StringRef name, Source &source);

/// An importer needs to know this besides the source; see ImportOptions and
/// ModelImportOptions.
struct SourceOptions {
  const Shapes &shapes;
  const std::vector<std::string> &fetches, &feeds;
  const Shapes &feedShapes;
};

/// Reads the source into a module. Errors go to the context's diagnostics; the
/// result is null then.
mlir::OwningOpRef<mlir::ModuleOp> importSource(Source &source,
                                               mlir::MLIRContext &context,
                                               const SourceOptions &options);

} // namespace tfc::driver

#endif // TFC_DRIVER_INPUT_H

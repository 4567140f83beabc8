//===- Input.h - A graph's file of any known language -----------*- C++ -*-===//
#ifndef TFC_DRIVER_INPUT_H
#define TFC_DRIVER_INPUT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/SourceMgr.h"

namespace tfc {

/// What a file holds, told by its content alone.
enum class InputKind {
  Text,       ///< The .tfg language.
  Mlir,       ///< MLIR's text or bytecode.
  Model,      ///< One of TensorFlow's formats.
  Object,     ///< A native object, library or program.
  Archive,    ///< A zip or gzip file.
};
InputKind detectKind(llvm::StringRef content);

/// Opens `path` and adds it to `sources`; an error message, or "". Of a folder,
/// nothing is added.
std::string openSource(llvm::StringRef path, llvm::SourceMgr &sources);

/// Whether the main file of `sources`, or the folder that stands for it, is in
/// one of TensorFlow's formats.
bool isTensorFlow(const llvm::SourceMgr &sources);

/// What an importer needs to know besides the source: see ImportOptions and
/// ModelImportOptions.
struct SourceOptions {
  llvm::StringMap<std::vector<int64_t>> shapes;
  std::vector<std::string> fetches, feeds;
  llvm::StringMap<std::vector<int64_t>> feedShapes;
};

/// Reads the main file of `sources`, or the folder `path`, into a module. Errors
/// go to the context's diagnostics; the result is null then.
mlir::OwningOpRef<mlir::ModuleOp> importSource(llvm::StringRef path,
                                               llvm::SourceMgr &sources,
                                               mlir::MLIRContext &context,
                                               const SourceOptions &options);

} // namespace tfc

#endif // TFC_DRIVER_INPUT_H

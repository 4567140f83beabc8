//===- Import.h - A model to a module of the tfc dialect --------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_IMPORT_H
#define TFC_FRONTEND_IMPORT_IMPORT_H

#include "frontend/import/read/Model.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"

namespace tfc {

struct ModelImportOptions {
  /// Shapes of placeholders by name; -1 is a dimension known in a run only.
  llvm::StringMap<std::vector<int64_t>> shapes;
  /// Shapes of what will be fed, for placeholders of unknown rank alone.
  llvm::StringMap<std::vector<int64_t>> feedShapes;
  /// Tensors ("n", "n:k"), variables and targets that will be asked for. With
  /// them, or with signatures in the model, only what is needed is imported;
  /// with neither, or with "*", every node is but those that save and restore.
  std::vector<std::string> fetches;
  /// Tensors that will be fed: what only they need is not imported.
  std::vector<std::string> feeds;
};

/// A module with one tfc.graph. Errors go to the context's diagnostic engine
/// and name the node; the result is null then. A signature that needs an op
/// which is not supported is left out with a warning, unless none would be
/// left. The dialect is loaded into the context.
mlir::OwningOpRef<mlir::ModuleOp>
importModel(const ImportedModel &model, mlir::MLIRContext *context,
            const ModelImportOptions &options = {});

/// Whether nodes of this op can be imported at all.
bool isSupportedOp(llvm::StringRef op);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_IMPORT_H

// The .tfg language: text to a module of the tfc dialect.
#ifndef TFC_FRONTEND_TEXT_IMPORT_H
#define TFC_FRONTEND_TEXT_IMPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/SourceMgr.h"

#include <cstdint>
#include <vector>

namespace tfc {

struct ImportOptions {
  /// Shapes of placeholders by name, as --shape gives them: -1 is a dimension
  /// that is known in a run only. They refine what the source says.
  llvm::StringMap<std::vector<int64_t>> shapes;
};

/// Imports the main file of `sources`: a module with one tfc.graph. Errors go
/// to the context's diagnostic engine with line and column, so that a
/// SourceMgrDiagnosticHandler on `sources` shows the line; the result is null
/// then. The dialect is loaded into the context.
mlir::OwningOpRef<mlir::ModuleOp> importText(llvm::SourceMgr &sources,
                                             mlir::MLIRContext *context,
                                             const ImportOptions &options = {});

} // namespace tfc

#endif

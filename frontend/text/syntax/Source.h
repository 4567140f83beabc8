// One .tfg file under import: its text, and its places as MLIR locations.
#ifndef TFC_FRONTEND_TEXT_SYNTAX_SOURCE_H
#define TFC_FRONTEND_TEXT_SYNTAX_SOURCE_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Location.h"
#include "mlir/IR/MLIRContext.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/SMLoc.h"
#include "llvm/Support/SourceMgr.h"

#include <string>
#include <vector>

namespace tfc::text {

/// Errors go through the context's diagnostic engine, with file:line:col, so
/// that whoever registered a SourceMgrDiagnosticHandler shows the line.
class Source {
public:
  /// The main file of `sources`, which must outlive this.
  Source(const llvm::SourceMgr &sources, mlir::MLIRContext *context);

  /// The text, followed by a NUL that is not part of it.
  llvm::StringRef text() const { return contents; }
  llvm::StringRef fileName() const { return name; }
  mlir::MLIRContext *context() const { return ctx; }

  mlir::Location location(llvm::SMLoc loc) const;
  mlir::InFlightDiagnostic error(llvm::SMLoc loc) const;

  /// Fails, with an error, unless the file is UTF-8 text without NUL bytes.
  mlir::LogicalResult checkIsText() const;

private:
  llvm::StringRef contents;
  std::string name;
  mlir::StringAttr nameAttr;
  mlir::MLIRContext *ctx;
  std::vector<const char *> lineStarts;
};

} // namespace tfc::text

#endif

//===- Origin.h - Names of nodes, and where they come from ------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_GRAPH_ORIGIN_H
#define TFC_FRONTEND_IMPORT_GRAPH_ORIGIN_H

#include "frontend/import/read/Model.h"

#include "mlir/IR/Location.h"

namespace tfc {

/// Whether a name fits into messages and symbols: printable, not too long.
bool isName(llvm::StringRef name);

/// The location of a node: its name; within, its place in the file and, where
/// an optimiser made it of others (node debug info), their names; and the
/// device that it was made for.
mlir::Location originOf(const tensorflow::NodeDef &def, llvm::StringRef name,
                        mlir::Location place);

/// "from 'a', 'b', for device '/gpu:0'" as far as `loc`, of originOf, says so.
std::string describeOrigin(mlir::Location loc);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_GRAPH_ORIGIN_H

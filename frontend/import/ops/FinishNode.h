//===- FinishNode.h - Names and control inputs of a node --------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_FINISHNODE_H
#define TFC_FRONTEND_IMPORT_OPS_FINISHNODE_H

#include "frontend/import/ops/Importer.h"

namespace tfc {

/// Completes the result of a node, whose ops stand behind `before` (null: from
/// the block's begin on). `isFetched`: somebody asks for the node by its name.
void finishNode(Scope &scope, const Node &node, NodeResult &result,
                mlir::OpBuilder &builder, mlir::Operation *before,
                bool isFetched);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_FINISHNODE_H

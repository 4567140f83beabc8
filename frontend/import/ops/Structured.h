//===- Structured.h - Making tfc.if and tfc.while ---------------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_STRUCTURED_H
#define TFC_FRONTEND_IMPORT_OPS_STRUCTURED_H

#include "frontend/import/ops/Importer.h"

namespace tfc {

using Outputs = llvm::SmallVector<Output>;

/// Makes the ops of a region from what stands for its arguments.
using RegionBody = llvm::function_ref<mlir::FailureOr<Outputs>(
    llvm::ArrayRef<Output> arguments)>;

/// tfc.if at `node`: what the branches return, which must be as many. What is no
/// tensor must be the same in both.
mlir::FailureOr<Outputs> makeIf(NodeImport &node, mlir::Value predicate,
                                RegionBody then, RegionBody otherwise);

/// tfc.while at `node`. Both bodies take what is carried; `cond` returns one
/// bool. What is no tensor stays as it is.
mlir::FailureOr<Outputs> makeWhile(NodeImport &node,
                                   llvm::ArrayRef<Output> inits,
                                   RegionBody cond, RegionBody body);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_STRUCTURED_H

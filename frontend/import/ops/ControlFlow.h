//===- ControlFlow.h - Making tfc.if and tfc.while --------------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_CONTROLFLOW_H
#define TFC_FRONTEND_IMPORT_OPS_CONTROLFLOW_H

#include "frontend/import/ops/NodeImport.h"

namespace tfc {

/// Makes the ops of a region from what stands for its arguments.
using RegionBody =
    llvm::function_ref<Outputs(llvm::ArrayRef<Output> arguments)>;

/// tfc.if at `node`: what the branches return, which must be as many. What is
/// no tensor must be the same in both.
Outputs makeIf(NodeImport &node, mlir::Value predicate, RegionBody then,
               RegionBody otherwise);

/// tfc.while at `node`. Both bodies take what is carried; `cond` returns one
/// bool. What is no tensor stays as it is.
Outputs makeWhile(NodeImport &node, llvm::ArrayRef<Output> inits,
                  RegionBody cond, RegionBody body);

//===----------------------------------------------------------------------===//
// For both
//===----------------------------------------------------------------------===//

/// "float32 of shape [2, 3]".
std::string describe(mlir::Type type);
/// Reports a condition that is no bool scalar.
void checkBool(NodeImport &node, const Output &output);
/// The ops of `body` go into `block`.
Outputs fill(NodeImport &node, mlir::Block &block,
             llvm::ArrayRef<Output> arguments, RegionBody body);
/// Ends a region that returns `values`.
void yield(NodeImport &node, mlir::Block &block, mlir::ValueRange values);
/// A list that is no tensor yet as one, made at the end of `block`.
void makeDense(NodeImport &node, mlir::Block &block, Output &output);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_CONTROLFLOW_H

//===- Freeze.h - Variables become constants --------------------*- C++ -*-===//
#ifndef TFC_DRIVER_FREEZE_H
#define TFC_DRIVER_FREEZE_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

namespace tfc::driver {

/// Compiles a graph of initialisers for this machine; empty after an error,
/// which it has reported.
using CompileInitializers =
    llvm::function_ref<llvm::SmallVector<char, 0>(mlir::ModuleOp)>;

/// Runs the initialisers of `module`, which has been through the phase train,
/// and replaces every variable by its value. What assigns variables in a run,
/// such as a training step, leaves the graph together with the fetches and
/// signatures that need it; a remark says which. Random initialisers without a
/// seed draw the same numbers each time.
mlir::LogicalResult freezeVariables(mlir::ModuleOp module,
                                    CompileInitializers compile);

} // namespace tfc::driver

#endif // TFC_DRIVER_FREEZE_H

//===- PackConstants.h - Weights laid out for the kernel that reads them --===//
#ifndef TFC_CODEGEN_CPU_PACKCONSTANTS_H
#define TFC_CODEGEN_CPU_PACKCONSTANTS_H

#include "codegen/kernels/FlatNest.h"
#include "mlir/IR/SymbolTable.h"

namespace tfc {

/// The constant global that `memref` is a statically strided view of, or null.
mlir::memref::GlobalOp constantBehind(mlir::Value memref,
                                      mlir::SymbolTable &symbols);

/// Copies what `access` reads over `order` (outermost first, the last is the
/// panel's own loop, of extent `panel`) into a new constant in that order.
/// Entry `padded`, given as a pair (loop, extent), bounds the elements of the
/// last two: position outer * panel + inner beyond `bound` is zero. Returns the
/// access to the packed constant, its strides set for all of `order`, or
/// failure where an extent or stride is dynamic.
mlir::FailureOr<FlatAccess>
packConstant(mlir::OpBuilder &b, mlir::SymbolTable &symbols,
             const FlatNest &nest, const FlatAccess &access,
             llvm::ArrayRef<unsigned> order, unsigned panelLoop, int64_t bound);

/// Drops private constants that nothing refers to any more.
void dropUnusedConstants(mlir::ModuleOp module);

} // namespace tfc

#endif // TFC_CODEGEN_CPU_PACKCONSTANTS_H

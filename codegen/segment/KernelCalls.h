//===- KernelCalls.h - calls of functions that hold one kernel --*- C++ -*-===//
#ifndef TFC_CODEGEN_SEGMENT_KERNELCALLS_H
#define TFC_CODEGEN_SEGMENT_KERNELCALLS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tfc {

/// On a private function that segments, or functions like it, call: it takes
/// memrefs until lowerKernelCalls() and returns nothing.
constexpr llvm::StringLiteral kKernelAttr = "tfc.kernel";
/// On an argument of such a function: no other argument reaches its memory.
constexpr llvm::StringLiteral kNoAliasAttr = "tfc.noalias";

/// Makes each memref that a kernel takes a pointer and what of its offset,
/// sizes and strides its type leaves open and the kernel may ask for.
void lowerKernelCalls(mlir::ModuleOp module);

} // namespace tfc

#endif // TFC_CODEGEN_SEGMENT_KERNELCALLS_H

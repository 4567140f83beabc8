//===- LowerToLLVM.h - the last passes in MLIR ------------------*- C++ -*-===//
#ifndef TFC_CODEGEN_LLVM_LOWERTOLLVM_H
#define TFC_CODEGEN_LLVM_LOWERTOLLVM_H

namespace mlir {
class OpPassManager;
} // namespace mlir

namespace tfc {

/// From loops, vectors and memrefs to the LLVM dialect alone.
void buildLowerToLLVMPipeline(mlir::OpPassManager &pm);

} // namespace tfc

#endif // TFC_CODEGEN_LLVM_LOWERTOLLVM_H

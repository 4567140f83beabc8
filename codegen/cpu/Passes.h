//===- Passes.h - Kernels for the CPU -------------------------------------===//
//
// Input: functions on memrefs (identity or strided layouts, sizes static or
// not) with linalg, arith, math, scf and memref ops. Output: loops of vector and
// scalar ops, and LLVM functions for the bodies of parallel loops.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_CPU_PASSES_H
#define TFC_CODEGEN_CPU_PASSES_H

#include "mlir/Pass/Pass.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mlir {
class OpPassManager;
class RewritePatternSet;
} // namespace mlir

namespace tfc {

#define GEN_PASS_DECL
#include "codegen/cpu/Passes.h.inc"

/// Called where every kernel is emitted and no time was spent on it yet.
using KernelCallback = llvm::function_ref<void(mlir::OpPassManager &)>;

/// The passes that make kernels, in their order. The module attribute
/// `tfc.target_features` (KernelTarget.h) describes the target. Buffers must
/// still be separate: two that do not come from the same allocation or argument
/// are taken not to overlap. What comes out holds no linalg op. Parallel loops
/// are scf.forall; createOutlineParallel() turns them into calls and has to run
/// after temporary buffers got their places, because it hides them from any
/// analysis. unrealized_conversion_cast ops vanish in
/// reconcile-unrealized-casts once all is LLVM.
void buildCpuKernelPipeline(mlir::OpPassManager &pm,
                            KernelCallback emitted = nullptr);

/// Registers the passes and the pipeline `tfc-cpu-kernels` for tfc-opt.
void registerCpuKernelPasses();

} // namespace tfc

#endif // TFC_CODEGEN_CPU_PASSES_H

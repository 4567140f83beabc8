//===- Passes.h - Kernels for the CPU -------------------------------------===//
//
// Input: functions on memrefs (identity or strided layouts, sizes static or
// not) with linalg, arith, math, scf and memref ops. Buffers must still be
// separate: two that do not come from the same allocation or argument are taken
// not to overlap. The module attribute `tfc.target_features` (KernelTarget.h)
// describes the target.
//
// Output: loops of vector and scalar ops, no linalg op. Parallel loops are
// scf.forall; createOutlineParallel() turns them into calls and has to run
// after temporary buffers got their places, because it hides them from any
// analysis. unrealized_conversion_cast ops vanish in reconcile-unrealized-casts
// once all is LLVM.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_CPU_PASSES_H
#define TFC_CODEGEN_CPU_PASSES_H

#include "mlir/Pass/Pass.h"

namespace tfc {

#define GEN_PASS_DECL
#include "codegen/cpu/Passes.h.inc"

} // namespace tfc

#endif // TFC_CODEGEN_CPU_PASSES_H

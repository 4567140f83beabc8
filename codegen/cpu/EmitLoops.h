//===- EmitLoops.h - Elementwise and reducing kernels as loops --*- C++ -*-===//
#ifndef TFC_CODEGEN_CPU_EMITLOOPS_H
#define TFC_CODEGEN_CPU_EMITLOOPS_H

#include "codegen/kernels/LoopKernel.h"

namespace tfc {

/// Emits the kernel at `b`: tasks over the outer loops, vectors inside.
void emitLoops(mlir::OpBuilder &b, const LoopKernel &kernel);

} // namespace tfc

#endif // TFC_CODEGEN_CPU_EMITLOOPS_H

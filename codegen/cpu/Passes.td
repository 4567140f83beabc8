//===- Passes.td - Kernels for the CPU ------------------------------------===//

#ifndef TFC_CODEGEN_CPU_PASSES
#define TFC_CODEGEN_CPU_PASSES

include "mlir/Pass/PassBase.td"

defvar KernelDialects = [
  "mlir::arith::ArithDialect", "mlir::memref::MemRefDialect",
  "mlir::scf::SCFDialect", "mlir::vector::VectorDialect"
];

def EmitContraction : Pass<"tfc-cpu-emit-contraction", "mlir::ModuleOp"> {
  let summary = "Turn sums of products into register-tiled kernels";
  let description = [{
    Matrix products, batched or transposed in any way, and dense convolutions are
    one thing here: a loop nest whose lanes run over one operand and whose rows
    run over the other. Known weights are laid out at compile time as the kernel
    reads them, and the elementwise ops that change the result in place move
    before its only store, because a second pass over memory costs more than the
    work. The tile comes from the target's registers (`tfc.target_features`).
  }];
  let dependentDialects = KernelDialects;
}

def EmitReduction : Pass<"tfc-cpu-emit-reduction", "mlir::ModuleOp"> {
  let summary = "Turn reductions into vector loops with accumulators in registers";
  let description = [{
    Sums, maxima, pooling, depthwise convolution and whatever else reduces: along
    the last axis lanes hold partial results which are combined at the end, along
    other axes each lane is a result of its own. The order of combination depends
    on shapes only.
  }];
  let dependentDialects = KernelDialects;
}

def EmitElementwise : Pass<"tfc-cpu-emit-elementwise", "mlir::ModuleOp"> {
  let summary = "Turn elementwise ops into vector loops";
  let description = [{
    Loops that are one loop in memory are merged first, so that a broadcast-free
    op of any rank is a single loop. Buffers of bools are read as bytes, because
    a vector of i1 in memory would mean bits.
  }];
  let dependentDialects = KernelDialects;
}

def EmitFallback : Pass<"tfc-cpu-emit-fallback", "mlir::ModuleOp"> {
  let summary = "Turn every linalg op that is left into plain loops";
  let description = [{
    Correctness must never depend on a kernel recognising an op.
  }];
  let dependentDialects = KernelDialects;
}

def ApproximateMath : Pass<"tfc-cpu-approximate-math", "mlir::ModuleOp"> {
  let summary = "Expand transcendental functions into vector arithmetic";
  let description = [{
    A library call handles one element at a time. f32 functions become
    polynomials good to a few units in the last place; f64 and rare functions
    stay calls to the C library.
  }];
  let dependentDialects = KernelDialects # ["mlir::math::MathDialect",
                                            "mlir::LLVM::LLVMDialect"];
}

def OutlineParallel : Pass<"tfc-cpu-outline-parallel", "mlir::ModuleOp"> {
  let summary = "Turn parallel loops into calls of tfc_parallel_for";
  let description = [{
    The body of each scf.forall becomes a function `void(ptr argument, i64 i)`;
    what it captures travels in a structure on the stack. The context is the
    enclosing function's argument marked `tfc.context`; without one the loop
    stays on its thread.
  }];
  let dependentDialects = KernelDialects # ["mlir::LLVM::LLVMDialect"];
}

#endif // TFC_CODEGEN_CPU_PASSES

// The passes of codegen/: linalg on tensors to LLVM. driver/Phases.cpp orders them.
#ifndef TFC_CODEGEN_PASSES_TD
#define TFC_CODEGEN_PASSES_TD

include "mlir/Pass/PassBase.td"

def SetTarget : Pass<"tfc-set-target", "mlir::ModuleOp"> {
  let summary = "Write the target processor into the module";
  let description = [{
    Kernels are tiled for the register file of one processor, and LLVM must
    then generate code for the same one. The module carries it, so that no two
    passes can differ, and so that a module in a file is complete.
  }];
  let options = [
    Option<"cpu", "cpu", "std::string", "\"native\"",
           "native, or a processor's name as LLVM spells it">,
    Option<"triple", "triple", "std::string", "",
           "the target triple; empty for this machine's">];
}

def ProgramFacts : Pass<"tfc-program-facts", "mlir::ModuleOp"> {
  let summary = "Hash the program and count its operations";
  let description = [{
    The hash tells whether two objects hold the same graph, whatever processor
    they are for; the counts let a report compare times with the machine's
    peak. Both must be taken before code is generated, which hides them.
  }];
}

def ShapeFunction : Pass<"tfc-shape-function", "mlir::ModuleOp"> {
  let summary = "Make a function that computes the shapes of each segment";
  let description = [{
    A caller must know how large the outputs are before it can run a segment,
    and a wrong shape must be refused before anything is written. While the
    segment is still on tensors every dimension of an output can be traced back
    to dimensions of inputs, and to elements of inputs and variables that lie in
    memory before the segment runs; so the slice that computes them, and the
    `tfc.require` conditions, move into `@<segment>_shape` here. The segment
    itself then runs without a check. What cannot be traced back to dimensions
    is an error at the op that is in the way.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::func::FuncDialect",
                           "mlir::tensor::TensorDialect",
                           "mlir::arith::ArithDialect",
                           "mlir::affine::AffineDialect"];
}

def AssignDestinations : Pass<"tfc-assign-destinations", "mlir::ModuleOp"> {
  let summary = "Decide which buffer each tensor of a segment is computed in";
  let description = [{
    One-shot bufferisation keeps what is computed in destination-passing style
    in the destination, and copies where it must; it never looks for a
    destination. This pass gives it good ones: results are computed in the
    caller's output buffers, a variable's new value in the variable, and an
    elementwise op in the buffer of an operand that dies there. Each choice is
    only a proposal: the analysis still inserts a copy where a value would be
    overwritten too early.

    Segments take memrefs from here on: the context, inputs, variables, outputs.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect",
                           "mlir::bufferization::BufferizationDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::arith::ArithDialect"];
}

def Bufferize : Pass<"tfc-bufferize", "mlir::ModuleOp"> {
  let summary = "Take segments from tensors to buffers";
  let description = [{
    MLIR's one-shot bufferisation with the options that the ABI needs (dense
    row-major buffers, 64-byte aligned), then the removal of copies from a
    buffer to itself that the analysis could not see, and of copies that MLIR
    would lower to a library call.
  }];
  let dependentDialects = ["mlir::bufferization::BufferizationDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::linalg::LinalgDialect",
                           "mlir::scf::SCFDialect"];
}

def OutlineKernels : Pass<"tfc-outline-kernels", "mlir::ModuleOp"> {
  let summary = "Give each kernel of a segment a function of its own";
  let description = [{
    A model's layers are alike and a signature repeats its segments, so most
    kernels are emitted several times. As functions equal ones become one
    (`tfc-merge-functions`) before anything spends time on them. They take the
    buffers that they use; KernelCalls.h makes pointers of them at last.
  }];
  let dependentDialects = ["mlir::arith::ArithDialect",
                           "mlir::func::FuncDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect",
                           "mlir::vector::VectorDialect"];
}

def PlanWorkspace : Pass<"tfc-plan-workspace", "mlir::ModuleOp"> {
  let summary = "Place every temporary buffer in one workspace, reusing memory";
  let description = [{
    A run must not call malloc. So every memref.alloc becomes a view of a
    workspace that the caller provides, and buffers that are not alive at the
    same time share memory. Sizes that depend on a dynamic batch are planned
    symbolically: buffers of one dynamic factor are packed against one another
    by their static coefficients. The size goes into `tfc.workspace_bytes` when
    it is static, else into the shape function.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect",
                           "mlir::arith::ArithDialect"];
}

def LowerReports : Pass<"tfc-lower-reports", "mlir::ModuleOp"> {
  let summary = "Turn tfc.report into calls of tfc_report";
  let description = [{
    An index out of range is found by a kernel in the middle of its loops. The
    call takes the context, an argument of the segment; so it must stand there
    before loops are outlined into functions of their own, which capture it.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::arith::ArithDialect",
                           "mlir::scf::SCFDialect"];
}

def LowerRuntimeCalls : Pass<"tfc-lower-runtime-calls", "mlir::ModuleOp"> {
  let summary = "Turn tfc.runtime_call into calls of the runtime's kernels";
  let description = [{
    Kernels take an array of tfc_tensor. Filling it in hides buffers behind
    pointers, so it is done after the workspace is planned.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect", "mlir::arith::ArithDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::scf::SCFDialect"];
}

def LowerDynamicReshapes : Pass<"tfc-lower-dynamic-reshapes", "mlir::ModuleOp"> {
  let summary = "Turn reshapes to several unknown sizes into plain views";
  let description = [{
    MLIR's lowering of memref.expand_shape computes the one unknown size of a
    group from the others. Where a shape comes from data, a group may have
    several, which the op names; so strides are computed from those here.
  }];
  let dependentDialects = ["mlir::memref::MemRefDialect",
                           "mlir::arith::ArithDialect"];
}

def LowerStackScopes : Pass<"tfc-lower-stack-scopes", "mlir::ModuleOp"> {
  let summary = "Turn memref.alloca_scope into saving and restoring the stack";
  let description = [{
    The region of memref.alloca_scope may hold one block only, which loops as
    branches are not. So scopes go before loops do.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect"];
}

def EntryPoints : Pass<"tfc-entry-points", "mlir::ModuleOp"> {
  let summary = "Give segments the signatures of abi.h";
  let description = [{
    Across the ABI travel bare pointers and a flat array of dimensions, so that
    C can call a segment and a change of MLIR's memref descriptors cannot break
    it. The body becomes a function of one pointer per buffer with noalias, so
    that LLVM knows that buffers do not overlap; a wrapper with the signature
    of tfc_run_function loads the pointers.
  }];
  let dependentDialects = ["mlir::LLVM::LLVMDialect",
                           "mlir::memref::MemRefDialect",
                           "mlir::cf::ControlFlowDialect",
                           "mlir::arith::ArithDialect"];
}

def MergeFunctions : Pass<"tfc-merge-functions", "mlir::ModuleOp"> {
  let summary = "Give functions that do the same one body";
  let description = [{
    A signature is compiled whole beside the segments of the same ops, and layers
    of one shape are many: most kernels of a model are emitted several times.
    LLVM spends seconds on what is the same to the last instruction.
  }];
  let options = [
    Option<"kernelsOnly", "kernels-only", "bool", "false",
           "leave alone what is no kernel: what the ABI names may come">];
}

#endif // TFC_CODEGEN_PASSES_TD

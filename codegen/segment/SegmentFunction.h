//===- SegmentFunction.h - names and views of a segment's function -*- C++ -*-//
//
// A segment is a func.func with `tfc.segment` (see ir/Program.td). The
// attributes below tell what each argument is; EntryPoints.cpp turns their
// order into the ABI's.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_SEGMENT_SEGMENTFUNCTION_H
#define TFC_CODEGEN_SEGMENT_SEGMENTFUNCTION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace tfc {

/// On the function; the second on one that is a whole signature.
constexpr llvm::StringLiteral kSegmentAttr = "tfc.segment";
constexpr llvm::StringLiteral kSignatureSegmentAttr = "tfc.signature_segment";
/// On the function: a region of a segment, called by it or by another region.
constexpr llvm::StringLiteral kRegionAttr = "tfc.region";
/// On the function: total of the planned workspace when it is static.
constexpr llvm::StringLiteral kWorkspaceBytesAttr = "tfc.workspace_bytes";
/// On the function: the symbol of its shape function.
constexpr llvm::StringLiteral kShapeFunctionAttr = "tfc.shape_function";
/// On the function: floating-point operations of a run, unknown dims 1.
constexpr llvm::StringLiteral kFlopsAttr = "tfc.flops";

/// On the function: its body may call tfc_report.
constexpr llvm::StringLiteral kReportsAttr = "tfc.reports";
/// On the function, once its arguments are bare pointers: what they were.
constexpr llvm::StringLiteral kInputsAttr = "tfc.inputs";
constexpr llvm::StringLiteral kVariablesAttr = "tfc.variables";
constexpr llvm::StringLiteral kAccessesAttr = "tfc.accesses";
constexpr llvm::StringLiteral kOutputsAttr = "tfc.outputs";

/// On the module: tfc_program's graph_hash.
constexpr llvm::StringLiteral kGraphHashAttr = "tfc.graph_hash";

/// On the function: targets that it needs, and that it reaches (ir/Program.td).
constexpr llvm::StringLiteral kAfterAttr = "tfc.after";
constexpr llvm::StringLiteral kTargetsAttr = "tfc.targets";

/// On an argument or result: the symbol of the tensor or variable.
constexpr llvm::StringLiteral kInputAttr = "tfc.input";
constexpr llvm::StringLiteral kOutputAttr = "tfc.output";
constexpr llvm::StringLiteral kVariableAttr = "tfc.variable";
constexpr llvm::StringLiteral kAssignedAttr = "tfc.assigned";
/// On a variable's argument: TFC_ACCESS_* of abi.h.
constexpr llvm::StringLiteral kAccessAttr = "tfc.access";
/// On an argument of a shape function that is an element of a tensor: an array
/// of the tensor's place among the segment's inputs and variables, and the
/// element's.
constexpr llvm::StringLiteral kElementAttr = "tfc.element";
/// On the function: its shape function reads buffers.
constexpr llvm::StringLiteral kShapeReadsAttr = "tfc.shape_reads";
/// On the arguments that are no tensors.
constexpr llvm::StringLiteral kContextAttr = "tfc.context";
constexpr llvm::StringLiteral kWorkspaceAttr = "tfc.workspace";

/// The argument of a shape function that is element `element` of buffer
/// `buffer`; added where there is none.
mlir::Value elementArgument(mlir::func::FuncOp shape, int64_t buffer,
                            int64_t element, mlir::Type type);

inline bool isRegion(mlir::func::FuncOp function) {
  return function->hasAttr(kRegionAttr);
}

/// Regions of segments are compiled as segments are.
inline bool isSegment(mlir::func::FuncOp function) {
  return function->hasAttr(kSegmentAttr) ||
         function->hasAttr(kSignatureSegmentAttr) || isRegion(function);
}

/// Whether the dimensions of argument `i` go to the shape function: inputs, and
/// what a loop carries, which is a variable of any shape.
inline bool hasInputDims(mlir::func::FuncOp function, unsigned i) {
  return function.getArgAttr(i, kInputAttr) ||
         (isRegion(function) && function.getArgAttr(i, kVariableAttr));
}

/// The index of the argument that carries the unit attribute `name`, or -1.
inline int findArgument(mlir::func::FuncOp function, llvm::StringRef name) {
  for (unsigned i = 0, e = function.getNumArguments(); i < e; ++i)
    if (function.getArgAttr(i, name))
      return static_cast<int>(i);
  return -1;
}

} // namespace tfc

#endif // TFC_CODEGEN_SEGMENT_SEGMENTFUNCTION_H

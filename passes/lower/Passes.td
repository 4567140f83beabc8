//===- Passes.td - tfc to linalg on tensors ------------------------------===//
#ifndef TFC_PASSES_LOWER_TD
#define TFC_PASSES_LOWER_TD

include "mlir/Pass/PassBase.td"

def LowerToLinalg : Pass<"tfc-lower", "mlir::func::FuncOp"> {
  let summary = "Turn tfc ops into linalg on tensors";
  let description = [{
    Elementwise ops and reductions come from the facets `scalar` and `combiner`;
    the rest from one overload of `lower` each. Two dynamic dimensions that meet
    are taken as equal; where that cannot be shown, a `tfc.require` says it.
    Integer arithmetic on shapes becomes scalar ops on `tensor.dim`, from which
    codegen can compute every shape before a run. Tensors of one value become
    scalars in the bodies that use them.
  }];
  let dependentDialects = [
    "mlir::arith::ArithDialect", "mlir::complex::ComplexDialect",
    "mlir::linalg::LinalgDialect",
    "mlir::math::MathDialect", "mlir::scf::SCFDialect",
    "mlir::tensor::TensorDialect"];
}

def FuseElementwise : Pass<"tfc-fuse-elementwise", "mlir::func::FuncOp"> {
  let summary = "Merge elementwise linalg ops with the ops that use them";
  let description = [{
    An elementwise op of its own is a pass over memory, which costs more than
    its arithmetic. Merged into its user it costs nothing, as long as it is not
    computed more often than before: an op with several users is merged only if
    recomputing it is cheaper than storing it, an op that is broadcast only if
    it is next to nothing.

    Nothing is merged into a contraction or convolution, whose kernels read
    memory in an order of their own. An elementwise op behind one stays a
    generic that reads its result by the identity map: that is what codegen
    moves in front of the kernel's store. A reshape between the two is moved
    behind the elementwise op.
  }];
  let dependentDialects = [
    "mlir::affine::AffineDialect", "mlir::arith::ArithDialect",
    "mlir::linalg::LinalgDialect", "mlir::tensor::TensorDialect"];
}

#endif

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

#endif

#ifndef TFC_PASSES_FUSION_TD
#define TFC_PASSES_FUSION_TD

include "mlir/Pass/PassBase.td"

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

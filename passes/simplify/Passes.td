//===- Passes.td - Constants, repetition and dead code go ----------------===//
#ifndef TFC_PASSES_SIMPLIFY_TD
#define TFC_PASSES_SIMPLIFY_TD

include "mlir/Pass/PassBase.td"

def Simplify : Pass<"tfc-simplify", "::mlir::ModuleOp"> {
  let summary = "Applies algebra, folds constants, merges equal ops, drops dead ones";
  let description = [{
    Gradients, expansions and importers write graphs plainly, with ones, zeros,
    broadcasts of scalars and reshapes there and back. This pass makes of them
    what a person would have written, so that fusion and code generation see
    fewer and smaller ops.

    Rules never change a value beyond the sign of a zero: x * 0 stays for floats,
    and no sum is reordered. A value is only replaced by one of the same type. A
    node's name stops no rule: run tfc-cut-points before. While the graph still
    holds tfc.gradients, tfc.stop_gradient stays.
  }];
  let options = [Option<"testConvergence", "test-convergence", "bool", "false",
    "Fail where the rules do not come to an end">];
  // Constants are folded by the folders of what ops lower to.
  let dependentDialects = ["::tfc::TfcDialect", "::mlir::arith::ArithDialect",
                           "::mlir::math::MathDialect", "::mlir::scf::SCFDialect"];
}

#endif

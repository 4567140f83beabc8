//===- Passes.td - Gradients become ordinary ops -------------------------===//
#ifndef TFC_PASSES_AUTODIFF_TD
#define TFC_PASSES_AUTODIFF_TD

include "mlir/Pass/PassBase.td"

def Autodiff : Pass<"tfc-autodiff", "::mlir::ModuleOp"> {
  let summary = "Expands tfc.gradients by reverse accumulation";
  let description = [{
    A program asks for derivatives by `tfc.gradients`; nothing behind this pass
    knows of them. In program order, so that a gradient of a gradient finds ops,
    each request becomes the gradient ops of the values between its ys and xs, at
    the place where it stands. What an op's gradient is comes from its facets
    `grad` and `customGrad`; an op that has only an expansion is replaced by it
    first. Sums over broadcast axes are added here, for every op alike.

    A variable's gradient is the sum over all its reads before the request.
  }];
  let dependentDialects = ["::tfc::TfcDialect"];
}

#endif

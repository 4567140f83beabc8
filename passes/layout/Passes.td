#ifndef TFC_PASSES_LAYOUT_TD
#define TFC_PASSES_LAYOUT_TD

include "mlir/Pass/PassBase.td"

def ChannelsLast : Pass<"tfc-channels-last", "::mlir::ModuleOp"> {
  let summary = "Makes images channels-last, with few transpositions";
  let description = [{
    Loops over windows run fastest where the channels of an image lie side by side, so
    that lowering and code generation know channels-last images alone. This pass
    transposes the images of every op whose data_format is channels-first; frontends
    leave the attribute as the user wrote it, and so do gradients, since the names that
    a user may fetch stand for tensors in his order.

    A transposition costs as much as an elementwise op. Whatever stands between two
    convolutions and can as well work on transposed images does so: elementwise ops,
    biases, batch normalisation, concatenation, padding, reductions. What is left of a
    network in NCHW is a transposition where images enter it and one where they leave.
  }];
  let dependentDialects = ["::tfc::TfcDialect"];
}

#endif

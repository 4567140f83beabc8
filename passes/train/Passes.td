#ifndef TFC_PASSES_TRAIN_TD
#define TFC_PASSES_TRAIN_TD

include "mlir/Pass/PassBase.td"

def ExpandOptimizers : Pass<"tfc-expand-optimizers", "::mlir::ModuleOp"> {
  let summary = "Turns optimisers' updates into reads, arithmetic and assigns";
  let description = [{
    An update is arithmetic like any other: as ops of the graph it fuses with the
    gradients, and nothing behind this pass knows of optimisers. Formulas are
    those of TensorFlow's kernels (core/kernels/training_ops.cc). Variables are
    read before the op's own updates. The result stands for the whole update:
    who demands it demands the assigns of the slots too.
  }];
  let dependentDialects = ["::tfc::TfcDialect"];
}

#endif

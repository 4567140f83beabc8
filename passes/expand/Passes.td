//===- Passes.td - Compositions take the place of their ops --------------===//
#ifndef TFC_PASSES_EXPAND_TD
#define TFC_PASSES_EXPAND_TD

include "mlir/Pass/PassBase.td"

def Expand : Pass<"tfc-expand", "mlir::func::FuncOp"> {
  let summary = "Replace ops by their compositions of other tfc ops";
  let description = [{
    Softmax, cross entropies, batch normalisation and the like say in their def
    (facet `expand`) what they are made of. Written out, parts that several of
    them share are computed once, and their pieces fuse with their neighbours.
    It comes after autodiff, whose gradients of the whole ops are shorter and
    more stable than those of the pieces.
  }];
}

def ExpandEarly : Pass<"tfc-expand-early", "::mlir::ModuleOp"> {
  let summary = "Open up ops whose shapes depend on values that they compute";
  let description = [{
    How many rows `where` has is known when it has counted them. Such an op is a
    kernel that leaves room for the most there can be and counts, then a slice of
    so many rows (facet `expandEarly`). The count is a cut point of the
    partition, so that the composition must stand in the graph by then; it comes
    after autodiff like all compositions.
  }];
  let dependentDialects = ["::tfc::TfcDialect"];
}

def ExpandOptimizers : Pass<"tfc-expand-optimizers", "::mlir::ModuleOp"> {
  let summary = "Turns optimisers' updates into reads, arithmetic and assigns";
  let description = [{
    An update is arithmetic like any other: as ops of the graph it fuses with the
    gradients, and nothing behind this pass knows of optimisers. The formula of
    each stands in its def (ir/ops/training.td, facet `update`), as TensorFlow's
    kernels have it (core/kernels/training_ops.cc). Variables are
    read before the op's own updates. The result stands for the whole update:
    who demands it demands the assigns of the slots too.
  }];
  let dependentDialects = ["::tfc::TfcDialect"];
}

#endif

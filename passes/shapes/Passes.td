//===- Passes.td - What is known of shapes -------------------------------===//
#ifndef TFC_PASSES_SHAPES_TD
#define TFC_PASSES_SHAPES_TD

include "mlir/Pass/PassBase.td"

def SetShapes : Pass<"tfc-set-shapes", "::mlir::ModuleOp"> {
  let summary = "Give placeholders the shapes that the user named";
  let description = [{
    `shapes` holds "x=?x784": a placeholder's name and its dimensions, `?` for
    one that each run may choose, nothing for a scalar. It may only make a shape
    more precise. Run tfc-infer-shapes behind it.
  }];
  let options = [ListOption<"shapes", "shape", "std::string", "NAME=DIMxDIM...">];
}

def InferShapes : Pass<"tfc-infer-shapes", "::mlir::ModuleOp"> {
  let summary = "Bring result types up to date with the operands'";
  let description = [{
    A pass that makes a value's type more precise calls for its users' types to
    follow. Each op's own rule (facet infer) says what it makes of its operands;
    the more precise of that and the present type stays.
  }];
}

#endif

//===- Passes.td - the passes that cut a graph into segments --------------===//
#ifndef TFC_PASSES_PARTITION_TD
#define TFC_PASSES_PARTITION_TD

include "mlir/Pass/PassBase.td"

def CutPoints : Pass<"tfc-cut-points", "::mlir::ModuleOp"> {
  let summary = "Make the tensors that a run may fetch or feed explicit";
  let description = [{
    A session asks for nodes by name, and passes must be free to rewrite nodes.
    So the names that matter become ops: tfc.fetch keeps a value alive under its
    name, tfc.feedable stands between a value that a run may replace and its
    users. All other names leave the ops for their locations, where they stop
    no rewrite.

    Fetchable are signature outputs and targets, initialisers, the graph's sinks
    and what `fetches` names ("*": every named node). Feedable are placeholders,
    with a default or without, signature inputs and what `feeds` names.
  }];
  let options = [
    ListOption<"fetches", "fetch", "std::string", "Names to make fetchable; * for all">,
    ListOption<"feeds", "feed", "std::string", "Names to make feedable">];
  let dependentDialects = ["::tfc::TfcDialect"];
}

def Partition : Pass<"tfc-partition", "::mlir::ModuleOp"> {
  let summary = "Cut the graph into segments by demand";
  let description = [{
    A run computes just what its fetches need, each op at most once, from any
    feeds. To keep that promise on compiled code without a function per
    combination of fetches, every op is labelled with the set of cut points that
    it reaches without passing another one, and the ops of one label form a
    segment: one function, fused inside. Whatever a run demands, it needs all
    of a segment's label or none of it.

    Data edges between segments form no cycle. The order of a variable's reads
    and assigns can form one; then the segment is split at the effect. Constants
    and reads of variables are repeated in each segment that uses them.

    A segment is of one device. What the graph says of devices is followed where
    the object has code for them (`devices`); an op for another one runs on the
    processor, or is an error without `soft-placement`.

    A value that decides a shape (ir/ShapeOperands.h) is an inner cut point: an
    earlier segment computes it.

    Each signature is also built whole, as the fast path of a declared entry
    point, unless a shape in it depends on a value that it computes. What is demanded by nothing is dropped.
  }];
  let options = [
    ListOption<"devices", "devices", "std::string",
               "kinds of devices that the object has code for; default: cpu">,
    Option<"softPlacement", "soft-placement", "bool", "true",
           "ops for other devices run on the processor">];
  let dependentDialects = ["::tfc::TfcDialect", "::mlir::func::FuncDialect",
                           "::mlir::tensor::TensorDialect"];
}

def OutlineRegions : Pass<"tfc-outline-regions", "::mlir::ModuleOp"> {
  let summary = "Make functions of the regions of conditionals and loops";
  let description = [{
    A region's function looks like a segment to every later pass: what the region
    takes from outside are inputs, what a loop carries are variables, read and
    assigned in place, and what a branch yields are outputs. The op becomes a
    call in destination-passing style. Constants, and what follows from shapes
    alone, are repeated inside.
  }];
  let dependentDialects = ["::tfc::TfcDialect", "::mlir::func::FuncDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

#endif

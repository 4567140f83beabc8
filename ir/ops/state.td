//===- state.td - Placeholders, variables, order and demand --------------===//
//
// Ops of the graph before partition; none reaches lowering.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_STATE_TD
#define TFC_OPS_STATE_TD

include "ir/OpClasses.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/RegionKindInterface.td"

def Tfc_GraphOp : Tfc_PlainOp<"graph", [NoTerminator, SingleBlock, IsolatedFromAbove]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "the program: one block in program order";
  let description = [{
    Every value is an op's result. Nothing is executed by itself: a run executes
    what its fetches demand. Reads and assigns of a variable take effect in the
    order of the block.
  }];
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "attr-dict-with-keyword $body";
}

def Tfc_PlaceholderOp : Tfc_PlainOp<"placeholder"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "a value that every run which needs it must feed";
  let arguments = (ins StrAttr:$name);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let assemblyFormat = "$name attr-dict `:` type($y)";
}
def Tfc_PlaceholderWithDefaultOp : Tfc_PlainOp<"placeholder_with_default", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x unless a run feeds another value";
  let description = [{The result's shape may be less known than x's.}];
  let arguments = (ins ElementTensor:$x, StrAttr:$name);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let assemblyFormat = "$name `,` $x attr-dict `:` functional-type(operands, results)";
}

def Tfc_VariableOp : Tfc_PlainOp<"variable"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "a tensor that lives as long as the session";
  let arguments = (ins StrAttr:$name, DefaultValuedAttr<BoolAttr, "true">:$trainable);
  let results = (outs Tfc_VariableType:$handle);
  let assemblyFormat = "$name attr-dict `:` type($handle)";
}
def Tfc_ReadVariableOp : Tfc_StructuralOp<"read_variable", [MemoryEffects<[MemRead<Tfc_VariableState>]>]> {
  let summary = "the value of a variable at this place of the program";
  let arguments = (ins Tfc_VariableType:$variable);
  let results = (outs Tensor:$value);
  let infer = "variableValue";
  let notDifferentiable = "autodiff handles it: the gradient goes to the variable";
  let examples = [Example<"x=f32[2]", "x * tf.Variable([2.0, 3.0])", "x * np.float32([2, 3])">];
}
class Tfc_AssignBase<string m> : Tfc_StructuralOp<m, [MemoryEffects<[MemRead<Tfc_VariableState>, MemWrite<Tfc_VariableState>]>]> {
  let arguments = (ins Tfc_VariableType:$variable, Tensor:$value,
    UnitAttr:$initializer);
  let results = (outs Tensor:$updated);
  let infer = "assignedValue";
  let notDifferentiable = "an effect";
}
def Tfc_AssignOp : Tfc_AssignBase<"assign"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "sets a variable; its new value";
  let examples = [Example<"x=f32[2]", "tf.assign(tf.Variable([2.0, 3.0]), x)", "x">];
}
def Tfc_AssignAddOp : Tfc_AssignBase<"assign_add"> {
  let summary = "adds to a variable; its new value";
  let examples = [Example<"x=f32[2]", "tf.assign_add(tf.Variable([2.0, 3.0]), x)", "np.float32([2, 3]) + x">];
}
def Tfc_AssignSubOp : Tfc_AssignBase<"assign_sub"> {
  let summary = "subtracts from a variable; its new value";
  let examples = [Example<"x=f32[2]", "tf.assign_sub(tf.Variable([2.0, 3.0]), x)", "np.float32([2, 3]) - x">];
}

def Tfc_Dependency : AnyTypeOf<[Tfc_Any, Tfc_ControlType]>;

def Tfc_GroupOp : Tfc_PlainOp<"group"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "a target: runs when all its operands have";
  let arguments = (ins Variadic<AnyTypeOf<[ElementTensor, Tfc_ControlType]>>:$dependencies);
  let results = (outs Tfc_ControlType:$done);
  let assemblyFormat = "($dependencies^)? attr-dict (`:` type($dependencies)^)?";
}
def Tfc_WithDependenciesOp : Tfc_PlainOp<"with_dependencies"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x, once its control inputs have run";
  let arguments = (ins ElementTensor:$x, Variadic<AnyTypeOf<[ElementTensor, Tfc_ControlType]>>:$dependencies);
  let results = (outs ElementTensor:$y);
  let sizes = "forward";
  let assemblyFormat = "$x `after` `(` $dependencies `)` attr-dict `:` functional-type(operands, results)";
}

// Types of `ys` are floating-point tensors; of `xs`, tensors or variables.
def Tfc_GradientsOp : Tfc_PlainOp<"gradients", [Pure, AttrSizedOperandSegments]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "d(sum of ys)/dx for each x; expanded by autodiff";
  let description = [{`grad_ys` are one per y, or none for ones. With `required`
    an x that no y depends on is an error, else its gradient is zeros.}];
  let arguments = (ins Variadic<Tensor>:$ys, Variadic<AnyTypeOf<[Tensor, Tfc_VariableType]>>:$xs,
    Variadic<Tensor>:$grad_ys, UnitAttr:$required);
  let results = (outs Variadic<Tensor>:$gradients);
  let sizes = "none";
  let assemblyFormat = [{
    `of` `(` $ys `)` `by` `(` $xs `)` (`from` `(` $grad_ys^ `)`)? attr-dict
    `:` functional-type(operands, results)
  }];
}

// Names of a signature's arguments stand beside them in the same order.
def Tfc_SignatureOp : Tfc_PlainOp<"signature", [AttrSizedOperandSegments]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "an entry point with named inputs, outputs and targets";
  let arguments = (ins StrAttr:$name, Variadic<ElementTensor>:$inputs,
    Variadic<AnyTypeOf<[ElementTensor, Tfc_VariableType]>>:$outputs,
    Variadic<AnyTypeOf<[ElementTensor, Tfc_ControlType]>>:$targets,
    StrArrayAttr:$input_names, StrArrayAttr:$output_names);
  let assemblyFormat = [{
    $name `inputs` `(` $inputs `)` $input_names `outputs` `(` $outputs `)` $output_names
    `targets` `(` $targets `)` attr-dict
    `:` functional-type(operands, results)
  }];
}

//===----------------------------------------------------------------------===//
// Cut points: made by the pass cut-points, consumed by the partition
//===----------------------------------------------------------------------===//

def Tfc_FetchOp : Tfc_PlainOp<"fetch"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "a name under which a run may ask for a tensor or target";
  let arguments = (ins StrAttr:$name, AnyTypeOf<[ElementTensor, Tfc_ControlType]>:$x);
  let assemblyFormat = "$name `,` $x attr-dict `:` type($x)";
}
def Tfc_FeedableOp : Tfc_PlainOp<"feedable"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x, which a run may replace";
  let arguments = (ins ElementTensor:$x, StrAttr:$name);
  let results = (outs ElementTensor:$y);
  let sizes = "feed";
  let assemblyFormat = "$name `,` $x attr-dict `:` functional-type(operands, results)";
}

#endif // TFC_OPS_STATE_TD

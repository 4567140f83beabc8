//===- control.td - Conditionals and loops --------------------------------===//
//
// Structured control flow on tensors. Values from outside may be used inside the
// regions. Effects inside (assigns, random numbers) happen where the op stands,
// as often as the region runs. passes/partition outlines the regions once the
// graph is cut into functions.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_CONTROL_TD
#define TFC_OPS_CONTROL_TD

include "ir/OpClasses.td"

class Tfc_RegionOp<string m> : Tfc_PlainOp<m, [RecursiveMemoryEffects, SingleBlock]> {
  let hasVerifier = 1;
}

def Tfc_YieldOp : Tfc_PlainOp<"yield", [Pure, Terminator, ParentOneOf<["IfOp", "WhileOp"]>]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "the values of a region of tfc.if or tfc.while";
  let arguments = (ins Variadic<ElementTensor>:$values);
  let assemblyFormat = "($values^)? attr-dict (`:` type($values)^)?";
}

def Tfc_IfOp : Tfc_RegionOp<"if"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "what one of two regions yields; only that one runs";
  let description = [{
    The regions have no arguments and yield tensors whose types are compatible
    with the results'. A dimension that a result does not know is the same
    whichever region runs.
  }];
  let arguments = (ins BoolTensor:$predicate);
  let results = (outs Variadic<ElementTensor>:$results);
  let sizes = "none";
  let regions = (region SizedRegion<1>:$then, SizedRegion<1>:$otherwise);
  let assemblyFormat = [{
    $predicate $then `else` $otherwise attr-dict `:` functional-type(operands, results)
  }];
  let extraClassDeclaration = [{
    ::tfc::YieldOp thenYield();
    ::tfc::YieldOp elseYield();
  }];
}

def Tfc_WhileOp : Tfc_RegionOp<"while"> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "repeats the body while the condition holds";
  let description = [{
    Values are carried from round to round: the arguments of both regions, first
    `inits`, then what the body yields; in the end the results. `cond` yields one
    bool. Shapes of carried values stay the same: a dimension that an argument's
    type does not know is that of its init in every round.
  }];
  let arguments = (ins Variadic<ElementTensor>:$inits);
  let results = (outs Variadic<ElementTensor>:$results);
  let sizes = "none";
  let regions = (region SizedRegion<1>:$cond, SizedRegion<1>:$body);
  let assemblyFormat = [{
    `(` $inits `)` $cond `do` $body attr-dict `:` functional-type(operands, results)
  }];
  let extraClassDeclaration = [{
    ::tfc::YieldOp condYield();
    ::tfc::YieldOp bodyYield();
  }];
}

//===----------------------------------------------------------------------===//
// Lists that loops fill
//===----------------------------------------------------------------------===//

def Tfc_SetItemOp : Tfc_Op<"set_item", [Pure]> {
  let summary = "list with another value at an index of its first dimension";
  let description = [{In a loop that carries the list this writes one item in
    place. An index out of range is INVALID_ARGUMENT in a run.}];
  let arguments = (ins ElementTensor:$list, ShapeTensor:$index, ElementTensor:$value);
  let results = (outs ElementTensor:$updated);
  let sizes = "none";
  let customLowering = 1;
  let customGrad = 1;
  let api = ["tfc.set_item(list, index, value)"];
  let examples = [Example<"x=f32[4,3] y=f32[3]", "tfc.set_item(x, 2, y)", "np.concatenate([x[:2], [y], x[3:]])">];
}

//===----------------------------------------------------------------------===//
// Assertions
//===----------------------------------------------------------------------===//

def Tfc_CheckOp : Tfc_Op<"check", [MemoryEffects<[MemWrite]>]> {
  let summary = "a run that reaches it fails unless the condition holds; the condition";
  let description = [{
    Then the run ends with INVALID_ARGUMENT and `message`, in which "{}" stands for
    the next of `data`, its first `summarize` elements (-1: all), and "{{" for a
    brace. It is run by what waits for it (tfc.group, tfc.with_dependencies). No
    variable is assigned in that run by an op that stands behind it.
  }];
  let arguments = (ins BoolTensor:$condition, Variadic<Tensor>:$data, StrAttr:$message,
    DefaultValuedAttr<I64Attr, "3">:$summarize);
  let results = (outs BoolTensor:$holds);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_check", ["message", "summarize"]>;
  let notDifferentiable = "an effect";
  let api = ["tfc.check(condition, data, message, summarize=3)"];
  let examples = [Example<"x=f32[3,4]", "tfc.check(tf.reduce_all(x < 3.0), [x], 'x is {}')", "np.True_">];
}

#endif // TFC_OPS_CONTROL_TD

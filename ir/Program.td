//===- Program.td - The compiled program's tables ------------------------===//
//
// What the partition leaves beside the segment functions; codegen turns it into
// the tables of runtime/include/tfc/abi.h. Tensors and targets share one index
// space, in the order of these ops; segments are numbered by the order of their
// functions.
//
// A segment is a `func.func private` with the unit attribute `tfc.segment`,
// `tfc.after` and `tfc.targets` (arrays of target symbols). Its arguments carry
// `tfc.input = @tensor` or `tfc.variable = @state` (inputs first), its results
// `tfc.output = @tensor` or `tfc.assigned = @state` (outputs first). A variable
// argument that the body reads carries `tfc.read`. The functions of signatures,
// compiled whole, are alike, with `tfc.signature_segment` in place of
// `tfc.segment`.
//
// A region of tfc.if or tfc.while is a function of this kind too, with
// `tfc.region` (OutlineRegions in passes/partition). Its inputs and outputs are
// those of the op that calls it, not of the program, and its variables are the
// values that a loop carries. It stands before its caller.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_PROGRAM_TD
#define TFC_PROGRAM_TD

include "ir/Dialect.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"

class Tfc_TableOp<string m, list<Trait> traits = []>
    : Op<Tfc_Dialect, m, [Symbol, HasParent<"::mlir::ModuleOp">] # traits>;

def Tfc_TensorOp : Tfc_TableOp<"tensor"> {
  let summary = "a tensor that is fetched, fed, or passed between segments";
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttr:$type, OptionalAttr<StrAttr>:$name,
    UnitAttr:$fetchable, UnitAttr:$feedable, UnitAttr:$placeholder);
  let assemblyFormat = "$sym_name attr-dict `:` $type";
}
def Tfc_TargetOp : Tfc_TableOp<"target"> {
  let summary = "something to run for its effect; a control edge";
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrAttr>:$name);
  let assemblyFormat = "$sym_name attr-dict";
}
def Tfc_StateOp : Tfc_TableOp<"state"> {
  let summary = "a variable; `initializer` is the target that sets it first";
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttr:$type, StrAttr:$name,
    OptionalAttr<FlatSymbolRefAttr>:$initializer, UnitAttr:$trainable);
  let assemblyFormat = "$sym_name attr-dict `:` $type";
}
def Tfc_StreamOp : Tfc_TableOp<"stream"> {
  let summary = "a stream of random numbers, numbered by its place";
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$seed, I64Attr:$seed2);
  let assemblyFormat = "$sym_name attr-dict";
}
// `inputs` and `outputs` are symbols of tensors (outputs: or states), in the
// order of the names. `segment` is the function of the whole signature; none
// where a shape depends on what the signature computes.
def Tfc_ExportedSignatureOp : Tfc_TableOp<"exported_signature"> {
  let summary = "a signature of the program";
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$name,
    StrArrayAttr:$input_names, ArrayAttr:$inputs,
    StrArrayAttr:$output_names, ArrayAttr:$outputs, ArrayAttr:$targets,
    OptionalAttr<FlatSymbolRefAttr>:$segment);
  let assemblyFormat = "$sym_name attr-dict";
}

//===----------------------------------------------------------------------===//
// Inside segment bodies, after lowering to linalg
//===----------------------------------------------------------------------===//

def Tfc_RequireOp : Op<Tfc_Dialect, "require"> {
  let summary = "a condition on shapes; its failure is INVALID_ARGUMENT";
  let description = [{Moved into the segment's shape function, so that it holds
    before the body runs. The message may hold two %lld.}];
  let arguments = (ins I1:$condition, StrAttr:$message, Variadic<Index>:$values);
  let assemblyFormat = "$condition `,` $message (`,` $values^)? attr-dict";
}
def Tfc_RuntimeCallOp : Op<Tfc_Dialect, "runtime_call",
    [AttrSizedOperandSegments, DestinationStyleOpInterface, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "a kernel of the runtime: tfc_kernel_function in abi.h";
  let description = [{Writes all of `outs`. On tensors the results are the new
    values of `outs`; on buffers there are none.}];
  let arguments = (ins StrAttr:$callee, Variadic<AnyShaped>:$ins, Variadic<AnyShaped>:$outs,
    DefaultValuedAttr<DenseI64ArrayAttr, "{}">:$parameters);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let assemblyFormat = [{
    $callee `(` $ins `)` `outs` `(` $outs `)` attr-dict
    `:` functional-type(operands, results)
  }];
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getOutsMutable(); }
  }];
}
class Tfc_RegionCallOp<string m, list<Trait> traits = []> : Op<Tfc_Dialect, m,
    [AttrSizedOperandSegments, DestinationStyleOpInterface, MemoryEffects<[MemRead, MemWrite]>] # traits> {
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return getOutsMutable(); }
  }];
}
// Both functions take `ins` and the carried values: `cond` as inputs, and it
// puts out one bool; `body` as variables, which it updates. `workspace` is the
// functions' scratch memory, once it is planned.
def Tfc_WhileCallOp : Tfc_RegionCallOp<"while_call"> {
  let summary = "tfc.while with outlined regions; updates `outs` round by round";
  let arguments = (ins FlatSymbolRefAttr:$cond, FlatSymbolRefAttr:$body,
    Variadic<AnyShaped>:$ins, Variadic<AnyShaped>:$outs, Variadic<AnyMemRef>:$workspace);
  let assemblyFormat = [{
    $cond $body `(` $ins `)` `outs` `(` $outs `)` (`workspace` `(` $workspace^ `)`)? attr-dict
    `:` functional-type(operands, results)
  }];
}
def Tfc_IfCallOp : Tfc_RegionCallOp<"if_call"> {
  let summary = "tfc.if with outlined regions; writes all of `outs`";
  let arguments = (ins FlatSymbolRefAttr:$then, FlatSymbolRefAttr:$otherwise,
    AnyShaped:$predicate, Variadic<AnyShaped>:$ins, Variadic<AnyShaped>:$outs,
    Variadic<AnyMemRef>:$workspace);
  let assemblyFormat = [{
    $then $otherwise `if` $predicate `(` $ins `)` `outs` `(` $outs `)`
    (`workspace` `(` $workspace^ `)`)? attr-dict
    `:` functional-type(operands, results)
  }];
}
def Tfc_RegionSizeOp : Op<Tfc_Dialect, "region_size", [Pure]> {
  let summary = "dimension `dim` of output `output` of an outlined region";
  let description = [{Replaced by a computation on the dimensions of `ins` as soon
    as the callee's shape function is known.}];
  let arguments = (ins FlatSymbolRefAttr:$callee, I64Attr:$output, I64Attr:$dim,
    Variadic<AnyShaped>:$ins);
  let results = (outs Index:$size);
  let assemblyFormat = [{
    $callee `[` $output `,` $dim `]` `(` $ins `)` attr-dict
    `:` functional-type(operands, results)
  }];
}
// The failure of data, not of shapes: an index out of range in a run.
def Tfc_ReportOp : Op<Tfc_Dialect, "report", [MemoryEffects<[MemWrite]>]> {
  let summary = "records INVALID_ARGUMENT when the condition does not hold";
  let arguments = (ins I1:$condition, StrAttr:$message, Variadic<Index>:$values);
  let assemblyFormat = "$condition `,` $message (`,` $values^)? attr-dict";
}

#endif // TFC_PROGRAM_TD

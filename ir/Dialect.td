//===- Dialect.td - The tfc dialect, its types and type constraints ------===//
#ifndef TFC_DIALECT_TD
#define TFC_DIALECT_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"

def Tfc_Dialect : Dialect {
  let name = "tfc";
  let cppNamespace = "::tfc";
  let summary = "TensorFlow-style graphs on ranked tensors";
  let description = [{
    A module holds one `tfc.graph` until it is partitioned; after that it holds
    one function per segment and a table of descriptor ops (Program.td).
    Tensors are builtin ranked tensors; bool is i1, unsigned integers are ui8
    and so on.
  }];
  let useDefaultTypePrinterParser = 1;
  let hasConstantMaterializer = 1;
  // Discardable attributes of the dialect: tfc.name, tfc.input, ...
  let hasOperationAttrVerify = 0;
}

class Tfc_Type<string name, string m, list<Trait> traits = []>
    : TypeDef<Tfc_Dialect, name, traits> { let mnemonic = m; }

def Tfc_VariableType : Tfc_Type<"Variable", "variable"> {
  let summary = "a handle of a variable that holds a tensor of static shape";
  let parameters = (ins "::mlir::RankedTensorType":$tensor);
  let assemblyFormat = "`<` $tensor `>`";
}

def Tfc_ControlType : Tfc_Type<"Control", "control"> {
  let summary = "no value, only that something has run";
}

def Tfc_StringType : Tfc_Type<"String", "string"> {
  let summary = "a string of any bytes, as an element of a tensor";
  let description = [{
    Ops that only move elements take strings (ElementTensor), and those of
    ops/strings.td. Below linalg an element is the address of a tfc_string of
    runtime/include/tfc/abi.h, as an i64.
  }];
}

def Tfc_Float : AnyTypeOf<[F16, BF16, F32, F64]>;
def Tfc_SignedInt : AnyTypeOf<[I8, I16, I32, I64]>;
def Tfc_Unsigned : AnyTypeOf<[UI8, UI16, UI32, UI64]>;
def Tfc_Int : AnyTypeOf<[Tfc_SignedInt, Tfc_Unsigned]>;
def Tfc_Number : AnyTypeOf<[Tfc_Float, Tfc_Int]>;
def Tfc_Complex : AnyTypeOf<[Complex<F32>, Complex<F64>]>;
def Tfc_Arithmetic : AnyTypeOf<[Tfc_Number, Tfc_Complex]>;
def Tfc_Analytic : AnyTypeOf<[Tfc_Float, Tfc_Complex]>;
def Tfc_Any : AnyTypeOf<[Tfc_Arithmetic, I1]>;
def Tfc_Index : AnyTypeOf<[I32, I64]>;

// A constraint that no tensor of integers or truth values meets: sizes are not
// computed with what has it (facet `sizes`, ir/Facets.td).
class NoIntegers;
def FloatTensor : RankedTensorOf<[Tfc_Float]>, NoIntegers;
def Float32Tensor : RankedTensorOf<[F32]>, NoIntegers;
def IntTensor : RankedTensorOf<[Tfc_Int]>;
def NumberTensor : RankedTensorOf<[Tfc_Number]>;
def ComplexTensor : RankedTensorOf<[Tfc_Complex]>, NoIntegers;
// Numbers, complex ones among them; and of those what has fractions.
def ArithmeticTensor : RankedTensorOf<[Tfc_Arithmetic]>;
def AnalyticTensor : RankedTensorOf<[Tfc_Analytic]>, NoIntegers;
def BoolTensor : RankedTensorOf<[I1]>;
def Tensor : RankedTensorOf<[Tfc_Any]>;
def StringTensor : RankedTensorOf<[Tfc_StringType]>, NoIntegers;
// An op that only moves elements takes strings, too.
def ElementTensor : RankedTensorOf<[Tfc_Any, Tfc_StringType]>;
// Numbers and strings have an order.
def OrderedTensor : RankedTensorOf<[Tfc_Number, Tfc_StringType]>;
def ShapeTensor : RankedTensorOf<[Tfc_Index]>;

// An operand whose value decides the shape of a result. Its elements must be
// known before the op's segment runs: ir/sizes/ShapeOperands.h says from what.
class DecidesShape;
def SizesTensor : RankedTensorOf<[Tfc_Index]>, DecidesShape;
def SizeNumber : RankedTensorOf<[Tfc_Number]>, DecidesShape;

#endif // TFC_DIALECT_TD

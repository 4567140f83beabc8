//===- OpClasses.td - Kinds of ops that several families have -------------===//
#ifndef TFC_OPCLASSES_TD
#define TFC_OPCLASSES_TD

include "ir/Facets.td"

//===----------------------------------------------------------------------===//
// Elementwise
//===----------------------------------------------------------------------===//

class Tfc_UnaryOp<string m, TypeConstraint T> : Tfc_Op<m, [Pure]> {
  let arguments = (ins T:$x);
  let results = (outs T:$y);
  let infer = "sameAsFirst";
}
class Tfc_UnaryFloatOp<string m> : Tfc_UnaryOp<m, FloatTensor>;
class Tfc_MathOp<string m, TypeConstraint T = FloatTensor> : Tfc_UnaryOp<m, T>;

// numpy broadcasting; both operands have one element type.
class Tfc_BinaryOp<string m, TypeConstraint T> : Tfc_Op<m, [Pure]> {
  let arguments = (ins T:$x, T:$y);
  let results = (outs T:$z);
  let infer = "broadcast";
}
class Tfc_CompareOp<string m, TypeConstraint T = NumberTensor>
    : Tfc_Op<m, [Pure]> {
  let arguments = (ins T:$x, T:$y);
  let results = (outs BoolTensor:$z);
  let infer = "broadcastToBool";
  let notDifferentiable = "the result is a truth value";
}

//===----------------------------------------------------------------------===//
// State
//===----------------------------------------------------------------------===//

def Tfc_VariableState : Resource<"::tfc::VariableState">;

class Tfc_StructuralOp<string m, list<Trait> traits = []> : Tfc_Op<m, traits> {
  let structural = 1;
  let sizes = "none";
}
// Without result type inference: the types are given.
class Tfc_PlainOp<string m, list<Trait> traits = []>
    : Op<Tfc_Dialect, m, traits>, Sized;

//===----------------------------------------------------------------------===//
// Random numbers
//===----------------------------------------------------------------------===//

def Tfc_RandomState : Resource<"::tfc::RandomState">;

// `seed` and `seed2` are the graph's and the op's (both 0: the session draws
// the key). `stream` is the index of the stream that the op draws from; the
// partition pass numbers them. Each run of the op draws new numbers.
defvar randomAttributes = (ins DefaultValuedAttr<I64Attr, "0">:$seed,
  DefaultValuedAttr<I64Attr, "0">:$seed2, OptionalAttr<I64Attr>:$stream);

#endif // TFC_OPCLASSES_TD

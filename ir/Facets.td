//===- Facets.td - What an op's definition says beside its syntax --------===//
//
// The one-place rule: an op is one `def` in ir/ops/<family>.td, and everything
// that any part of tfc must know of it stands there as data, a *facet*.
// tools/tfc-tblgen turns each facet into the table or the code of the consumer
// that needs it:
//
//   facet                       consumer (generated file)
//   infer                       ir/            InferTypes.inc: result types
//   (operands, attributes)      ir/            TfcBuilder.inc: b.matmul(x, y)
//   grad, notDifferentiable     passes/autodiff Gradients.inc
//   expand                      ir/            Expand.cpp.inc, for autodiff too
//   scalar, lowering            passes/lower   ScalarOps.inc, Lowerings.inc
//   sizes                       ir/sizes       Sizes.cpp.inc, for passes/lower too
//   api                         frontend/text  Api.inc
//   tf                          frontend/import
//   images                      passes/layout  Layouts.inc
//   examples                    test/          registry.json
//   kernel                      passes/lower, tools/tfc  (calls, symbols)
//   update                      passes/expand  Updates.inc   } of optimisers,
//   slots, powers, classes      frontend/text  OptimizerTable.inc } see training.td
//   all                         ir/OPS.md
//
// A facet says as `custom` what data cannot say: then the consumer calls
// a hand-written C++ overload for the op's class, and does not compile or link
// until that overload exists.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_FACETS_TD
#define TFC_FACETS_TD

include "ir/Dialect.td"

include "mlir/IR/OpBase.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

//===----------------------------------------------------------------------===//
// Expressions: dags over a vocabulary of names
//===----------------------------------------------------------------------===//

// The operator of a dag names a method of the builder that the consumer gives:
// `(Mul $x, $y)` becomes `b.mul(x, y)`. In `scalar` that is a ScalarBuilder on
// scalars or vectors, in `grad` and `expand` a TfcBuilder, which has a method
// for every tfc op. `$name` is an operand, result or attribute of the op.
class Call<string method> { string callee = method; }

// A number of the element type at hand.
class Number<string text> { string value = text; }

// In `grad`: the gradient of the (only) result; Grad<i> that of result i.
class Grad<int i> { int index = i; }
def G : Grad<0>;

// In `grad`: this operand has no gradient (an index, a condition).
def NoGrad;

// Elementwise vocabulary.
def Neg : Call<"neg">;         def Abs : Call<"abs">;
def Sign : Call<"sign">;       def Exp : Call<"exp">;
def Expm1 : Call<"expm1">;     def Log : Call<"log">;
def Log1p : Call<"log1p">;     def Sqrt : Call<"sqrt">;
def Rsqrt : Call<"rsqrt">;     def Square : Call<"square">;
def Sin : Call<"sin">;         def Cos : Call<"cos">;
def Tan : Call<"tan">;         def Asin : Call<"asin">;
def Acos : Call<"acos">;       def Atan : Call<"atan">;
def Sinh : Call<"sinh">;       def Cosh : Call<"cosh">;
def Asinh : Call<"asinh">;     def Acosh : Call<"acosh">;
def Atanh : Call<"atanh">;     def Tanh : Call<"tanh">;
def Erf : Call<"erf">;         def Erfc : Call<"erfc">;
def Sigmoid : Call<"sigmoid">; def Softplus : Call<"softplus">;
def Floor : Call<"floor">;     def Ceil : Call<"ceil">;
def Round : Call<"round">;     def Rint : Call<"rint">;
def Reciprocal : Call<"reciprocal">;
def IsNan : Call<"is_nan">;    def IsInf : Call<"is_inf">;
def IsFinite : Call<"is_finite">;
def Add : Call<"add">;         def Sub : Call<"sub">;
def Mul : Call<"mul">;         def Div : Call<"div">;
def RealDiv : Call<"realdiv">; def FloorDiv : Call<"floordiv">;
def FloorMod : Call<"floormod">; def TruncateDiv : Call<"truncatediv">;
def TruncateMod : Call<"truncatemod">;
def Pow : Call<"pow">;         def Atan2 : Call<"atan2">;
def Maximum : Call<"maximum">; def Minimum : Call<"minimum">;
def SquaredDifference : Call<"squared_difference">;
def DivNoNan : Call<"div_no_nan">;
def Equal : Call<"equal">;     def NotEqual : Call<"not_equal">;
def Less : Call<"less">;       def LessEqual : Call<"less_equal">;
def Greater : Call<"greater">; def GreaterEqual : Call<"greater_equal">;
def And : Call<"logical_and">; def Or : Call<"logical_or">;
def Not : Call<"logical_not">; def Xor : Call<"logical_xor">;
def BitAnd : Call<"bitwise_and">; def BitOr : Call<"bitwise_or">;
def BitXor : Call<"bitwise_xor">; def BitNot : Call<"invert">;
def ShiftLeft : Call<"left_shift">; def ShiftRight : Call<"right_shift">;
def Select : Call<"select">;   // (Select condition, then, else)
def Identity : Call<"identity">;

// In `grad` and `expand` only.
def ZerosLike : Call<"zerosLike">; def OnesLike : Call<"onesLike">;
def ReshapeLike : Call<"reshapeLike">; // (ReshapeLike value, like)
def SumLast : Call<"sumLast">;         // over the last axis, kept as 1
def MaxLast : Call<"maxLast">;
def SumAll : Call<"sumAll">;           // over every axis, a scalar
def Cast : Call<"castLike">;           // (Cast value, like)
def Softmax : Call<"softmax">;
def LogSoftmax : Call<"log_softmax">;
def StopGradient : Call<"stop_gradient">;
def PerChannel : Call<"perChannel">;   // (PerChannel vector, x, $data_format)

//===----------------------------------------------------------------------===//
// Facets
//===----------------------------------------------------------------------===//

// The op's name in TensorFlow's GraphDef. An attribute of ours takes TensorFlow's
// of the same name, converted to its kind, and its own default where that is
// absent; operands take TensorFlow's inputs in order. `attributes` says what
// differs:
//   "transpose_a=transpose_x"  their attribute gives our attribute, or a constant
//                              for our operand; the first that is there counts
//   "min=min:-6.0 : f32"       the same with what stands for an absent one
//   "=exclusive:true"          our attribute is what stands there, as MLIR
//                              writes it
//   "$1=axes"                  input 1, which must be constant, gives our
//                              attribute and is no operand; "$-1" is the last
//   "$3=gradient"              input 3 gives our operand
//   "$0=shape(like)"           input 0 is the shape of our operand, which is zeros
// A variadic operand takes what the others leave. `outputs` are the names of the
// node's outputs where it has several: bodies of functions say "node:name:0". Of
// our results only as many are outputs.
class TensorFlow<string n, list<string> map = [], list<string> names = []> {
  string name = n;
  list<string> attributes = map;
  list<string> outputs = names;
  // The constant `imports::<name>` of a file in frontend/import/ops/families
  // imports the node; without it the program does not link.
  bit isCustom = 0;
  // The node has no outputs: our result is what others wait for.
  bit isEffect = 0;
}

// A node that the data cannot describe is imported by hand.
class Custom<string n, list<string> names = []> : TensorFlow<n, [], names> {
  let isCustom = 1;
}

// Imported by hand where the data does not suffice: the function takes that case
// and calls importByTable in the others.
class Extended<string n, list<string> map> : TensorFlow<n, map> {
  let isCustom = 1;
}

// The form of an update that takes handles of resources and has no outputs.
class OnResources<string n, list<string> map = []> : TensorFlow<n, map> {
  let isEffect = 1;
}

// Nodes of TensorFlow that become no single op of ours, all imported by hand by
// `imports::<first name>`. They stand in frontend/import/ops/families/Nodes.td.
class Nodes<list<string> n, list<string> outs = []> {
  list<string> names = n;
  list<string> outputs = outs;
}

// A function of runtime/kernels that computes the op: a tfc_kernel_function of
// abi.h with the op's operands, then its results. `attributes` names those of the
// op that it gets as parameters, one after the other: integers and truth values
// as such, floating-point numbers as the bits of a double, arrays of integers as
// their length and elements, strings as their length in bytes and the bytes,
// eight to a word, arrays of strings as their length and each as a tfc_string of
// abi.h. "#values" is how many operands `values` has. Results have the dtypes of
// the op's results; strings are int64 to it, addresses.
class RuntimeKernel<string function, list<string> names = []> {
  string symbol = function;
  list<string> attributes = names;
}

// A use of the op which the value, gradient and differential tests all run.
// `inputs`: "x=f32[3,4] y=i32[3]", each optionally with a range: "x=f32[3]:0.1:2"
// (default -2:2; integers 0:5). `call`: a .tfg expression over them. `numpy`:
// the same value by numpy, independently of tfc; helpers in test/ops/reference/.
class Example<string arguments, string expression, string reference> {
  string inputs = arguments;
  string call = expression;
  string numpy = reference;
}

// The facet `sizes`: what the op does to small tensors of integers, with which
// shapes are computed. ir/sizes/Origins.h has an example of what it is for.
//   forward    the result is the first operand, however large
//   feed       so it is, unless a run feeds another value
//   reshape    the elements of the first operand in their order
//   convert    so they are, each converted to the result's type
//   custom     an overload `origins(Op, unsigned result, ElementReader, Origins)`
//              in ops/<family>.cpp names where each element comes from
//   none       a run computes it in memory: its elements cannot be traced
// An elementwise op says it by `scalar`, a reduction by `combiner`. Another op whose
// result may hold integers must give it.
class Sized { string sizes = ""; }

class Tfc_Op<string mnemonic, list<Trait> traits = []>
    : Op<Tfc_Dialect, mnemonic,
         traits # [InferTypeOpAdaptorWithIsCompatible]>, Sized {
  // Result types: the name of a rule in ir/Shape.h, or "custom": an overload
  // `inferShape(OpAdaptor, InferredTypes &)`.
  string infer = "custom";

  // One dag per operand (over $operands, $results, $attributes and G). Sums
  // over broadcast axes are added by autodiff. Or customGrad: an overload
  // `gradient(Op, ValueRange grads, TfcBuilder &, MutableArrayRef<Value>)`.
  // Or the reason why there is none.
  list<dag> grad = [];
  bit customGrad = 0;
  string notDifferentiable = "";
  // A gradient that is still to be written; printed among the known gaps.
  bit gradientMissing = 0;

  // How it becomes linalg. Exactly one of
  //   scalar   elementwise with numpy broadcasting: the value of one element
  //   combiner reduction: (neutral element, combining dag), see reductions.td
  //   expand   a composition of other tfc ops: one dag per result; or
  //            customExpand: an overload
  //            `expand(Op, TfcBuilder &, SmallVectorImpl<Value> &results)`
  //   kernel   a function of the runtime. Results whose sizes are known only in
  //            a run are as large as the first operand, of the same rank, or
  //            else customSizes: an overload
  //            `kernelSizes(Op, Lowering &, SmallVectorImpl<SizeList> &)`
  //   customLowering: an overload `lower(Op, Lowering &)`
  //   sizesLowering: its elements are dimensions, which facet sizes names
  //   structural: gone before lowering (variables, groups, gradients ...)
  dag scalar = ?;
  list<dag> expand = [];
  bit customExpand = 0;
  // The composition takes the op's place before the partition: shapes in it
  // depend on values that it computes.
  bit expandEarly = 0;
  RuntimeKernel kernel = ?;
  bit customSizes = 0;
  bit customLowering = 0;
  bit sizesLowering = 0;
  bit structural = 0;

  // The operands and results that are ordered as the attribute data_format says. Its
  // op has them, and its lists of integers have numbers for all of their dimensions:
  // that is all that tfc-channels-last needs.
  list<string> images = [];

  // Python signatures in the .tfg language: "tf.matmul(a:x, b:y,
  // transpose_a=False)": a parameter, the operand or attribute it sets after a
  // colon if the name differs, its default. The first name is the preferred one.
  list<string> api = [];

  // Further names in GraphDefs stand in tfAlso.
  TensorFlow tf = ?;
  list<TensorFlow> tfAlso = [];
  list<Example> examples = [];

  // Ops are made by TfcBuilder, or by name where a graph is read. MLIR's default
  // builders, thirty functions a def, were a third of the time that the dialect
  // takes to compile; an op that is made by its class asks for them.
  let skipDefaultBuilders = 1;
  let builders = [OpBuilder<(ins "mlir::ValueRange":$operands), [{
    $_state.addOperands(operands);
  }]>];

  // Every op prints alike; a family may choose otherwise.
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

#endif // TFC_FACETS_TD

//===- reduction.td - Sums, extrema and their places ---------------------===//
#ifndef TFC_OPS_REDUCTION_TD
#define TFC_OPS_REDUCTION_TD

include "ir/Facets.td"

// Reduces over `axes` (absent: all; negative ones count from the end). The
// combining step is `combiner` on $accumulator and $x, from `neutral`: "0", "1",
// "lowest", "highest" or "false"/"true".
class Tfc_ReductionOp<string m, TypeConstraint T> : Tfc_Op<m, [Pure]> {
  let arguments = (ins T:$x, OptionalAttr<DenseI64ArrayAttr>:$axes,
    DefaultValuedAttr<BoolAttr, "false">:$keepdims);
  let results = (outs T:$y);
  let infer = "reduction";
  string neutral = "0";
  dag combiner = ?;
}

def Tfc_ReduceSumOp : Tfc_ReductionOp<"reduce_sum", ArithmeticTensor> {
  let summary = "the sum over axes";
  let combiner = (Add $accumulator, $x);
  let grad = [(Call<"broadcastReduced"> G, $x, $axes)];
  let api = ["tf.reduce_sum(input_tensor:x, axis:axes=None, keepdims=False, reduction_indices:axes=None, keep_dims:keepdims=False)",
             "tf.math.reduce_sum(input_tensor:x, axis:axes=None, keepdims=False)"];
  let tf = Extended<"Sum", ["keep_dims=keepdims", "$1=axes"]>;
  let examples = [Example<"x=f32[3,40]", "tf.reduce_sum(x)", "np.sum(x)">,
    Example<"x=f32[3,40]", "tf.reduce_sum(x, axis=1)", "np.sum(x, 1)">,
    Example<"x=f32[3,40]", "tf.reduce_sum(x, 0, keepdims=True)", "np.sum(x, 0, keepdims=True)">,
    Example<"x=f32[3,4,5]", "tf.reduce_sum(x, [0, -1])", "np.sum(x, (0, 2))">,
    Example<"x=i64[3,4]", "tf.reduce_sum(x, 0)", "np.sum(x, 0)">];
}
def Tfc_ReduceMeanOp : Tfc_ReductionOp<"reduce_mean", ArithmeticTensor> {
  let summary = "the mean over axes";
  let sizes = "none";
  let expand = [(Div (Call<"reduce_sum"> $x, $axes, $keepdims), (Call<"reducedCount"> $x, $axes))];
  let api = ["tf.reduce_mean(input_tensor:x, axis:axes=None, keepdims=False, reduction_indices:axes=None, keep_dims:keepdims=False)",
             "tf.math.reduce_mean(input_tensor:x, axis:axes=None, keepdims=False)"];
  let tf = TensorFlow<"Mean", ["keep_dims=keepdims", "$1=axes"]>;
  let examples = [Example<"x=f32[3,40]", "tf.reduce_mean(x)", "np.mean(x)">,
    Example<"x=f32[3,4,5]", "tf.reduce_mean(x, [0, 2])", "np.mean(x, (0, 2))">];
}
def Tfc_ReduceProdOp : Tfc_ReductionOp<"reduce_prod", ArithmeticTensor> {
  let summary = "the product over axes";
  let neutral = "1";
  let combiner = (Mul $accumulator, $x);
  let customGrad = 1;
  let api = ["tf.reduce_prod(input_tensor:x, axis:axes=None, keepdims=False, reduction_indices:axes=None, keep_dims:keepdims=False)",
             "tf.math.reduce_prod(input_tensor:x, axis:axes=None, keepdims=False)"];
  let tf = TensorFlow<"Prod", ["keep_dims=keepdims", "$1=axes"]>;
  let examples = [Example<"x=f32[3,4]:0.5:2", "tf.reduce_prod(x, 1)", "np.prod(x, 1)">];
}
def Tfc_ReduceMaxOp : Tfc_ReductionOp<"reduce_max", NumberTensor> {
  let summary = "the maximum over axes";
  let neutral = "lowest";
  let combiner = (Maximum $accumulator, $x);
  let grad = [(Call<"gradientOfExtremum"> G, $x, $y, $axes)];
  let api = ["tf.reduce_max(input_tensor:x, axis:axes=None, keepdims=False, reduction_indices:axes=None, keep_dims:keepdims=False)",
             "tf.math.reduce_max(input_tensor:x, axis:axes=None, keepdims=False)"];
  let tf = TensorFlow<"Max", ["keep_dims=keepdims", "$1=axes"]>;
  let examples = [Example<"x=f32[3,40]", "tf.reduce_max(x, 1)", "np.max(x, 1)">,
    Example<"x=f32[3,4]", "tf.reduce_max(x)", "np.max(x)">,
    Example<"x=i32[3,4]", "tf.reduce_max(x, 0)", "np.max(x, 0)">];
}
def Tfc_ReduceMinOp : Tfc_ReductionOp<"reduce_min", NumberTensor> {
  let summary = "the minimum over axes";
  let neutral = "highest";
  let combiner = (Minimum $accumulator, $x);
  let grad = [(Call<"gradientOfExtremum"> G, $x, $y, $axes)];
  let api = ["tf.reduce_min(input_tensor:x, axis:axes=None, keepdims=False, reduction_indices:axes=None, keep_dims:keepdims=False)",
             "tf.math.reduce_min(input_tensor:x, axis:axes=None, keepdims=False)"];
  let tf = TensorFlow<"Min", ["keep_dims=keepdims", "$1=axes"]>;
  let examples = [Example<"x=f32[3,40]", "tf.reduce_min(x, 1)", "np.min(x, 1)">];
}
def Tfc_ReduceAnyOp : Tfc_ReductionOp<"reduce_any", BoolTensor> {
  let summary = "whether any element over axes holds";
  let neutral = "false";
  let combiner = (Or $accumulator, $x);
  let notDifferentiable = "the result is a truth value";
  let api = ["tf.reduce_any(input_tensor:x, axis:axes=None, keepdims=False, reduction_indices:axes=None, keep_dims:keepdims=False)"];
  let tf = TensorFlow<"Any", ["keep_dims=keepdims", "$1=axes"]>;
  let examples = [Example<"x=bool[3,4]", "tf.reduce_any(x, 1)", "np.any(x, 1)">];
}
def Tfc_ReduceAllOp : Tfc_ReductionOp<"reduce_all", BoolTensor> {
  let summary = "whether all elements over axes hold";
  let neutral = "true";
  let combiner = (And $accumulator, $x);
  let notDifferentiable = "the result is a truth value";
  let api = ["tf.reduce_all(input_tensor:x, axis:axes=None, keepdims=False, reduction_indices:axes=None, keep_dims:keepdims=False)"];
  let tf = TensorFlow<"All", ["keep_dims=keepdims", "$1=axes"]>;
  let examples = [Example<"x=bool[3,4]", "tf.reduce_all(x, 1)", "np.all(x, 1)">];
}

// Without output_type the result is int64.
class Tfc_ArgReductionOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins NumberTensor:$x, DefaultValuedAttr<I64Attr, "0">:$axis,
    OptionalAttr<TypeAttr>:$output_type);
  let results = (outs ShapeTensor:$y);
  let sizes = "custom";
  let customLowering = 1;
  let notDifferentiable = "the result is an index";
}
def Tfc_ArgMaxOp : Tfc_ArgReductionOp<"argmax"> {
  let summary = "the place of the first maximum along an axis";
  let api = ["tf.argmax(input:x, axis=0, output_type=tf.int64, dimension:axis=0)",
             "tf.math.argmax(input:x, axis=0, output_type=tf.int64)",
             "tf.arg_max(input:x, dimension:axis=0, output_type=tf.int64)"];
  let tf = Custom<"ArgMax">;
  let examples = [Example<"x=f32[3,40]", "tf.argmax(x, 1)", "np.argmax(x, 1)">,
    Example<"x=i32[3,4]", "tf.argmax(x, output_type=tf.int32)", "np.argmax(x, 0).astype(np.int32)">];
}
def Tfc_ArgMinOp : Tfc_ArgReductionOp<"argmin"> {
  let summary = "the place of the first minimum along an axis";
  let api = ["tf.argmin(input:x, axis=0, output_type=tf.int64, dimension:axis=0)",
             "tf.math.argmin(input:x, axis=0, output_type=tf.int64)",
             "tf.arg_min(input:x, dimension:axis=0, output_type=tf.int64)"];
  let tf = Custom<"ArgMin">;
  let examples = [Example<"x=f32[3,40]", "tf.argmin(x, -1)", "np.argmin(x, 1)">];
}

#endif // TFC_OPS_REDUCTION_TD

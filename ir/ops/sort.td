//===- sort.td - Orders of elements --------------------------------------===//
#ifndef TFC_OPS_SORT_TD
#define TFC_OPS_SORT_TD

include "ir/Facets.td"

def Tfc_TopKOp : Tfc_Op<"top_k", [Pure]> {
  let summary = "the k largest elements of every row, in falling order, and their places";
  let description = [{x is [..., n], the results are [..., k]; k <= n. Of equal
    elements the one with the lower index comes first.}];
  let arguments = (ins NumberTensor:$x, I64Attr:$k,
    DefaultValuedAttr<BoolAttr, "true">:$sorted);
  let results = (outs NumberTensor:$values, RankedTensorOf<[I32]>:$indices);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_top_k", ["sorted"]>;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.nn.top_k(input:x, k=1, sorted=True)", "tf.math.top_k(input:x, k=1, sorted=True)"];
  let tf = TensorFlow<"TopKV2", ["$1=k"], ["values", "indices"]>;
  let examples = [
    Example<"x=f32[3,7]", "tf.nn.top_k(x, k=3)[0]", "-np.sort(-x, axis=-1)[:, :3]">,
    Example<"x=f32[3,9]", "tf.reduce_sum(tf.nn.top_k(x, 4, sorted=False)[0], 1)", "np.sort(x, -1)[:, -4:].sum(1)">,
    Example<"x=f32[2,3,5]", "tf.nn.top_k(x, 2)[1]", "np.argsort(-x, axis=-1, kind='stable')[..., :2].astype(np.int32)">];
}

def Tfc_SortOp : Tfc_Op<"sort", [Pure]> {
  let summary = "the elements of every row in order, and their places";
  let description = [{Equal elements keep their order. A NaN counts as the largest.}];
  let arguments = (ins NumberTensor:$x, DefaultValuedAttr<BoolAttr, "false">:$descending);
  let results = (outs NumberTensor:$values, RankedTensorOf<[I32]>:$indices);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_sort", ["descending"]>;
  let customGrad = 1;
  let api = ["tfc.sort(x, descending=False)"];
  let examples = [
    Example<"x=f32[3,7]", "tf.sort(x)", "np.sort(x, -1)">,
    Example<"x=f32[5,3]", "tf.sort(x, axis=0, direction='DESCENDING')", "-np.sort(-x, 0)">,
    Example<"x=i32[3,7]", "tf.argsort(x)", "np.argsort(x, -1, kind='stable').astype(np.int32)">,
    Example<"x=i32[3,7]", "tf.argsort(x, direction='DESCENDING')", "np.argsort(-x, -1, kind='stable').astype(np.int32)">];
}
def Tfc_InTopKOp : Tfc_Op<"in_top_k", [Pure]> {
  let summary = "whether the target of every row is among its k largest predictions";
  let description = [{Ties count: fewer than k predictions are larger. Not where the
    target is no column, or its prediction not finite.}];
  let arguments = (ins FloatTensor:$predictions, ShapeTensor:$targets, ShapeTensor:$k);
  let results = (outs BoolTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_in_top_k">;
  let customSizes = 1;
  let notDifferentiable = "the result is a truth value";
  let api = ["tf.nn.in_top_k(predictions, targets, k)", "tf.math.in_top_k(predictions, targets, k)"];
  let tf = TensorFlow<"InTopKV2">;
  let tfAlso = [TensorFlow<"InTopK", ["k=k"]>];
  let examples = [Example<"x=f32[4,6] t=i32[4]:0:6", "tf.nn.in_top_k(x, t, 2)", "np.array([t[i] < 6 and (x[i] > x[i, min(t[i], 5)]).sum() < 2 for i in range(4)])">];
}
def Tfc_NthElementOp : Tfc_Op<"nth_element", [Pure]> {
  let summary = "the n-th smallest element of every row, or largest (`reverse`)";
  let arguments = (ins NumberTensor:$x, ShapeTensor:$n, DefaultValuedAttr<BoolAttr, "false">:$reverse);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_nth_element", ["reverse"]>;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.contrib.nn.nth_element(input:x, n, reverse=False)", "tf.nth_element(input:x, n, reverse=False)"];
  let tf = TensorFlow<"NthElement">;
  let examples = [
    Example<"x=f32[3,7]", "tf.nth_element(x, 2)", "np.sort(x, -1)[:, 2]">,
    Example<"x=f32[2,3,5]", "tf.nth_element(x, 1, reverse=True)", "np.sort(x, -1)[..., -2]">];
}

class Tfc_BoundOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins NumberTensor:$sorted, NumberTensor:$values, OptionalAttr<TypeAttr>:$out_type);
  let results = (outs ShapeTensor:$y);
  let sizes = "none";
  let customSizes = 1;
  let notDifferentiable = "the result is indices";
}
def Tfc_LowerBoundOp : Tfc_BoundOp<"lower_bound"> {
  let summary = "where in its sorted row each value would stand, before equal ones";
  let kernel = RuntimeKernel<"tfc_kernel_lower_bound">;
  let api = ["tfc.lower_bound(sorted, values, out_type=tf.int32)"];
  let tf = TensorFlow<"LowerBound">;
  let examples = [Example<"x=f32[2,7] v=f32[2,4]", "tf.searchsorted(tf.sort(x), v)", "np.stack([np.searchsorted(np.sort(r), q) for r, q in zip(x, v)]).astype(np.int32)">,
    Example<"x=i32[7] v=i32[3]", "tf.searchsorted(tf.sort(x), v, out_type=tf.int64)", "np.searchsorted(np.sort(x), v)">];
}
def Tfc_UpperBoundOp : Tfc_BoundOp<"upper_bound"> {
  let summary = "where in its sorted row each value would stand, after equal ones";
  let kernel = RuntimeKernel<"tfc_kernel_upper_bound">;
  let api = ["tfc.upper_bound(sorted, values, out_type=tf.int32)"];
  let tf = TensorFlow<"UpperBound">;
  let examples = [Example<"x=i32[2,7] v=i32[2,4]", "tf.searchsorted(tf.sort(x), v, side='right')", "np.stack([np.searchsorted(np.sort(r), q, 'right') for r, q in zip(x, v)]).astype(np.int32)">];
}
def Tfc_InvertPermutationOp : Tfc_Op<"invert_permutation", [Pure]> {
  let summary = "y with y[x[i]] = i";
  let description = [{What is no permutation of 0, 1, ... is INVALID_ARGUMENT in a run.}];
  let arguments = (ins ShapeTensor:$x);
  let results = (outs ShapeTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_invert_permutation">;
  let notDifferentiable = "indices are integers";
  let api = ["tf.invert_permutation(x)", "tf.math.invert_permutation(x)"];
  let tf = TensorFlow<"InvertPermutation">;
  let examples = [Example<"x=f32[6]", "tf.invert_permutation(tf.argsort(x))", "np.argsort(np.argsort(x)).astype(np.int32)">];
}

#endif // TFC_OPS_SORT_TD

//===- sets.td - Which elements there are, and how many -------------------===//
//
// How large a result is depends on the data. Such an op is a kernel that leaves
// room for the most there can be (`..._padded`) and counts, then a slice of as
// many rows (facet expandEarly).
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_SETS_TD
#define TFC_OPS_SETS_TD

include "ir/Facets.td"

def Tfc_WherePaddedOp : Tfc_Op<"where_padded", [Pure]> {
  let summary = "the places of the elements of x that are not zero, first of all rows, and how many they are";
  let arguments = (ins Tensor:$x);
  let results = (outs RankedTensorOf<[I64]>:$places, RankedTensorOf<[I64]>:$count);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_where">;
  let customSizes = 1;
  let notDifferentiable = "places are integers";
  let api = ["tfc.where_padded(x)"];
  let examples = [Example<"x=i32[3,4]:0:1", "tfc.where_padded(x)[1]", "np.int64(np.count_nonzero(x))">];
}
def Tfc_WhereOp : Tfc_Op<"where", [Pure]> {
  let summary = "the places of the elements of x that are not zero, a row each, in order";
  let arguments = (ins Tensor:$x);
  let results = (outs RankedTensorOf<[I64]>:$places);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let notDifferentiable = "places are integers";
  let api = ["tfc.where(x)"];
  let tf = TensorFlow<"Where">;
  let examples = [
    Example<"x=bool[3,4]", "tf.where(x)", "np.argwhere(x)">,
    Example<"x=f32[7]", "tf.where(x > 0.0)", "np.argwhere(x > 0)">,
    Example<"x=f32[4,3] m=bool[4]", "tf.boolean_mask(x, m)", "x[m]">,
    Example<"x=f32[4,3] m=bool[4,3]", "tf.boolean_mask(x, m)", "x[m]">];
}

defvar uniqueAttributes = (ins DefaultValuedAttr<I64Attr, "0">:$axis, OptionalAttr<TypeAttr>:$out_idx);
def Tfc_UniquePaddedOp : Tfc_Op<"unique_padded", [Pure]> {
  let summary = "the different slices of x along an axis, in the order of their first places, where each one is, how often it is there, and how many they are";
  let arguments = !con((ins Tensor:$x), uniqueAttributes);
  let results = (outs Tensor:$y, ShapeTensor:$idx, ShapeTensor:$counts, ShapeTensor:$count);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_unique", ["axis"]>;
  let customSizes = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tfc.unique_padded(x, axis=0, out_idx=tf.int32)"];
  let examples = [Example<"x=i32[9]:0:4", "tfc.unique_padded(x)[3]", "np.int32(len(set(x.tolist())))">];
}
def Tfc_UniqueOp : Tfc_Op<"unique", [Pure]> {
  let summary = "the different slices of x along an axis, in the order of their first places, and where each one is among them";
  let arguments = !con((ins ElementTensor:$x), uniqueAttributes);
  let results = (outs ElementTensor:$y, ShapeTensor:$idx);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tf.unique(x, out_idx=tf.int32)", "tfc.unique(x, axis=0, out_idx=tf.int32)"];
  let tf = TensorFlow<"Unique", [], ["y", "idx"]>;
  let tfAlso = [TensorFlow<"UniqueV2", ["$1=axis"], ["y", "idx"]>];
  let examples = [
    Example<"x=i32[10]:0:4", "tf.unique(x)[0]", "ref.unique(x)[0]">,
    Example<"x=i64[10]:0:4", "tf.unique(x, out_idx=tf.int64)[1]", "ref.unique(x)[1]">,
    Example<"x=i32[6,2]:0:1", "tfc.unique(x, axis=0)[0]", "ref.unique(x)[0]">];
}
def Tfc_UniqueWithCountsOp : Tfc_Op<"unique_with_counts", [Pure]> {
  let summary = "unique, and how often each slice is there";
  let arguments = !con((ins ElementTensor:$x), uniqueAttributes);
  let results = (outs ElementTensor:$y, ShapeTensor:$idx, ShapeTensor:$counts);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tf.unique_with_counts(x, out_idx=tf.int32)"];
  let tf = TensorFlow<"UniqueWithCounts", [], ["y", "idx", "count"]>;
  let tfAlso = [TensorFlow<"UniqueWithCountsV2", ["$1=axis"], ["y", "idx", "count"]>];
  let examples = [Example<"x=i32[10]:0:4", "tf.unique_with_counts(x)[2]", "ref.unique(x)[2].astype(np.int32)">];
}

def Tfc_ListDiffPaddedOp : Tfc_Op<"list_diff_padded", [Pure]> {
  let summary = "the elements of x that are not in y, their places in x, and how many they are";
  let arguments = (ins Tensor:$x, Tensor:$y, OptionalAttr<TypeAttr>:$out_idx);
  let results = (outs Tensor:$out, ShapeTensor:$idx, ShapeTensor:$count);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_list_diff">;
  let customSizes = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tfc.list_diff_padded(x, y, out_idx=tf.int32)"];
  let examples = [Example<"x=i32[9]:0:5 y=i32[3]:0:5", "tfc.list_diff_padded(x, y)[2]", "np.int32(np.sum(~np.isin(x, y)))">];
}
def Tfc_ListDiffOp : Tfc_Op<"list_diff", [Pure]> {
  let summary = "the elements of x that are not in y, and their places in x";
  let arguments = (ins Tensor:$x, Tensor:$y, OptionalAttr<TypeAttr>:$out_idx);
  let results = (outs Tensor:$out, ShapeTensor:$idx);
  let sizes = "custom";
  let customExpand = 1;
  let expandEarly = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tf.setdiff1d(x, y, index_dtype:out_idx=tf.int32)", "tf.listdiff(x, y, out_idx=tf.int32)"];
  let tf = TensorFlow<"ListDiff", [], ["out", "idx"]>;
  let examples = [
    Example<"x=i32[9]:0:5 y=i32[3]:0:5", "tf.setdiff1d(x, y)[0]", "x[~np.isin(x, y)]">,
    Example<"x=i32[9]:0:5 y=i32[3]:0:5", "tf.setdiff1d(x, y)[1]", "np.flatnonzero(~np.isin(x, y)).astype(np.int32)">];
}

def Tfc_PartitionOrderOp : Tfc_Op<"partition_order", [Pure]> {
  let summary = "the places of the elements in the order of their numbers, and how many there are of each number";
  let description = [{A number outside of [0, num_partitions) is INVALID_ARGUMENT.}];
  let arguments = (ins ShapeTensor:$partitions, I64Attr:$num_partitions);
  let results = (outs RankedTensorOf<[I32]>:$order, RankedTensorOf<[I32]>:$counts);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_partition_order">;
  let customSizes = 1;
  let notDifferentiable = "places are integers";
  let api = ["tfc.partition_order(partitions, num_partitions)"];
  let examples = [
    Example<"p=i32[7]:0:2", "tfc.partition_order(p, 3)[0]", "np.argsort(p, kind='stable').astype(np.int32)">,
    Example<"p=i32[7]:0:2", "tfc.partition_order(p, 3)[1]", "np.bincount(p, minlength=3).astype(np.int32)">];
}
def Tfc_DynamicPartitionOp : Tfc_Op<"dynamic_partition", [Pure]> {
  let summary = "the slices of x by the numbers of their places";
  let arguments = (ins ElementTensor:$x, ShapeTensor:$partitions, I64Attr:$num_partitions);
  let results = (outs Variadic<ElementTensor>:$pieces);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let api = ["tf.dynamic_partition(data:x, partitions, num_partitions)"];
  let tf = TensorFlow<"DynamicPartition">;
  let examples = [
    Example<"x=f32[6,2] p=i32[6]:0:2", "tf.dynamic_partition(x, p, 3)[1]", "x[p == 1]">,
    Example<"x=f32[3,2] p=i32[3,2]:0:1", "tf.dynamic_partition(x, p, 2)[0]", "x[p == 0]">];
}

def Tfc_ScatterRowsOp : Tfc_Op<"scatter_rows", [Pure]> {
  let summary = "zeros of `size` rows with the given rows at their places; the last of equal places counts";
  let description = [{A place outside of [0, size) is INVALID_ARGUMENT.}];
  let arguments = (ins ShapeTensor:$places, ElementTensor:$rows, SizesTensor:$size);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_scatter_rows">;
  let customSizes = 1;
  let grad = [(NoGrad), (Call<"gather"> G, $places), (NoGrad)];
  let api = ["tfc.scatter_rows(places, rows, size)"];
  let examples = [Example<"p=i32[1]:0:3 x=f32[1,2]", "tfc.scatter_rows(p, x, 5)", "ref.stitch([p], [x], 5)">];
}
def Tfc_DynamicStitchOp : Tfc_Op<"dynamic_stitch", [Pure, SameVariadicOperandSize]> {
  let summary = "slices put together at the places that the indices say; the last of equal places counts";
  let arguments = (ins Variadic<ShapeTensor>:$indices, Variadic<ElementTensor>:$values);
  let results = (outs ElementTensor:$y);
  let sizes = "custom";
  let customExpand = 1;
  let expandEarly = 1;
  let customGrad = 1;
  let api = ["tf.dynamic_stitch(indices, data:values)"];
  let tf = TensorFlow<"DynamicStitch">;
  let tfAlso = [TensorFlow<"ParallelDynamicStitch">];
  let examples = [
    Example<"x=f32[2,3] y=f32[3,3]", "tf.dynamic_stitch([tf.constant([4, 1]), tf.constant([0, 2, 3])], [x, y])", "ref.stitch([np.array([4, 1]), np.array([0, 2, 3])], [x, y])">,
    Example<"i=i32[2,1] x=f32[3,2]", "tf.dynamic_stitch([0 * i + [[2], [0]], 5], [tf.expand_dims(x[:2], 1), x[2]])", "ref.stitch([[2], [0], [5]], [x[:1], x[1:2], x[2:]])">,
    // Known values decide a static shape.
    Example<"x=f32[2,3]", "tf.reshape(x, tf.dynamic_stitch([[1], [0]], [[2], [3]]))", "x.reshape(3, 2)">];
}

def Tfc_BincountOp : Tfc_Op<"bincount", [Pure]> {
  let summary = "how often each of 0 .. size - 1 is in x, or in each row of it; or the sum of the weights there";
  let description = [{Without weights (none of them) every element counts as one.
    Numbers of size and more are left out, negative ones INVALID_ARGUMENT.}];
  let arguments = (ins ShapeTensor:$x, SizesTensor:$size, NumberTensor:$weights,
    DefaultValuedAttr<BoolAttr, "false">:$binary_output);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_bincount", ["binary_output"]>;
  let customSizes = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tfc.bincount(x, size, weights, binary_output=False)"];
  let tf = TensorFlow<"DenseBincount">;
  let tfAlso = [TensorFlow<"Bincount">];
  let examples = [
    Example<"x=i32[9]:0:5", "tfc.bincount(x, 4, tf.zeros([0], tf.int32))", "np.bincount(x, minlength=4)[:4].astype(np.int32)">,
    Example<"x=i32[9]:0:5 w=f32[9]", "tfc.bincount(x, 6, w)", "np.bincount(x, w, 6).astype(np.float32)">,
    Example<"x=i32[9]:0:5", "tf.bincount(x)", "np.bincount(x).astype(np.int32)">];
}

#endif // TFC_OPS_SETS_TD

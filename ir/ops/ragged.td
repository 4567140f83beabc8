//===- ragged.td - Ragged tensors by their parts --------------------------===//
//
// A ragged tensor is the values of all rows, and for each dimension that is ragged
// the places where its rows begin and end (splits).
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_RAGGED_TD
#define TFC_OPS_RAGGED_TD

include "ir/Facets.td"

def Tfc_RaggedSplitsOp : Tfc_Op<"ragged_splits", [Pure]> {
  let summary = "where each of several ranges begins when they are put one behind the other, and where the last one ends";
  let arguments = (ins NumberTensor:$starts, NumberTensor:$limits, NumberTensor:$deltas, OptionalAttr<TypeAttr>:$splits_type);
  let results = (outs ShapeTensor:$splits);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_ragged_splits">;
  let customSizes = 1;
  let notDifferentiable = "places are integers";
  let api = ["tfc.ragged_splits(starts, limits, deltas, splits_type=tf.int64)"];
  let examples = [Example<"n=i32[4]:0:5", "tfc.ragged_splits(0, n, 2, tf.int32)", "np.cumsum(np.concatenate([[0], (n + 1) // 2])).astype(np.int32)">];
}
def Tfc_RaggedValuesOp : Tfc_Op<"ragged_values", [Pure]> {
  let summary = "the elements of several ranges that begin at the splits";
  let arguments = (ins NumberTensor:$starts, NumberTensor:$deltas, ShapeTensor:$splits, SizesTensor:$size);
  let results = (outs NumberTensor:$values);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_ragged_values">;
  let customSizes = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tfc.ragged_values(starts, deltas, splits, size)"];
  let examples = [Example<"s=i32[2]", "tfc.ragged_values(s, 2, [0, 3, 4], 4)", "np.array([s[0], s[0] + 2, s[0] + 4, s[1]], np.int32)">];
}
def Tfc_RaggedRangeOp : Tfc_Op<"ragged_range", [Pure]> {
  let summary = "several ranges as a ragged matrix: its splits and values";
  let arguments = (ins NumberTensor:$starts, NumberTensor:$limits, NumberTensor:$deltas, OptionalAttr<TypeAttr>:$splits_type);
  let results = (outs ShapeTensor:$splits, NumberTensor:$values);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tfc.ragged_range(starts, limits, deltas=1, splits_type=tf.int64)"];
  let tf = TensorFlow<"RaggedRange", ["Tsplits=splits_type"], ["rt_nested_splits", "rt_dense_values"]>;
  let examples = [
    Example<"n=i32[4]:0:5", "tfc.ragged_range(1, n, 2)[1]", "np.concatenate([np.arange(1, k, 2, dtype=np.int32) for k in n])">,
    Example<"n=i32[4]:0:5", "tfc.ragged_range(n, 7, 3)[0]", "np.cumsum([0] + [len(range(k, 7, 3)) for k in n])">];
}
def Tfc_RaggedGatherOp : Tfc_Op<"ragged_gather", [Pure]> {
  let summary = "rows of a ragged tensor at the indices: their splits, one result per ragged dimension, and values";
  let description = [{Dimensions of the indices but the first are ragged ones of the
    result, too, before those of the rows.}];
  let arguments = (ins Variadic<ShapeTensor>:$splits, ElementTensor:$values, ShapeTensor:$indices);
  let results = (outs Variadic<ShapeTensor>:$nested, ElementTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let api = ["tfc.ragged_gather(splits, values, indices)"];
  let tf = TensorFlow<"RaggedGather">;
  let examples = [
    Example<"x=f32[6,2]", "tfc.ragged_gather([[0, 2, 2, 6]], x, [2, 1, 0])[1]", "np.concatenate([x[2:6], x[0:2]])">,
    Example<"x=f32[6]", "tfc.ragged_gather([[0, 2, 3, 3], [0, 1, 4, 6]], x, [1, 0])[2]", "x[[4, 5, 0, 1, 2, 3]]">,
    Example<"x=f32[6]", "tfc.ragged_gather([[0, 2, 2, 6]], x, [[2, 1, 0], [1, 1, 0]])[0]", "np.array([0, 3, 6], np.int32)">,
    Example<"x=f32[6]", "tfc.ragged_gather([[0, 2, 2, 6]], x, [[2, 1, 0], [1, 1, 0]])[1]", "np.array([0, 4, 4, 6, 6, 6, 8], np.int32)">,
    Example<"x=f32[6]", "tfc.ragged_gather([[0, 2, 2, 6]], x, [[2, 1, 0], [1, 1, 0]])[2]", "x[[2, 3, 4, 5, 0, 1, 0, 1]]">];
}

defvar partitionKinds = (ins DenseI64ArrayAttr:$kinds);
def Tfc_RaggedExtentsOp : Tfc_Op<"ragged_extents", [Pure]> {
  let summary = "how large a dense tensor holds a ragged one: the ragged dimensions and the first";
  let description = [{Kinds of partitions: 0 the size of the first dimension, 1
    the number of each value's row, 2 splits.}];
  let arguments = !con((ins ShapeTensor:$shape, Variadic<ShapeTensor>:$partitions), partitionKinds);
  let results = (outs RankedTensorOf<[I64]>:$sizes);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_ragged_extents", ["kinds"]>;
  let customSizes = 1;
  let notDifferentiable = "sizes are integers";
  let api = ["tfc.ragged_extents(shape, partitions, kinds)"];
  let examples = [Example<"i=i32[2]", "tfc.ragged_extents([-1, -1] + 0 * i, [[0, 2, 2, 6]], [2])", "np.array([3, 4])">];
}
def Tfc_RaggedToTensorOp : Tfc_Op<"ragged_to_tensor", [Pure]> {
  let summary = "ragged_tensor_to_tensor of a given size";
  let arguments = !con((ins ElementTensor:$values, ElementTensor:$default_value, Variadic<ShapeTensor>:$partitions, SizesTensor:$sizes), partitionKinds);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_ragged_to_tensor", ["kinds"]>;
  let customSizes = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tfc.ragged_to_tensor(values, default_value, partitions, sizes, kinds)"];
  let examples = [Example<"x=f32[3]", "tfc.ragged_to_tensor(x, tf.constant(7.0), [[0, 1, 3]], [2, 2], [2])", "np.array([[x[0], 7], [x[1], x[2]]])">];
}
def Tfc_RaggedTensorToTensorOp : Tfc_Op<"ragged_tensor_to_tensor", [Pure]> {
  let summary = "a dense tensor of a ragged one: rows cut off or filled up with a default value";
  let description = [{The shape is a vector with -1 where the longest row decides,
    or the number -1. Partitions by their types, from the first dimension on:
    FIRST_DIM_SIZE, VALUE_ROWIDS, ROW_SPLITS.}];
  let arguments = (ins ShapeTensor:$shape, ElementTensor:$values, ElementTensor:$default_value, Variadic<ShapeTensor>:$partitions,
    StrArrayAttr:$row_partition_types);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let notDifferentiable = "TensorFlow registers none";
  let api = ["tfc.ragged_tensor_to_tensor(shape, values, default_value, partitions, row_partition_types)"];
  let tf = TensorFlow<"RaggedTensorToTensor">;
  let examples = [
    Example<"x=f32[6]", "tfc.ragged_tensor_to_tensor(-1, x, tf.constant(7.0), [[0, 2, 2, 6]], ['ROW_SPLITS'])", "np.array([[x[0], x[1], 7, 7], [7, 7, 7, 7], x[2:]])">,
    Example<"x=f32[3,2]", "tfc.ragged_tensor_to_tensor([2, 1, 2], x, tf.constant(7.0), [2, [0, 1, 1]], ['FIRST_DIM_SIZE', 'VALUE_ROWIDS'])", "x[:2, None]">];
}

#endif // TFC_OPS_RAGGED_TD

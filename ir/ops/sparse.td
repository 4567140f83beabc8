//===- sparse.td - Sparse tensors by their parts --------------------------===//
//
// A sparse tensor is the places of its values, a row each, the values, and its
// shape.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_SPARSE_TD
#define TFC_OPS_SPARSE_TD

include "ir/Facets.td"

def Tfc_SparseToDenseOp : Tfc_Op<"sparse_to_dense", [Pure]> {
  let summary = "a tensor of a default value with the values at their places";
  let description = [{Places are a matrix with a row per value, a vector, or one
    number. A place outside of the shape is INVALID_ARGUMENT.}];
  let arguments = (ins ShapeTensor:$indices, SizesTensor:$output_shape, ElementTensor:$values, ElementTensor:$default_value);
  let results = (outs ElementTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_sparse_to_dense">;
  let customSizes = 1;
  let customGrad = 1;
  let api = ["tf.sparse_to_dense(sparse_indices:indices, output_shape, sparse_values:values, default_value=0)"];
  let tf = TensorFlow<"SparseToDense">;
  let examples = [
    Example<"x=f32[2]", "tf.sparse_to_dense([[0, 1], [2, 0]], [3, 2], x, tf.constant(7.0))", "ref.put(np.full((3, 2), 7.0), ([0, 2], [1, 0]), x)">,
    Example<"x=f32[2]", "tf.sparse_to_dense([3, 1], [5], x, tf.constant(0.0))", "ref.put(np.zeros(5), [3, 1], x)">];
}

def Tfc_SparseReshapeOp : Tfc_Op<"sparse_reshape", [Pure]> {
  let summary = "the places of a sparse tensor in another shape, and that shape";
  let description = [{One entry of the new shape may be -1: it takes what is left.}];
  let arguments = (ins ShapeTensor:$indices, ShapeTensor:$shape, ShapeTensor:$new_shape);
  let results = (outs ShapeTensor:$places, ShapeTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_sparse_reshape">;
  let customSizes = 1;
  let notDifferentiable = "places are integers";
  let api = ["tfc.sparse_reshape(indices, shape, new_shape)"];
  let tf = TensorFlow<"SparseReshape", [], ["output_indices", "output_shape"]>;
  let examples = [
    Example<"i=i64[4,2]:0:3", "tfc.sparse_reshape(i, tf.constant([4, 6], tf.int64), tf.constant([3, -1], tf.int64))[0]", "np.stack(np.unravel_index(i[:, 0] * 6 + i[:, 1], (3, 8)), 1)">,
    Example<"i=i64[4,2]:0:3", "tfc.sparse_reshape(i, tf.constant([4, 6], tf.int64), tf.constant([3, -1], tf.int64))[1]", "np.array([3, 8])">];
}

def Tfc_SparseTensorDenseAddOp : Tfc_Op<"sparse_tensor_dense_add", [Pure]> {
  let summary = "a dense tensor with the values of a sparse one of its shape added";
  let description = [{A place outside of the shape is INVALID_ARGUMENT in a run.}];
  let arguments = (ins ShapeTensor:$indices, NumberTensor:$values, ShapeTensor:$shape, NumberTensor:$x);
  let results = (outs NumberTensor:$y);
  let sizes = "none";
  let expand = [(Call<"tensor_scatter_add"> $x, $indices, $values)];
  let grad = [(NoGrad), (Call<"gather_nd"> G, $indices), (NoGrad), (Identity G)];
  let api = ["tfc.sparse_tensor_dense_add(indices, values, shape, x)"];
  let tf = TensorFlow<"SparseTensorDenseAdd">;
  let examples = [Example<"x=f32[3,2] v=f32[3]", "tfc.sparse_tensor_dense_add([[0, 1], [2, 0], [0, 1]], v, [3, 2], x)", "ref.scatter_nd(x, np.array([[0, 1], [2, 0], [0, 1]]), v, np.add)">];
}

def Tfc_SparseFillPaddedOp : Tfc_Op<"sparse_fill_padded", [Pure]> {
  let summary = "sparse_fill_empty_rows with room for all rows, and how many values there are";
  let arguments = (ins ShapeTensor:$indices, ElementTensor:$values, SizesTensor:$dense_shape, ElementTensor:$default_value);
  let results = (outs ShapeTensor:$places, ElementTensor:$y, BoolTensor:$empty, ShapeTensor:$map, ShapeTensor:$count);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_sparse_fill_empty_rows">;
  let customSizes = 1;
  let notDifferentiable = "sparse_fill_empty_rows has the gradient";
  let api = ["tfc.sparse_fill_padded(indices, values, dense_shape, default_value)"];
  let examples = [Example<"x=f32[2]", "tfc.sparse_fill_padded(tf.constant([[0, 1], [2, 0]], tf.int64), x, tf.constant([4, 2], tf.int64), tf.constant(7.0))[4]", "np.int64(4)">];
}
def Tfc_SparseFillEmptyRowsOp : Tfc_Op<"sparse_fill_empty_rows", [Pure]> {
  let summary = "a sparse matrix with a default value in each row that has none";
  let description = [{Values come in the order of their rows. Results: places,
    values, which rows were empty, and where each value has gone.}];
  let arguments = (ins ShapeTensor:$indices, ElementTensor:$values, SizesTensor:$dense_shape, ElementTensor:$default_value);
  let results = (outs ShapeTensor:$places, ElementTensor:$y, BoolTensor:$empty, ShapeTensor:$map);
  let sizes = "none";
  let customExpand = 1;
  let expandEarly = 1;
  let customGrad = 1;
  let api = ["tfc.sparse_fill_empty_rows(indices, values, dense_shape, default_value)"];
  let tf = TensorFlow<"SparseFillEmptyRows", [], ["output_indices", "output_values", "empty_row_indicator", "reverse_index_map"]>;
  let examples = [
    Example<"x=f32[3] d=f32[]", "tfc.sparse_fill_empty_rows(tf.constant([[0, 1], [2, 0], [2, 1]], tf.int64), x, tf.constant([4, 2], tf.int64), d)[1]", "np.array([x[0], d, x[1], x[2], d])">,
    Example<"x=f32[3]", "tfc.sparse_fill_empty_rows(tf.constant([[2, 1], [0, 1], [2, 0]], tf.int64), x, tf.constant([4, 2], tf.int64), tf.constant(7.0))[0]", "np.array([[0, 1], [1, 0], [2, 1], [2, 0], [3, 0]])">];
}

class Tfc_SparseSegment<string m> : Tfc_Op<m, [Pure]> {
  let description = [{The result has a row more than the largest segment; rows of
    x may be taken several times.}];
  let arguments = (ins FloatTensor:$x, ShapeTensor:$indices, ShapeTensor:$segment_ids);
  let results = (outs FloatTensor:$y);
  let customExpand = 1;
  let expandEarly = 1;
}
def Tfc_SparseSegmentSumOp : Tfc_SparseSegment<"sparse_segment_sum"> {
  let summary = "sums of the rows of x at the indices, by segments";
  let api = ["tf.sparse.segment_sum(data:x, indices, segment_ids)", "tf.sparse_segment_sum(data:x, indices, segment_ids)"];
  let tf = TensorFlow<"SparseSegmentSum">;
  let examples = [Example<"x=f32[4,3]", "tf.sparse.segment_sum(x, [0, 1, 1, 3], [0, 0, 2, 2])", "np.stack([x[0] + x[1], 0 * x[0], x[1] + x[3]])">];
}
def Tfc_SparseSegmentMeanOp : Tfc_SparseSegment<"sparse_segment_mean"> {
  let summary = "means of the rows of x at the indices, by segments; 0 for an empty one";
  let api = ["tf.sparse.segment_mean(data:x, indices, segment_ids)", "tf.sparse_segment_mean(data:x, indices, segment_ids)"];
  let tf = TensorFlow<"SparseSegmentMean">;
  let examples = [Example<"x=f32[4,3]", "tf.sparse.segment_mean(x, [0, 1, 1, 3], [0, 0, 2, 2])", "np.stack([x[0] + x[1], 0 * x[0], x[1] + x[3]]) / 2">];
}
def Tfc_SparseSegmentSqrtNOp : Tfc_SparseSegment<"sparse_segment_sqrt_n"> {
  let summary = "sums of the rows of x at the indices, by segments, divided by the root of how many they are";
  let api = ["tf.sparse.segment_sqrt_n(data:x, indices, segment_ids)", "tf.sparse_segment_sqrt_n(data:x, indices, segment_ids)"];
  let tf = TensorFlow<"SparseSegmentSqrtN">;
  let examples = [Example<"x=f32[4,3]", "tf.sparse.segment_sqrt_n(x, [0, 1, 1, 3], [0, 0, 2, 2])", "np.stack([x[0] + x[1], 0 * x[0], x[1] + x[3]]) / np.sqrt(2)">];
}

#endif // TFC_OPS_SPARSE_TD

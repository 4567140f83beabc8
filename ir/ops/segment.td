//===- segment.td - Reductions of the rows that share a number ------------===//
//
// `segment_ids` has the first dimensions of x; the slices of x that have one
// number are reduced to one row of the result.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_SEGMENT_TD
#define TFC_OPS_SEGMENT_TD

include "ir/Facets.td"

// A negative number drops its slice; one that is too large is INVALID_ARGUMENT
// in a run. With `sorted`, so is one that is smaller than the one before it. In
// a row without slices stands `empty`: the neutral element, or 0.
class Tfc_UnsortedSegmentOp<string m, TypeConstraint T = NumberTensor> : Tfc_Op<m, [Pure]> {
  let arguments = (ins T:$x, ShapeTensor:$segment_ids, SizesTensor:$num_segments,
    DefaultValuedAttr<BoolAttr, "false">:$sorted);
  let results = (outs T:$y);
  let sizes = "none";
  let customLowering = 1;
  let customGrad = 1;
}
def Tfc_UnsortedSegmentSumOp : Tfc_UnsortedSegmentOp<"unsorted_segment_sum", ArithmeticTensor> {
  let summary = "sums of the slices of x that share a number";
  let api = ["tf.unsorted_segment_sum(data:x, segment_ids, num_segments)",
             "tf.math.unsorted_segment_sum(data:x, segment_ids, num_segments)"];
  let tf = TensorFlow<"UnsortedSegmentSum">;
  let examples = [
    Example<"x=f32[5,3] i=i32[5]:-1:3", "tf.unsorted_segment_sum(x, i, 4)", "ref.segments(x, i, 4, np.add, 0)">,
    Example<"x=f32[2,3,4] i=i64[2,3]:0:3", "tf.unsorted_segment_sum(x, i, 5)", "ref.segments(x, i, 5, np.add, 0)">,
    Example<"x=i32[6] i=i32[6]:0:2", "tf.unsorted_segment_sum(x, i, 3)", "ref.segments(x, i, 3, np.add, 0)">];
}
def Tfc_UnsortedSegmentProdOp : Tfc_UnsortedSegmentOp<"unsorted_segment_prod", ArithmeticTensor> {
  let summary = "products of the slices of x that share a number; 1 where there are none";
  let api = ["tf.unsorted_segment_prod(data:x, segment_ids, num_segments)",
             "tf.math.unsorted_segment_prod(data:x, segment_ids, num_segments)"];
  let tf = TensorFlow<"UnsortedSegmentProd">;
  let examples = [Example<"x=f32[5,3]:1:2 i=i32[5]:-1:3", "tf.unsorted_segment_prod(x, i, 5)", "ref.segments(x, i, 5, np.multiply, 1)">];
}
def Tfc_UnsortedSegmentMaxOp : Tfc_UnsortedSegmentOp<"unsorted_segment_max"> {
  let summary = "maxima of the slices of x that share a number; the lowest number where there are none";
  let api = ["tf.unsorted_segment_max(data:x, segment_ids, num_segments)",
             "tf.math.unsorted_segment_max(data:x, segment_ids, num_segments)"];
  let tf = TensorFlow<"UnsortedSegmentMax">;
  let examples = [
    Example<"x=f32[5,3]", "tf.unsorted_segment_max(x, [0, 2, -1, 0, 1], 3)", "ref.segments(x, np.array([0, 2, -1, 0, 1]), 3, np.maximum, -9)">,
    Example<"x=i8[6] i=i32[6]:0:1", "tf.unsorted_segment_max(x, i, 3)", "ref.segments(x, i, 3, np.maximum, -128)">];
}
def Tfc_UnsortedSegmentMinOp : Tfc_UnsortedSegmentOp<"unsorted_segment_min"> {
  let summary = "minima of the slices of x that share a number; the highest number where there are none";
  let api = ["tf.unsorted_segment_min(data:x, segment_ids, num_segments)",
             "tf.math.unsorted_segment_min(data:x, segment_ids, num_segments)"];
  let tf = TensorFlow<"UnsortedSegmentMin">;
  let examples = [Example<"x=f32[5,3]", "tf.unsorted_segment_min(x, [0, 2, 1, 0, 1], 3)", "ref.segments(x, np.array([0, 2, 1, 0, 1]), 3, np.minimum, 9)">];
}

// segment_ids is a vector that does not fall; `num_segments` is its last element
// and one. A row without slices is 0, of a product 1.
class Tfc_SegmentOp<string m, TypeConstraint T = NumberTensor> : Tfc_Op<m, [Pure]> {
  let arguments = (ins T:$x, ShapeTensor:$segment_ids, SizesTensor:$num_segments);
  let results = (outs T:$y);
  let sizes = "none";
  let customExpand = 1;
}
def Tfc_SegmentSumOp : Tfc_SegmentOp<"segment_sum", ArithmeticTensor> {
  let summary = "sums of the rows of x that share a number";
  let tf = Custom<"SegmentSum">;
  let examples = [Example<"x=f32[5,3]", "tf.segment_sum(x, [0, 0, 1, 3, 3])", "ref.segments(x, np.array([0, 0, 1, 3, 3]), 4, np.add, 0)">];
}
def Tfc_SegmentMeanOp : Tfc_SegmentOp<"segment_mean", ArithmeticTensor> {
  let summary = "means of the rows of x that share a number";
  let tf = Custom<"SegmentMean">;
  let examples = [Example<"x=f32[5,3]", "tf.segment_mean(x, [0, 0, 1, 3, 3])", "ref.segments(x, np.array([0, 0, 1, 3, 3]), 4, np.add, 0) / np.array([2, 1, 1, 2])[:, None]">];
}
def Tfc_SegmentProdOp : Tfc_SegmentOp<"segment_prod", ArithmeticTensor> {
  let summary = "products of the rows of x that share a number";
  let tf = Custom<"SegmentProd">;
  let examples = [Example<"x=f32[5,3]:1:2", "tf.segment_prod(x, [0, 0, 1, 3, 3])", "ref.segments(x, np.array([0, 0, 1, 3, 3]), 4, np.multiply, 1)">];
}
def Tfc_SegmentMaxOp : Tfc_SegmentOp<"segment_max"> {
  let summary = "maxima of the rows of x that share a number";
  let tf = Custom<"SegmentMax">;
  let examples = [Example<"x=f32[5,3]", "tf.segment_max(x, [0, 0, 1, 3, 3])", "np.stack([x[:2].max(0), x[2], 0 * x[0], x[3:].max(0)])">];
}
def Tfc_SegmentMinOp : Tfc_SegmentOp<"segment_min"> {
  let summary = "minima of the rows of x that share a number";
  let tf = Custom<"SegmentMin">;
  let examples = [Example<"x=i32[5,3]", "tf.segment_min(x, [0, 0, 1, 3, 3])", "np.stack([x[:2].min(0), x[2], 0 * x[0], x[3:].min(0)])">,
    Example<"x=f32[5,3]", "tf.segment_min(x, [0, 0, 1, 3, 3])", "np.stack([x[:2].min(0), x[2], 0 * x[0], x[3:].min(0)])">];
}

#endif // TFC_OPS_SEGMENT_TD

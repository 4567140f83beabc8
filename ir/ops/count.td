//===- count.td - Counting values -----------------------------------------===//
#ifndef TFC_OPS_COUNT_TD
#define TFC_OPS_COUNT_TD

include "ir/Facets.td"

def Tfc_HistogramFixedWidthOp : Tfc_Op<"histogram_fixed_width", [Pure]> {
  let summary = "how many values lie in each of `nbins` equal parts of a range";
  let description = [{Values below the range count in the first part, those above
    it in the last. A range that is empty or not finite is INVALID_ARGUMENT in a
    run. Without dtype the result is int32.}];
  let arguments = (ins NumberTensor:$values, NumberTensor:$value_range, SizesTensor:$nbins,
    OptionalAttr<TypeAttr>:$dtype);
  let results = (outs ShapeTensor:$y);
  let sizes = "none";
  let kernel = RuntimeKernel<"tfc_kernel_histogram">;
  let customSizes = 1;
  let notDifferentiable = "the result is counts";
  let api = ["tf.histogram_fixed_width(values, value_range, nbins=100, dtype=tf.int32)"];
  let tf = TensorFlow<"HistogramFixedWidth">;
  let examples = [Example<"x=f32[5,7]", "tf.histogram_fixed_width(x, [-1.0, 1.5], nbins=5)", "np.histogram(np.clip(x, -1, 1.5), 5, (-1, 1.5))[0].astype(np.int32)">];
}

#endif // TFC_OPS_COUNT_TD

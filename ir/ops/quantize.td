//===- quantize.td - Rounding as quantisation will do it -----------------===//
#ifndef TFC_OPS_QUANTIZE_TD
#define TFC_OPS_QUANTIZE_TD

include "ir/Facets.td"

defvar quantizeAttributes = (ins DefaultValuedAttr<I64Attr, "8">:$num_bits,
  DefaultValuedAttr<BoolAttr, "false">:$narrow_range);

// `min` and `max` are scalars, or have an element per channel (last dimension).
// They are moved a little so that 0 is one of the steps.
def Tfc_FakeQuantOp : Tfc_Op<"fake_quant", [Pure]> {
  let summary = "x clipped to min..max and rounded to 2^num_bits - 1 steps";
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$min, FloatTensor:$max), quantizeAttributes);
  let results = (outs FloatTensor:$y);
  let customExpand = 1;
  let customGrad = 1; // straight through, not through the rounding
  let api = ["tf.quantization.fake_quant_with_min_max_vars(inputs:x, min, max, num_bits=8, narrow_range=False)",
             "tf.fake_quant_with_min_max_vars(inputs:x, min, max, num_bits=8, narrow_range=False)",
             "tf.quantization.fake_quant_with_min_max_vars_per_channel(inputs:x, min, max, num_bits=8, narrow_range=False)",
             "tf.fake_quant_with_min_max_vars_per_channel(inputs:x, min, max, num_bits=8, narrow_range=False)"];
  let tf = TensorFlow<"FakeQuantWithMinMaxVars">;
  let tfAlso = [TensorFlow<"FakeQuantWithMinMaxVarsPerChannel">,
    TensorFlow<"FakeQuantWithMinMaxArgs", ["min=min:-6.0 : f32", "max=max:6.0 : f32"]>];
  let examples = [
    Example<"x=f32[3,7]:-3:3", "tf.fake_quant_with_min_max_vars(x, -1.3, 2.1)", "ref.fake_quant(x, -1.3, 2.1, 8, False)">,
    Example<"x=f32[3,4]:-3:3 a=f32[4]:-3:-1 b=f32[4]:1:2", "tf.fake_quant_with_min_max_vars_per_channel(x, a, b, 4, True)", "ref.fake_quant(x, a, b, 4, True)">];
}
def Tfc_FakeQuantGradOp : Tfc_Op<"fake_quant_grad", [Pure]> {
  let summary = "dy where x was in range; its sums where x was below and above";
  let arguments = !con((ins FloatTensor:$dy, FloatTensor:$x, FloatTensor:$min, FloatTensor:$max), quantizeAttributes);
  let results = (outs FloatTensor:$dx, FloatTensor:$dmin, FloatTensor:$dmax);
  let customExpand = 1;
  let api = ["tfc.fake_quant_grad(dy, x, min, max, num_bits=8, narrow_range=False)"];
  let tf = TensorFlow<"FakeQuantWithMinMaxVarsGradient", [], ["backprops_wrt_input", "backprop_wrt_min", "backprop_wrt_max"]>;
  let tfAlso = [
    TensorFlow<"FakeQuantWithMinMaxVarsPerChannelGradient", [], ["backprops_wrt_input", "backprop_wrt_min", "backprop_wrt_max"]>,
    TensorFlow<"FakeQuantWithMinMaxArgsGradient", ["min=min:-6.0 : f32", "max=max:6.0 : f32"], ["backprops"]>];
  let examples = [
    Example<"dy=f32[3,7] x=f32[3,7]:-3:3", "tfc.fake_quant_grad(dy, x, -1.3, 2.1)[0]", "np.where((x >= -1.3) & (x <= 2.1), dy, 0)">,
    Example<"dy=f32[3,4] x=f32[3,4]:-3:3", "tfc.fake_quant_grad(dy, x, tf.fill([4], -1.0), tf.fill([4], 2.0))[2]", "np.where(x > 2, dy, 0).sum(0)">];
}

#endif // TFC_OPS_QUANTIZE_TD

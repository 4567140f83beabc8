//===- normalization.td - Local response and batch normalisation ---------===//
#ifndef TFC_OPS_NORMALIZATION_TD
#define TFC_OPS_NORMALIZATION_TD

include "ir/ops/window.td"

//===----------------------------------------------------------------------===//
// Local response normalisation
//===----------------------------------------------------------------------===//

defvar lrnAttributes = (ins DefaultValuedAttr<I64Attr, "5">:$depth_radius,
  DefaultValuedAttr<F32Attr, "1.0f">:$bias, DefaultValuedAttr<F32Attr, "1.0f">:$alpha,
  DefaultValuedAttr<F32Attr, "0.5f">:$beta);

def Tfc_LRNOp : Tfc_Op<"lrn", [Pure]> {
  let summary = "x / (bias + alpha * s)^beta, s the sum of squares of the channels around";
  let arguments = !con((ins FloatTensor:$x), lrnAttributes);
  let results = (outs FloatTensor:$y);
  let infer = "sameAsFirst";
  let customExpand = 1;
  let api = ["tf.nn.local_response_normalization(input:x, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5)",
             "tf.nn.lrn(input:x, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5)"];
  let tf = TensorFlow<"LRN">;
  let examples = [
    Example<"x=f32[2,3,2,7]", "tf.nn.lrn(x, depth_radius=2)", "ref.lrn(x, 2, 1, 1, 0.5)">,
    Example<"x=f32[1,3,2,4]", "tf.nn.local_response_normalization(x, 5, 2.0, 0.5, 0.75)", "ref.lrn(x, 5, 2, 0.5, 0.75)">];
}
def Tfc_LRNGradOp : Tfc_Op<"lrn_grad", [Pure]> {
  let summary = "the gradient of lrn at x, where lrn is y";
  let arguments = !con((ins FloatTensor:$dy, FloatTensor:$x, FloatTensor:$y), lrnAttributes);
  let results = (outs FloatTensor:$dx);
  let infer = "sameAsFirst";
  let customExpand = 1;
  // y counts as a number, not as a function of x.
  let api = ["tfc.lrn_grad(dy, x, y, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5)"];
  let tf = TensorFlow<"LRNGrad">;
  let examples = [Example<"dy=f32[1,3,2,7] x=f32[1,3,2,7]", "tfc.lrn_grad(dy, x, tf.nn.lrn(x, 2), 2)", "ref.lrn_grad(dy, x, 2, 1, 1, 0.5)">];
}

//===----------------------------------------------------------------------===//
// Batch normalisation: every channel gets mean 0 and variance 1, then `scale` and
// `offset`
//===----------------------------------------------------------------------===//

defvar batchNormAttributes = !con((ins DefaultValuedAttr<F32Attr, "0.001f">:$epsilon), imageFormat);

def Tfc_BatchNormInferenceOp : Tfc_Op<"batch_norm_inference", [Pure]> {
  let summary = "(x - mean) / sqrt(variance + epsilon) * scale + offset";
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$scale, FloatTensor:$offset,
    FloatTensor:$mean, FloatTensor:$variance), batchNormAttributes);
  let results = (outs FloatTensor:$y);
  let images = ["x", "y"];
  let expand = [(Add
    (Mul $x, (PerChannel (Mul $scale, (Rsqrt (Add $variance, $epsilon))), $x, $data_format)),
    (PerChannel (Sub $offset, (Mul $mean, (Mul $scale, (Rsqrt (Add $variance, $epsilon))))),
      $x, $data_format))];
  let examples = [Example<"x=f32[2,3,4,5] s=f32[5] o=f32[5] m=f32[5] v=f32[5]:0.5:2",
    "tf.nn.fused_batch_norm(x, s, o, mean=m, variance=v, is_training=False)[0]",
    "(x - m) / np.sqrt(v + 0.001) * s + o">,
    Example<"x=f32[2,3,4,5] s=f32[3] o=f32[3] m=f32[3] v=f32[3]:0.5:2",
    "tf.nn.fused_batch_norm(x, s, o, mean=m, variance=v, is_training=False, data_format='NCHW')[0]",
    "((x.transpose(0, 2, 3, 1) - m) / np.sqrt(v + 0.001) * s + o).transpose(0, 3, 1, 2)">];
}
def Tfc_BatchNormTrainingOp : Tfc_Op<"batch_norm_training", [Pure]> {
  let summary = "batch normalisation by the moments of the batch itself";
  let description = [{`batch_mean` is the mean over all axes but the channels';
    `batch_variance` is the unbiased variance (divided by n - 1), as TensorFlow
    returns for the moving average; x is normalised by the biased one.}];
  let arguments = !con((ins FloatTensor:$x, FloatTensor:$scale, FloatTensor:$offset),
    batchNormAttributes);
  let results = (outs FloatTensor:$y, FloatTensor:$batch_mean, FloatTensor:$batch_variance);
  let images = ["x", "y"];
  let expand = [
    (Add (Mul (Sub $x, (PerChannel (Call<"channelMean"> $x, $data_format), $x, $data_format)),
              (PerChannel (Mul $scale, (Rsqrt (Add (Call<"channelVariance"> $x, $data_format), $epsilon))),
                $x, $data_format)),
         (PerChannel $offset, $x, $data_format)),
    (Call<"channelMean"> $x, $data_format),
    (Call<"unbiasedChannelVariance"> $x, $data_format)];
  let tf = Custom<"FusedBatchNorm", ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"]>;
  let tfAlso = [
    Custom<"FusedBatchNormV2", ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2"]>,
    Custom<"FusedBatchNormV3", ["y", "batch_mean", "batch_variance", "reserve_space_1", "reserve_space_2", "reserve_space_3"]>];
  let examples = [Example<"x=f32[2,3,4,5] s=f32[5] o=f32[5]",
    "tf.nn.fused_batch_norm(x, s, o)[0]",
    "(x - x.mean((0, 1, 2))) / np.sqrt(x.var((0, 1, 2)) + 0.001) * s + o">,
    Example<"x=f32[2,3,4,5] s=f32[5] o=f32[5]",
    "tf.nn.fused_batch_norm(x, s, o)[2]", "x.var((0, 1, 2), ddof=1)">,
    Example<"x=f32[2,3,4,5] s=f32[3] o=f32[3]",
    "tf.nn.fused_batch_norm(x, s, o, data_format='NCHW')[0]",
    "((x - x.mean((0, 2, 3), keepdims=True)) / np.sqrt(x.var((0, 2, 3), keepdims=True) + 0.001) * s[:, None, None] + o[:, None, None])">,
    Example<"x=f32[2,3,4,5] s=f32[3] o=f32[3]",
    "tf.nn.fused_batch_norm(x, s, o, data_format='NCHW')[2]", "x.var((0, 2, 3), ddof=1)">];
}

#endif // TFC_OPS_NORMALIZATION_TD

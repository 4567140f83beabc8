//===- normalization.td - Local response normalisation -------------------===//
#ifndef TFC_OPS_NORMALIZATION_TD
#define TFC_OPS_NORMALIZATION_TD

include "ir/Facets.td"

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

#endif // TFC_OPS_NORMALIZATION_TD

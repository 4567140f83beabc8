//===- loss.td - Softmax, cross entropies, batch normalisation -----------===//
#ifndef TFC_OPS_LOSS_TD
#define TFC_OPS_LOSS_TD

include "ir/Facets.td"

class Tfc_LastAxisOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins FloatTensor:$x);
  let results = (outs FloatTensor:$y);
  let infer = "sameAsFirst";
}
def Tfc_SoftmaxOp : Tfc_LastAxisOp<"softmax"> {
  let summary = "exp(x) / sum(exp(x)) over the last axis";
  let expand = [(RealDiv (Exp (Sub $x, (MaxLast $x))), (SumLast (Exp (Sub $x, (MaxLast $x)))))];
  let grad = [(Mul $y, (Sub G, (SumLast (Mul G, $y))))];
  let tf = TensorFlow<"Softmax">;
  let examples = [Example<"x=f32[3,40]:-5:5", "tf.nn.softmax(x)", "ref.softmax(x)">,
    Example<"x=f32[3,4,2]:-5:5", "tf.nn.softmax(x, axis=1)", "ref.softmax(x, 1)">];
}
def Tfc_LogSoftmaxOp : Tfc_LastAxisOp<"log_softmax"> {
  let summary = "log(softmax(x)) over the last axis";
  let expand = [(Sub (Sub $x, (MaxLast $x)), (Log (SumLast (Exp (Sub $x, (MaxLast $x))))))];
  let grad = [(Sub G, (Mul (Exp $y), (SumLast G)))];
  let tf = TensorFlow<"LogSoftmax">;
  let examples = [Example<"x=f32[3,40]:-5:5", "tf.nn.log_softmax(x)", "np.log(ref.softmax(x))">];
}
def Tfc_SoftmaxCrossEntropyOp : Tfc_Op<"softmax_cross_entropy", [Pure]> {
  let summary = "-sum(labels * log_softmax(logits)) over the last axis";
  let arguments = (ins FloatTensor:$logits, FloatTensor:$labels);
  let results = (outs FloatTensor:$loss);
  let expand = [(Neg (Call<"sumLastDropped"> (Mul $labels, (LogSoftmax $logits))))];
  let grad = [(Mul (Call<"expandLast"> G), (Sub (Mul (Softmax $logits), (SumLast $labels)), $labels)),
              (Neg (Mul (Call<"expandLast"> G), (LogSoftmax $logits)))];
  let api = ["tf.nn.softmax_cross_entropy_with_logits(labels, logits)",
             "tf.nn.softmax_cross_entropy_with_logits_v2(labels, logits)"];
  let tf = Custom<"SoftmaxCrossEntropyWithLogits", ["loss", "backprop"]>;
  let examples = [Example<"x=f32[3,5] l=f32[3,5]:0:1", "tf.nn.softmax_cross_entropy_with_logits(labels=l, logits=x)", "-(l * np.log(ref.softmax(x))).sum(-1)">];
}
def Tfc_SparseSoftmaxCrossEntropyOp : Tfc_Op<"sparse_softmax_cross_entropy", [Pure]> {
  let summary = "-log_softmax(logits) at the label, over the last axis";
  let arguments = (ins FloatTensor:$logits, ShapeTensor:$labels);
  let results = (outs FloatTensor:$loss);
  let expand = [(Neg (Call<"sumLastDropped"> (Mul (Call<"oneHotLike"> $labels, $logits), (LogSoftmax $logits))))];
  let grad = [(Mul (Call<"expandLast"> G), (Sub (Softmax $logits), (Call<"oneHotLike"> $labels, $logits))), (NoGrad)];
  let api = ["tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)"];
  let tf = Custom<"SparseSoftmaxCrossEntropyWithLogits", ["loss", "backprop"]>;
  let examples = [Example<"x=f32[3,5] l=i64[3]:0:4", "tf.nn.sparse_softmax_cross_entropy_with_logits(labels=l, logits=x)", "-np.log(ref.softmax(x))[np.arange(3), l]">];
}
def Tfc_SigmoidCrossEntropyOp : Tfc_Op<"sigmoid_cross_entropy", [Pure]> {
  let summary = "max(x, 0) - x * z + log(1 + exp(-|x|)) of logits x and labels z";
  let arguments = (ins FloatTensor:$logits, FloatTensor:$labels);
  let results = (outs FloatTensor:$loss);
  let infer = "broadcast";
  let scalar = (Add (Sub (Maximum $logits, Number<"0">), (Mul $logits, $labels)),
                    (Log1p (Exp (Neg (Abs $logits)))));
  let grad = [(Mul G, (Sub (Sigmoid $logits), $labels)), (Neg (Mul G, $logits))];
  let api = ["tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)"];
  let examples = [Example<"x=f32[3,5] l=f32[3,5]:0:1", "tf.nn.sigmoid_cross_entropy_with_logits(labels=l, logits=x)", "np.maximum(x, 0) - x * l + np.log1p(np.exp(-np.abs(x)))">];
}
def Tfc_L2LossOp : Tfc_Op<"l2_loss", [Pure]> {
  let summary = "sum(x^2) / 2";
  let arguments = (ins FloatTensor:$x);
  let results = (outs FloatTensor:$loss);
  let infer = "scalarLikeFirst";
  let expand = [(Mul Number<"0.5">, (SumAll (Mul $x, $x)))];
  let grad = [(Mul G, $x)];
  let api = ["tf.nn.l2_loss(t:x)"];
  let tf = TensorFlow<"L2Loss">;
  let examples = [Example<"x=f32[3,40]", "tf.nn.l2_loss(x)", "(x * x).sum() / 2">];
}

#endif // TFC_OPS_LOSS_TD

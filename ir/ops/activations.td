//===- activations.td - tf.nn's activations ------------------------------===//
#ifndef TFC_OPS_ACTIVATIONS_TD
#define TFC_OPS_ACTIVATIONS_TD

include "ir/OpClasses.td"

def Tfc_ReluOp : Tfc_UnaryOp<"relu", NumberTensor> {
  let summary = "max(x, 0); NaN stays NaN";
  let scalar = (Maximum $x, Number<"0">);
  let grad = [(Select (Greater $y, Number<"0">), G, (ZerosLike G))];
  let api = ["tf.nn.relu(features:x)"];
  let tf = TensorFlow<"Relu">;
  let examples = [Example<"x=f32[3,4]", "tf.nn.relu(x)", "np.maximum(x, 0)">];
}
def Tfc_Relu6Op : Tfc_UnaryOp<"relu6", NumberTensor> {
  let summary = "min(max(x, 0), 6)";
  let scalar = (Minimum (Maximum $x, Number<"0">), Number<"6">);
  let grad = [(Select (And (Greater $x, Number<"0">), (Less $x, Number<"6">)), G, (ZerosLike G))];
  let api = ["tf.nn.relu6(features:x)"];
  let tf = TensorFlow<"Relu6">;
  let examples = [Example<"x=f32[3,4]:-4:10", "tf.nn.relu6(x)", "np.clip(x, 0, 6)">];
}
def Tfc_LeakyReluOp : Tfc_Op<"leaky_relu", [Pure]> {
  let summary = "x where positive, else alpha * x";
  let arguments = (ins FloatTensor:$x, DefaultValuedAttr<F32Attr, "0.2f">:$alpha);
  let results = (outs FloatTensor:$y);
  let infer = "sameAsFirst";
  let scalar = (Select (Greater $x, Number<"0">), $x, (Mul $alpha, $x));
  let grad = [(Select (Greater $x, Number<"0">), G, (Mul $alpha, G))];
  let api = ["tf.nn.leaky_relu(features:x, alpha=0.2)"];
  let tf = TensorFlow<"LeakyRelu">;
  let examples = [Example<"x=f32[3,4]", "tf.nn.leaky_relu(x)", "np.where(x > 0, x, np.float32(0.2) * x)">,
                  Example<"x=f32[3,4]", "tf.nn.leaky_relu(x, alpha=0.01)", "np.where(x > 0, x, np.float32(0.01) * x)">];
}
def Tfc_PreluOp : Tfc_BinaryOp<"prelu", FloatTensor> {
  let summary = "x where positive, else y * x";
  let scalar = (Select (Less $x, Number<"0">), (Mul $y, $x), $x);
  let grad = [(Select (Less $x, Number<"0">), (Mul $y, G), G), (Mul G, (Minimum $x, Number<"0">))];
  let api = ["tfc.prelu(x, y)"];
  let tf = TensorFlow<"Prelu">;
  let examples = [Example<"x=f32[3,4] a=f32[4]", "tfc.prelu(x, a)", "np.where(x < 0, a * x, x)">];
}
def Tfc_EluOp : Tfc_MathOp<"elu"> {
  let summary = "x where positive, else exp(x) - 1";
  let scalar = (Select (Greater $x, Number<"0">), $x, (Expm1 $x));
  let grad = [(Select (Greater $x, Number<"0">), G, (Mul G, (Add $y, Number<"1">)))];
  let api = ["tf.nn.elu(features:x)"];
  let tf = TensorFlow<"Elu">;
  let examples = [Example<"x=f32[3,4]", "tf.nn.elu(x)", "np.where(x > 0, x, np.expm1(x))">];
}
def Tfc_SeluOp : Tfc_MathOp<"selu"> {
  let summary = "scaled exponential linear unit (Klambauer et al. 2017)";
  let scalar = (Select (Greater $x, Number<"0">),
    (Mul Number<"1.0507009873554804934193349852946">, $x),
    (Mul Number<"1.7580993408473768599402175208123">, (Expm1 $x)));
  let grad = [(Mul G, (Select (Greater $x, Number<"0">),
    (Mul Number<"1.0507009873554804934193349852946">, (OnesLike $x)),
    (Add $y, Number<"1.7580993408473768599402175208123">)))];
  let api = ["tf.nn.selu(features:x)"];
  let tf = TensorFlow<"Selu">;
  let examples = [Example<"x=f32[3,4]", "tf.nn.selu(x)", "np.where(x > 0, 1.0507009873554805 * x, 1.7580993408473769 * np.expm1(x))">];
}
def Tfc_SigmoidOp : Tfc_MathOp<"sigmoid", AnalyticTensor> {
  let summary = "1 / (1 + exp(-x))";
  let scalar = (RealDiv Number<"1">, (Add Number<"1">, (Exp (Neg $x))));
  let grad = [(Mul G, (Mul $y, (Sub Number<"1">, $y)))];
  let api = ["tf.sigmoid(x)", "tf.nn.sigmoid(x)", "tf.math.sigmoid(x)"];
  let tf = TensorFlow<"Sigmoid">;
  let examples = [Example<"x=f32[3,40]:-8:8", "tf.sigmoid(x)", "1 / (1 + np.exp(-x))">];
}
def Tfc_SwishOp : Tfc_MathOp<"swish"> {
  let summary = "x * sigmoid(x)";
  let scalar = (RealDiv $x, (Add Number<"1">, (Exp (Neg $x))));
  let grad = [(Mul G, (Mul (Sigmoid $x), (Add Number<"1">,
                 (Mul $x, (Sub Number<"1">, (Sigmoid $x))))))];
  let api = ["tf.nn.swish(features:x)", "tf.nn.silu(features:x)"];
  let examples = [Example<"x=f32[3,4]:-4:4", "tf.nn.swish(x)", "x / (1 + np.exp(-x))">];
}
def Tfc_SoftplusOp : Tfc_MathOp<"softplus"> {
  let summary = "log(1 + exp(x)), without overflow";
  // max(x, 0) + log1p(exp(-|x|)) equals TensorFlow's three-way form.
  let scalar = (Add (Maximum $x, Number<"0">), (Log1p (Exp (Neg (Abs $x)))));
  let grad = [(Mul G, (Sigmoid $x))];
  let api = ["tf.nn.softplus(features:x)", "tf.math.softplus(features:x)"];
  let tf = TensorFlow<"Softplus">;
  let examples = [Example<"x=f32[3,4]:-20:20", "tf.nn.softplus(x)", "np.logaddexp(0, x)">];
}
def Tfc_SoftsignOp : Tfc_MathOp<"softsign"> {
  let summary = "x / (1 + |x|)";
  let scalar = (RealDiv $x, (Add Number<"1">, (Abs $x)));
  let grad = [(RealDiv G, (Square (Add Number<"1">, (Abs $x))))];
  let api = ["tf.nn.softsign(features:x)", "tf.math.softsign(features:x)"];
  let tf = TensorFlow<"Softsign">;
  let examples = [Example<"x=f32[3,4]", "tf.nn.softsign(x)", "x / (1 + np.abs(x))">];
}
def Tfc_CreluOp : Tfc_Op<"crelu", [Pure]> {
  let summary = "relu(x) and relu(-x), one after the other along an axis";
  let arguments = (ins FloatTensor:$x, DefaultValuedAttr<I64Attr, "-1">:$axis);
  let results = (outs FloatTensor:$y);
  let expand = [(Call<"concat2"> (Call<"relu"> $x), (Call<"relu"> (Neg $x)), $axis)];
  let api = ["tf.nn.crelu(features:x, axis=-1)"];
  let examples = [Example<"x=f32[3,4]", "tf.nn.crelu(x)", "np.concatenate([np.maximum(x, 0), np.maximum(-x, 0)], -1)">];
}

#endif // TFC_OPS_ACTIVATIONS_TD

//===- activation_gradients.td - Gradients as ops of their own -----------===//
//
// Training graphs that TensorFlow wrote hold them. Some are functions of the
// activation's argument x, some of its value y, in TensorFlow's order.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_OPS_ACTIVATION_GRADIENTS_TD
#define TFC_OPS_ACTIVATION_GRADIENTS_TD

include "ir/OpClasses.td"

class Tfc_GradOfArgumentOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins FloatTensor:$dy, FloatTensor:$x);
  let results = (outs FloatTensor:$dx);
  let infer = "broadcast";
}
class Tfc_GradOfValueOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins FloatTensor:$y, FloatTensor:$dy);
  let results = (outs FloatTensor:$dx);
  let infer = "broadcast";
}

def Tfc_ReluGradOp : Tfc_GradOfArgumentOp<"relu_grad"> {
  let summary = "dy where x is positive, else 0";
  let scalar = (Select (Greater $x, Number<"0">), $dy, Number<"0">);
  let grad = [(Call<"relu_grad"> G, $x), (NoGrad)];
  let api = ["tfc.relu_grad(dy, x)"];
  let tf = TensorFlow<"ReluGrad">;
  let examples = [Example<"d=f32[3,4] x=f32[3,4]", "tfc.relu_grad(d, x)", "np.where(x > 0, d, 0)">];
}
def Tfc_Relu6GradOp : Tfc_GradOfArgumentOp<"relu6_grad"> {
  let summary = "dy where x is between 0 and 6, else 0";
  let scalar = (Select (And (Greater $x, Number<"0">), (Less $x, Number<"6">)), $dy, Number<"0">);
  let grad = [(Call<"relu6_grad"> G, $x), (NoGrad)];
  let api = ["tfc.relu6_grad(dy, x)"];
  let tf = TensorFlow<"Relu6Grad">;
  let examples = [Example<"d=f32[3,4] x=f32[3,4]:-4:10", "tfc.relu6_grad(d, x)", "np.where((x > 0) & (x < 6), d, 0)">];
}
def Tfc_LeakyReluGradOp : Tfc_Op<"leaky_relu_grad", [Pure]> {
  let summary = "dy where x is positive, else alpha * dy";
  let arguments = (ins FloatTensor:$dy, FloatTensor:$x, DefaultValuedAttr<F32Attr, "0.2f">:$alpha);
  let results = (outs FloatTensor:$dx);
  let infer = "broadcast";
  let scalar = (Select (Greater $x, Number<"0">), $dy, (Mul $alpha, $dy));
  let grad = [(Select (Greater $x, Number<"0">), G, (Mul $alpha, G)), (NoGrad)];
  let api = ["tfc.leaky_relu_grad(dy, x, alpha=0.2)"];
  let tf = TensorFlow<"LeakyReluGrad">;
  let examples = [Example<"d=f32[3,4] x=f32[3,4]", "tfc.leaky_relu_grad(d, x)", "np.where(x > 0, d, np.float32(0.2) * d)">];
}
def Tfc_SoftplusGradOp : Tfc_GradOfArgumentOp<"softplus_grad"> {
  let summary = "dy / (1 + exp(-x))";
  let scalar = (RealDiv $dy, (Add Number<"1">, (Exp (Neg $x))));
  let grad = [(Mul G, (Sigmoid $x)),
    (Mul (Mul G, $dy), (Mul (Sigmoid $x), (Sub Number<"1">, (Sigmoid $x))))];
  let api = ["tfc.softplus_grad(dy, x)"];
  let tf = TensorFlow<"SoftplusGrad">;
  let examples = [Example<"d=f32[3,4] x=f32[3,4]", "tfc.softplus_grad(d, x)", "d / (1 + np.exp(-x))">];
}
def Tfc_SoftsignGradOp : Tfc_GradOfArgumentOp<"softsign_grad"> {
  let summary = "dy / (1 + |x|)^2";
  let scalar = (RealDiv $dy, (Square (Add Number<"1">, (Abs $x))));
  let grad = [(Call<"softsign_grad"> G, $x),
    (Neg (RealDiv (Mul (Mul Number<"2">, (Sign $x)), (Mul G, $dx)), (Add Number<"1">, (Abs $x))))];
  let api = ["tfc.softsign_grad(dy, x)"];
  let tf = TensorFlow<"SoftsignGrad">;
  let examples = [Example<"d=f32[3,4] x=f32[3,4]:0.5:2", "tfc.softsign_grad(d, x)", "d / (1 + np.abs(x)) ** 2">];
}
def Tfc_EluGradOp : Tfc_Op<"elu_grad", [Pure]> {
  let summary = "dy where the value y is positive, else dy * (y + 1)";
  let arguments = (ins FloatTensor:$dy, FloatTensor:$y);
  let results = (outs FloatTensor:$dx);
  let infer = "broadcast";
  let scalar = (Select (Less $y, Number<"0">), (Mul $dy, (Add $y, Number<"1">)), $dy);
  let grad = [(Call<"elu_grad"> G, $y),
    (Select (Less $y, Number<"0">), (Mul G, $dy), (ZerosLike G))];
  let api = ["tfc.elu_grad(dy, y)"];
  let tf = TensorFlow<"EluGrad">;
  let examples = [Example<"d=f32[3,4] y=f32[3,4]", "tfc.elu_grad(d, y)", "np.where(y < 0, d * (y + 1), d)">];
}
def Tfc_SeluGradOp : Tfc_Op<"selu_grad", [Pure]> {
  let summary = "scale * dy where the value y is positive, else dy * (y + scale * alpha)";
  let arguments = (ins FloatTensor:$dy, FloatTensor:$y);
  let results = (outs FloatTensor:$dx);
  let infer = "broadcast";
  let scalar = (Select (Less $y, Number<"0">),
    (Mul $dy, (Add $y, Number<"1.7580993408473768599402175208123">)),
    (Mul $dy, Number<"1.0507009873554804934193349852946">));
  let grad = [(Call<"selu_grad"> G, $y),
    (Select (Less $y, Number<"0">), (Mul G, $dy), (ZerosLike G))];
  let api = ["tfc.selu_grad(dy, y)"];
  let tf = TensorFlow<"SeluGrad">;
  let examples = [Example<"d=f32[3,4] y=f32[3,4]", "tfc.selu_grad(d, y)", "np.where(y < 0, d * (y + 1.7580993408473769), d * 1.0507009873554805)">];
}
def Tfc_SigmoidGradOp : Tfc_GradOfValueOp<"sigmoid_grad"> {
  let summary = "dy * y * (1 - y)";
  let scalar = (Mul $dy, (Mul $y, (Sub Number<"1">, $y)));
  let grad = [(Mul (Mul G, $dy), (Sub Number<"1">, (Add $y, $y))), (Call<"sigmoid_grad"> $y, G)];
  let api = ["tfc.sigmoid_grad(y, dy)"];
  let tf = TensorFlow<"SigmoidGrad">;
  let examples = [Example<"y=f32[3,4] d=f32[3,4]", "tfc.sigmoid_grad(y, d)", "d * y * (1 - y)">];
}
def Tfc_TanhGradOp : Tfc_GradOfValueOp<"tanh_grad"> {
  let summary = "dy * (1 - y^2)";
  let scalar = (Mul $dy, (Sub Number<"1">, (Mul $y, $y)));
  let grad = [(Neg (Mul (Mul G, $dy), (Add $y, $y))), (Call<"tanh_grad"> $y, G)];
  let api = ["tfc.tanh_grad(y, dy)"];
  let tf = TensorFlow<"TanhGrad">;
  let examples = [Example<"y=f32[3,4] d=f32[3,4]", "tfc.tanh_grad(y, d)", "d * (1 - y * y)">];
}
def Tfc_SqrtGradOp : Tfc_GradOfValueOp<"sqrt_grad"> {
  let summary = "dy / (2 * y)";
  let scalar = (RealDiv (Mul $dy, Number<"0.5">), $y);
  let grad = [(Neg (RealDiv (Mul G, $dx), $y)), (Call<"sqrt_grad"> $y, G)];
  let api = ["tfc.sqrt_grad(y, dy)"];
  let tf = TensorFlow<"SqrtGrad">;
  let examples = [Example<"y=f32[3,4]:0.5:2 d=f32[3,4]", "tfc.sqrt_grad(y, d)", "d * 0.5 / y">];
}
def Tfc_RsqrtGradOp : Tfc_GradOfValueOp<"rsqrt_grad"> {
  let summary = "-dy * y^3 / 2";
  let scalar = (Mul $dy, (Mul Number<"-0.5">, (Mul $y, (Mul $y, $y))));
  let grad = [(Mul (Mul G, $dy), (Mul Number<"-1.5">, (Mul $y, $y))), (Call<"rsqrt_grad"> $y, G)];
  let api = ["tfc.rsqrt_grad(y, dy)"];
  let tf = TensorFlow<"RsqrtGrad">;
  let examples = [Example<"y=f32[3,4] d=f32[3,4]", "tfc.rsqrt_grad(y, d)", "d * -0.5 * y ** 3">];
}
def Tfc_ReciprocalGradOp : Tfc_GradOfValueOp<"reciprocal_grad"> {
  let summary = "-dy * y^2";
  let scalar = (Neg (Mul $dy, (Mul $y, $y)));
  let grad = [(Neg (Mul (Mul G, $dy), (Add $y, $y))), (Call<"reciprocal_grad"> $y, G)];
  let api = ["tfc.reciprocal_grad(y, dy)"];
  let tf = TensorFlow<"ReciprocalGrad">;
  let tfAlso = [TensorFlow<"InvGrad">];
  let examples = [Example<"y=f32[3,4] d=f32[3,4]", "tfc.reciprocal_grad(y, d)", "-d * y * y">];
}

#endif // TFC_OPS_ACTIVATION_GRADIENTS_TD

//===- special.td - Special functions and rarer elementwise ones ----------===//
#ifndef TFC_OPS_SPECIAL_TD
#define TFC_OPS_SPECIAL_TD

include "ir/OpClasses.td"

//===----------------------------------------------------------------------===//
// Arithmetic with conventions of its own
//===----------------------------------------------------------------------===//

def Tfc_XdivyOp : Tfc_BinaryOp<"xdivy", FloatTensor> {
  let summary = "x / y, and 0 where x is 0";
  let scalar = (Select (Equal $x, Number<"0">), Number<"0">, (RealDiv $x, $y));
  let grad = [(Mul G, (Call<"xdivy"> (Cast (NotEqual $x, Number<"0">), $x), $y)),
              (Mul G, (Neg (Call<"xdivy"> $x, (Mul $y, $y))))];
  let api = ["tf.math.xdivy(x, y)"];
  let tf = TensorFlow<"Xdivy">;
  let examples = [Example<"x=f32[3,4] y=f32[4]:0.5:2", "tf.math.xdivy(x, y)", "x / y">,
                  Example<"x=f32[3]", "tf.math.xdivy(0.0 * x, 0.0 * x)", "0 * x">];
}
def Tfc_XlogyOp : Tfc_BinaryOp<"xlogy", FloatTensor> {
  let summary = "x * log(y), and 0 where x is 0";
  let scalar = (Select (Equal $x, Number<"0">), Number<"0">, (Mul $x, (Log $y)));
  let grad = [(Mul G, (Call<"xlogy"> (Cast (NotEqual $x, Number<"0">), $x), $y)),
              (Mul G, (Call<"xdivy"> $x, $y))];
  let api = ["tf.math.xlogy(x, y)"];
  let tf = TensorFlow<"Xlogy">;
  let examples = [Example<"x=f32[3,4] y=f32[4]:0.5:2", "tf.math.xlogy(x, y)", "x * np.log(y)">,
                  Example<"x=f32[3]", "tf.math.xlogy(0.0 * x, 0.0 * x)", "0 * x">];
}
def Tfc_Xlog1pyOp : Tfc_BinaryOp<"xlog1py", FloatTensor> {
  let summary = "x * log(1 + y), and 0 where x is 0";
  let scalar = (Select (Equal $x, Number<"0">), Number<"0">, (Mul $x, (Log1p $y)));
  let grad = [(Mul G, (Call<"xlog1py"> (Cast (NotEqual $x, Number<"0">), $x), $y)),
              (Mul G, (Call<"xdivy"> $x, (Add $y, Number<"1">)))];
  let api = ["tf.math.xlog1py(x, y)"];
  let tf = TensorFlow<"Xlog1py">;
  let examples = [Example<"x=f32[3,4] y=f32[4]:-0.5:2", "tf.math.xlog1py(x, y)", "x * np.log1p(y)">];
}
def Tfc_MulNoNanOp : Tfc_BinaryOp<"mul_no_nan", FloatTensor> {
  let summary = "x * y, and 0 where y is 0, whatever x is";
  let scalar = (Select (Equal $y, Number<"0">), Number<"0">, (Mul $x, $y));
  let grad = [(Call<"mul_no_nan"> G, $y), (Call<"mul_no_nan"> $x, G)];
  let api = ["tf.math.multiply_no_nan(x, y)"];
  let tf = TensorFlow<"MulNoNan">;
  let examples = [Example<"x=f32[3,4] y=f32[4]", "tf.math.multiply_no_nan(x, y)", "x * y">,
                  Example<"x=f32[3]:-2:-1", "tf.math.multiply_no_nan(tf.log(x), 0.0)", "0 * x">];
}
def Tfc_StepOp : Tfc_Op<"step", [Pure]> {
  let summary = "1 where x is positive, alpha elsewhere; NaN of NaN";
  let arguments = (ins FloatTensor:$x, DefaultValuedAttr<F64Attr, "0.0">:$alpha);
  let results = (outs FloatTensor:$y);
  let infer = "sameAsFirst";
  let scalar = (Select (IsNan $x), $x, (Select (Greater $x, Number<"0">), Number<"1">, $alpha));
  let notDifferentiable = "piecewise constant";
  let api = ["tfc.step(x, alpha=0.0)"];
  let tf = TensorFlow<"Step">;
  let examples = [Example<"x=f32[3,4]", "tfc.step(x, alpha=0.25)", "np.where(x > 0, 1, 0.25).astype(np.float32)">];
}
def Tfc_CheckNumericsOp : Tfc_UnaryOp<"check_numerics", FloatTensor> {
  let summary = "x itself; a run fails where it holds an infinity or a NaN";
  let arguments = (ins FloatTensor:$x, StrAttr:$message);
  let kernel = RuntimeKernel<"tfc_kernel_check_numerics", ["message"]>;
  let grad = [(Identity G)];
  let api = ["tf.check_numerics(tensor:x, message)", "tf.debugging.check_numerics(tensor:x, message)"];
  let tf = TensorFlow<"CheckNumerics">;
  let tfAlso = [TensorFlow<"CheckNumericsV2">];
  let examples = [Example<"x=f32[3,4]", "tf.check_numerics(x, 'x')", "x">];
}

//===----------------------------------------------------------------------===//
// Functions of the runtime, applied to each element. Their algorithms are named
// in runtime/kernels/Special.cpp.
//===----------------------------------------------------------------------===//

class Tfc_SpecialOp<string m> : Tfc_UnaryFloatOp<m> {
  let kernel = RuntimeKernel<"tfc_kernel_" # m>;
}
class Tfc_SpecialBinaryOp<string m> : Tfc_BinaryOp<m, FloatTensor> {
  let kernel = RuntimeKernel<"tfc_kernel_" # m>;
  let customSizes = 1;
}

def Tfc_LgammaOp : Tfc_SpecialOp<"lgamma"> {
  let summary = "the logarithm of the absolute value of the gamma function";
  let grad = [(Mul G, (Call<"digamma"> $x))];
  let api = ["tf.lgamma(x)", "tf.math.lgamma(x)"];
  let tf = TensorFlow<"Lgamma">;
  let examples = [Example<"x=f32[3,4]:0.1:9", "tf.lgamma(x)", "np.vectorize(math.lgamma)(x)">,
                  Example<"x=f64[9]:-3.9:-3.1", "tf.lgamma(x)", "np.vectorize(math.lgamma)(x)">];
}
def Tfc_DigammaOp : Tfc_SpecialOp<"digamma"> {
  let summary = "the derivative of lgamma";
  let grad = [(Mul G, (Call<"polygamma"> (OnesLike $x), $x))];
  let api = ["tf.digamma(x)", "tf.math.digamma(x)"];
  let tf = TensorFlow<"Digamma">;
  let examples = [Example<"x=f64[9]:0.1:9", "tf.digamma(x)", "ref.digamma(x)">,
                  Example<"x=f64[9]:-3.9:-3.1", "tf.digamma(x)", "ref.digamma(x)">];
}
def Tfc_PolygammaOp : Tfc_SpecialBinaryOp<"polygamma"> {
  let summary = "the derivative of order x of digamma at y; x is 0, 1, 2, ...";
  let grad = [(NoGrad), (Mul G, (Call<"polygamma"> (Add $x, (OnesLike $x)), $y))];
  let api = ["tf.polygamma(a:x, x:y)", "tf.math.polygamma(a:x, x:y)"];
  let tf = TensorFlow<"Polygamma">;
  let examples = [Example<"y=f64[9]:0.5:4", "tf.polygamma(2.0, y)", "ref.polygamma(2, y)">,
                  Example<"y=f64[3,2]:0.5:4", "tf.polygamma([0.0, 1.0], y)", "np.stack([ref.digamma(y[:, 0]), ref.polygamma(1, y[:, 1])], 1)">];
}
def Tfc_ZetaOp : Tfc_SpecialBinaryOp<"zeta"> {
  let summary = "Hurwitz's zeta function: the sum of (y + k)^-x over k = 0, 1, 2, ...";
  let grad = [(NoGrad), (Mul G, (Neg (Mul $x, (Call<"zeta"> (Add $x, (OnesLike $x)), $y))))];
  let api = ["tf.zeta(x, q:y)", "tf.math.zeta(x, q:y)"];
  let tf = TensorFlow<"Zeta">;
  let examples = [Example<"y=f64[9]:0.5:4", "tf.zeta(3.5, y)", "ref.zeta(3.5, y)">];
}
def Tfc_IgammaOp : Tfc_SpecialBinaryOp<"igamma"> {
  let summary = "the regularised lower incomplete gamma function P(x, y)";
  let description = [{The gradient is that of y; the order x is taken to be a
    constant, as TensorFlow did before 1.9.}];
  let grad = [(NoGrad), (Mul G, (Exp (Sub (Sub (Call<"xlogy"> (Sub $x, Number<"1">), $y), $y), (Call<"lgamma"> $x))))];
  let api = ["tf.igamma(a:x, x:y)", "tf.math.igamma(a:x, x:y)"];
  let tf = TensorFlow<"Igamma">;
  let examples = [Example<"y=f64[9]:0.1:8", "tf.igamma(2.5, y)", "ref.igamma(2.5, y)">,
                  Example<"y=f32[9]:0.1:8", "tf.igamma(0.5, y)", "ref.igamma(0.5, y)">];
}
def Tfc_IgammacOp : Tfc_SpecialBinaryOp<"igammac"> {
  let summary = "1 - igamma(x, y), accurate where that is small";
  let grad = [(NoGrad), (Neg (Mul G, (Exp (Sub (Sub (Call<"xlogy"> (Sub $x, Number<"1">), $y), $y), (Call<"lgamma"> $x)))))];
  let api = ["tf.igammac(a:x, x:y)", "tf.math.igammac(a:x, x:y)"];
  let tf = TensorFlow<"Igammac">;
  let examples = [Example<"y=f64[9]:0.1:8", "tf.igammac(2.5, y)", "1 - ref.igamma(2.5, y)">];
}
def Tfc_BetaincOp : Tfc_Op<"betainc", [Pure]> {
  let summary = "the regularised incomplete beta function I_x(a, b)";
  let description = [{The gradient is that of x, as TensorFlow's.}];
  let arguments = (ins FloatTensor:$a, FloatTensor:$b, FloatTensor:$x);
  let results = (outs FloatTensor:$y);
  let infer = "broadcastAll";
  let kernel = RuntimeKernel<"tfc_kernel_betainc">;
  let customSizes = 1;
  let grad = [(NoGrad), (NoGrad), (Mul G, (Exp (Add
    (Add (Call<"xlogy"> (Sub $a, Number<"1">), $x),
         (Call<"xlog1py"> (Sub $b, Number<"1">), (Neg $x))),
    (Sub (Call<"lgamma"> (Add $a, $b)), (Add (Call<"lgamma"> $a), (Call<"lgamma"> $b))))))];
  let api = ["tf.betainc(a, b, x)", "tf.math.betainc(a, b, x)"];
  let tf = TensorFlow<"Betainc">;
  let examples = [Example<"x=f64[9]:0.05:0.95", "tf.betainc(2.5, 0.75, x)", "ref.betainc(2.5, 0.75, x)">];
}
def Tfc_ErfinvOp : Tfc_SpecialOp<"erfinv"> {
  let summary = "the inverse of erf";
  let grad = [(Mul G, (Mul Number<"0.886226925452758014">, (Exp (Square $y))))];
  let api = ["tf.math.erfinv(x)"];
  let tf = TensorFlow<"Erfinv">;
  let examples = [Example<"x=f64[9]:-0.95:0.95", "tf.math.erfinv(x)", "ref.inverse(math.erf, x, -6, 6)">];
}
def Tfc_NdtriOp : Tfc_SpecialOp<"ndtri"> {
  let summary = "the inverse of the normal distribution's cumulative function";
  let grad = [(Mul G, (Mul Number<"2.50662827463100050">, (Exp (Mul Number<"0.5">, (Square $y)))))];
  let api = ["tf.math.ndtri(x)"];
  let tf = TensorFlow<"Ndtri">;
  let examples = [Example<"x=f64[9]:0.05:0.95", "tf.math.ndtri(x)", "ref.inverse(lambda t: math.erfc(-t / math.sqrt(2)) / 2, x, -9, 9)">];
}
def Tfc_NextAfterOp : Tfc_SpecialBinaryOp<"next_after"> {
  let summary = "the number next to x in the direction of y";
  let grad = [(Identity G), (ZerosLike G)];
  let api = ["tf.math.nextafter(x1:x, x2:y)"];
  let tf = TensorFlow<"NextAfter">;
  let examples = [Example<"x=f32[9] y=f32[9]", "tf.math.nextafter(x, y)", "np.nextafter(x, y)">];
}

#endif // TFC_OPS_SPECIAL_TD

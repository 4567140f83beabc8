//===- elementwise.td - Unary, binary, comparison, logical, select -------===//
#ifndef TFC_OPS_ELEMENTWISE_TD
#define TFC_OPS_ELEMENTWISE_TD

include "ir/OpClasses.td"

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

def Tfc_AddOp : Tfc_BinaryOp<"add", ArithmeticTensor> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x + y";
  let scalar = (Add $x, $y);
  let grad = [(Identity G), (Identity G)];
  let api = ["tf.add(x, y)", "tf.math.add(x, y)"];
  let tf = TensorFlow<"AddV2">;
  let tfAlso = [TensorFlow<"Add">];
  let examples = [Example<"x=f32[3,4] y=f32[3,4]", "tf.add(x, y)", "x + y">,
                  Example<"x=f32[3,4] y=f32[4]", "x + y", "x + y">,
                  Example<"x=f32[2,1,4] y=f32[3,1]", "x + y", "x + y">];
}
def Tfc_SubOp : Tfc_BinaryOp<"sub", ArithmeticTensor> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x - y";
  let scalar = (Sub $x, $y);
  let grad = [(Identity G), (Neg G)];
  let api = ["tf.subtract(x, y)", "tf.sub(x, y)", "tf.math.subtract(x, y)"];
  let tf = TensorFlow<"Sub">;
  let examples = [Example<"x=f32[3,4] y=f32[4]", "tf.subtract(x, y)", "x - y">,
                  Example<"x=i32[5] y=i32[5]", "x - y", "x - y">];
}
def Tfc_MulOp : Tfc_BinaryOp<"mul", ArithmeticTensor> {
  let summary = "x * y";
  let scalar = (Mul $x, $y);
  let grad = [(Mul G, $y), (Mul G, $x)];
  let api = ["tf.multiply(x, y)", "tf.mul(x, y)", "tf.math.multiply(x, y)"];
  let tf = TensorFlow<"Mul">;
  let examples = [Example<"x=f32[3,4] y=f32[3,1]", "tf.multiply(x, y)", "x * y">,
                  Example<"x=i64[5] y=i64[5]", "x * y", "x * y">];
}
def Tfc_RealDivOp : Tfc_BinaryOp<"realdiv", AnalyticTensor> {
  let summary = "x / y on floating-point numbers";
  let scalar = (RealDiv $x, $y);
  let grad = [(RealDiv G, $y), (Neg (RealDiv (Mul G, $z), $y))];
  let api = ["tf.realdiv(x, y)"];
  let tf = TensorFlow<"RealDiv">;
  let examples = [Example<"x=f32[3,4] y=f32[4]:0.5:2", "tf.realdiv(x, y)", "x / y">,
                  Example<"x=f32[3,4] y=f32[4]:0.5:2", "tf.divide(x, y)", "x / y">];
}
def Tfc_TruncateDivOp : Tfc_BinaryOp<"truncatediv", Tensor> {
  let summary = "x / y rounded towards zero on integers, exact on floats";
  let description = [{Integer division by zero is INVALID_ARGUMENT in
    TensorFlow; here its value is 0.}];
  let scalar = (TruncateDiv $x, $y);
  let grad = [(RealDiv G, $y), (Neg (RealDiv (Mul G, $z), $y))];
  let api = ["tf.truncatediv(x, y)"];
  let tf = TensorFlow<"Div">;
  let tfAlso = [TensorFlow<"TruncateDiv">];
  let examples = [Example<"x=i32[6]:-9:9 y=i32[6]:1:4", "tf.truncatediv(x, y)", "np.trunc(x / y).astype(np.int32)">,
                  Example<"x=f32[3] y=f32[3]:0.5:2", "tf.truncatediv(x, y)", "x / y">];
}
def Tfc_FloorDivOp : Tfc_BinaryOp<"floordiv", NumberTensor> {
  let summary = "floor(x / y)";
  let scalar = (FloorDiv $x, $y);
  let notDifferentiable = "piecewise constant";
  let api = ["tf.floordiv(x, y)", "tf.floor_div(x, y)", "tf.math.floordiv(x, y)"];
  let tf = TensorFlow<"FloorDiv">;
  let examples = [Example<"x=i32[6]:-9:9 y=i32[6]:1:4", "tf.floordiv(x, y)", "x // y">,
                  Example<"x=f32[6]:-9:9 y=f32[6]:1:4", "x // y", "x // y">];
}
def Tfc_FloorModOp : Tfc_BinaryOp<"floormod", NumberTensor> {
  let summary = "x - floor(x / y) * y, the sign of y";
  let scalar = (FloorMod $x, $y);
  let grad = [(Identity G), (Neg (Mul G, (FloorDiv $x, $y)))];
  let api = ["tf.floormod(x, y)", "tf.mod(x, y)", "tf.math.floormod(x, y)", "tf.math.mod(x, y)"];
  let tf = TensorFlow<"FloorMod">;
  let examples = [Example<"x=i32[6]:-9:9 y=i32[6]:1:4", "tf.floormod(x, y)", "x % y">,
                  Example<"x=f32[6]:-9:9 y=f32[6]:3:4", "x % y", "x % y">];
}
def Tfc_TruncateModOp : Tfc_BinaryOp<"truncatemod", NumberTensor> {
  let summary = "the remainder of truncated division, the sign of x";
  let scalar = (TruncateMod $x, $y);
  // The truncated quotient is (x - z) / y.
  let grad = [(Identity G), (Neg (Mul G, (RealDiv (Sub $x, $z), $y)))];
  let api = ["tf.truncatemod(x, y)"];
  let tf = TensorFlow<"TruncateMod">;
  let tfAlso = [TensorFlow<"Mod">];
  let examples = [Example<"x=i32[6]:-9:9 y=i32[6]:1:4", "tf.truncatemod(x, y)", "np.fmod(x, y)">,
                  Example<"x=f32[6]:-9:9 y=f32[6]:3:4", "tf.truncatemod(x, y)", "np.fmod(x, y)">];
}
def Tfc_PowOp : Tfc_BinaryOp<"pow", ArithmeticTensor> {
  let summary = "x to the power y";
  let scalar = (Pow $x, $y);
  let customGrad = 1;
  let api = ["tf.pow(x, y)", "tf.math.pow(x, y)"];
  let tf = TensorFlow<"Pow">;
  let examples = [Example<"x=f32[3,4]:0.2:2 y=f32[4]", "tf.pow(x, y)", "x ** y">,
                  Example<"x=f32[3,4]", "x ** 3.0", "x ** 3">,
                  Example<"x=i32[4]:-3:3", "tf.pow(x, 3)", "x ** 3">];
}
def Tfc_MaximumOp : Tfc_BinaryOp<"maximum", NumberTensor> {
  let summary = "the larger of x and y; NaN if either is";
  let scalar = (Maximum $x, $y);
  let grad = [(Select (GreaterEqual $x, $y), G, (ZerosLike G)),
              (Select (GreaterEqual $x, $y), (ZerosLike G), G)];
  let api = ["tf.maximum(x, y)", "tf.math.maximum(x, y)"];
  let tf = TensorFlow<"Maximum">;
  let examples = [Example<"x=f32[3,4] y=f32[4]", "tf.maximum(x, y)", "np.maximum(x, y)">,
                  Example<"x=i32[6]:-9:9 y=i32[6]:-9:9", "tf.maximum(x, y)", "np.maximum(x, y)">];
}
def Tfc_MinimumOp : Tfc_BinaryOp<"minimum", NumberTensor> {
  let summary = "the smaller of x and y; NaN if either is";
  let scalar = (Minimum $x, $y);
  let grad = [(Select (LessEqual $x, $y), G, (ZerosLike G)),
              (Select (LessEqual $x, $y), (ZerosLike G), G)];
  let api = ["tf.minimum(x, y)", "tf.math.minimum(x, y)"];
  let tf = TensorFlow<"Minimum">;
  let examples = [Example<"x=f32[3,4] y=f32[4]", "tf.minimum(x, y)", "np.minimum(x, y)">,
                  Example<"x=i32[6]:-9:9 y=i32[6]:-9:9", "tf.minimum(x, y)", "np.minimum(x, y)">];
}
def Tfc_SquaredDifferenceOp : Tfc_BinaryOp<"squared_difference", ArithmeticTensor> {
  let summary = "(x - y)^2";
  let scalar = (Square (Sub $x, $y));
  let grad = [(Mul Number<"2">, (Mul G, (Sub $x, $y))),
              (Mul Number<"-2">, (Mul G, (Sub $x, $y)))];
  let api = ["tf.squared_difference(x, y)", "tf.math.squared_difference(x, y)"];
  let tf = TensorFlow<"SquaredDifference">;
  let examples = [Example<"x=f32[3,4] y=f32[4]", "tf.squared_difference(x, y)", "(x - y) ** 2">];
}
def Tfc_DivNoNanOp : Tfc_BinaryOp<"div_no_nan", AnalyticTensor> {
  let summary = "x / y, and 0 where y is 0";
  let scalar = (Select (Equal $y, Number<"0">), Number<"0">, (RealDiv $x, $y));
  let grad = [(DivNoNan G, $y), (Neg (DivNoNan (Mul G, $z), $y))];
  let api = ["tf.div_no_nan(x, y)", "tf.math.divide_no_nan(x, y)"];
  let tf = TensorFlow<"DivNoNan">;
  let examples = [Example<"x=f32[3,4] y=f32[4]:0.5:2", "tf.div_no_nan(x, y)", "x / y">,
                  Example<"x=f32[3]", "tf.div_no_nan(x, 0.0 * x)", "0 * x">];
}
def Tfc_Atan2Op : Tfc_BinaryOp<"atan2", FloatTensor> {
  let summary = "the angle of the point (y, x): operands in that order";
  let scalar = (Atan2 $x, $y);
  let grad = [(RealDiv (Mul G, $y), (Add (Square $x), (Square $y))),
              (Neg (RealDiv (Mul G, $x), (Add (Square $x), (Square $y))))];
  let api = ["tf.atan2(y:x, x:y)", "tf.math.atan2(y:x, x:y)"];
  let tf = TensorFlow<"Atan2">;
  let examples = [Example<"x=f32[3,4] y=f32[3,4]:0.3:2", "tf.atan2(x, y)", "np.arctan2(x, y)">];
}

def Tfc_IdentityOp : Tfc_UnaryOp<"identity", ElementTensor> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x itself";
  let sizes = "forward";
  let scalar = (Identity $x);
  let grad = [(Identity G)];
  let api = ["tf.identity(input:x)"];
  let tf = Custom<"Identity">;
  let hasFolder = 1;
  let examples = [Example<"x=f32[3,4]", "tf.identity(x)", "x">];
}
def Tfc_StopGradientOp : Tfc_UnaryOp<"stop_gradient", ElementTensor> {
  let summary = "x itself, a constant to tf.gradients";
  let sizes = "forward";
  let scalar = (Identity $x);
  let notDifferentiable = "its purpose: the gradient stops here";
  let api = ["tf.stop_gradient(input:x)"];
  let tf = TensorFlow<"StopGradient">;
  let examples = [Example<"x=f32[3,4]", "tf.stop_gradient(x)", "x">];
}
def Tfc_NegOp : Tfc_UnaryOp<"neg", ArithmeticTensor> {
  let summary = "-x";
  let scalar = (Neg $x);
  let grad = [(Neg G)];
  let api = ["tf.negative(x)", "tf.neg(x)", "tf.math.negative(x)"];
  let tf = TensorFlow<"Neg">;
  let examples = [Example<"x=f32[3,4]", "tf.negative(x)", "-x">,
                  Example<"x=i32[5]", "-x", "-x">];
}
def Tfc_AbsOp : Tfc_UnaryOp<"abs", ArithmeticTensor> {
  let summary = "the absolute value; of a complex number its distance from 0";
  let infer = "partOfFirst";
  let scalar = (Abs $x);
  let customGrad = 1;
  let api = ["tf.abs(x)", "tf.math.abs(x)"];
  let tf = TensorFlow<"Abs">;
  let tfAlso = [TensorFlow<"ComplexAbs">];
  let examples = [Example<"x=f32[3,4]", "tf.abs(x)", "np.abs(x)">,
                  Example<"x=i32[5]:-4:4", "tf.abs(x)", "np.abs(x)">];
}
def Tfc_SignOp : Tfc_UnaryOp<"sign", NumberTensor> {
  let summary = "-1, 0 or 1; NaN of NaN";
  let scalar = (Sign $x);
  let grad = [(ZerosLike G)];
  let api = ["tf.sign(x)", "tf.math.sign(x)"];
  let tf = TensorFlow<"Sign">;
  let examples = [Example<"x=f32[3,4]", "tf.sign(x)", "np.sign(x)">,
                  Example<"x=i32[9]:-4:4", "tf.sign(x)", "np.sign(x)">];
}
def Tfc_SquareOp : Tfc_UnaryOp<"square", ArithmeticTensor> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x * x";
  let scalar = (Mul $x, $x);
  let grad = [(Mul Number<"2">, (Mul G, $x))];
  let api = ["tf.square(x)", "tf.math.square(x)"];
  let tf = TensorFlow<"Square">;
  let examples = [Example<"x=f32[3,4]", "tf.square(x)", "x * x">];
}
def Tfc_SqrtOp : Tfc_UnaryOp<"sqrt", AnalyticTensor> {
  let summary = "the square root";
  let scalar = (Sqrt $x);
  let grad = [(RealDiv (Mul Number<"0.5">, G), $y)];
  let api = ["tf.sqrt(x)", "tf.math.sqrt(x)"];
  let tf = TensorFlow<"Sqrt">;
  let examples = [Example<"x=f32[3,4]:0.1:4", "tf.sqrt(x)", "np.sqrt(x)">];
}
def Tfc_RsqrtOp : Tfc_UnaryOp<"rsqrt", AnalyticTensor> {
  let summary = "1 / sqrt(x)";
  let scalar = (Rsqrt $x);
  let grad = [(Mul (Mul Number<"-0.5">, G), (Mul $y, (Mul $y, $y)))];
  let api = ["tf.rsqrt(x)", "tf.math.rsqrt(x)"];
  let tf = TensorFlow<"Rsqrt">;
  let examples = [Example<"x=f32[3,4]:0.2:4", "tf.rsqrt(x)", "1 / np.sqrt(x)">];
}
def Tfc_ReciprocalOp : Tfc_UnaryOp<"reciprocal", AnalyticTensor> {
  let summary = "1 / x";
  let scalar = (RealDiv Number<"1">, $x);
  let grad = [(Neg (Mul G, (Mul $y, $y)))];
  let api = ["tf.reciprocal(x)", "tf.math.reciprocal(x)", "tf.inv(x)"];
  let tf = TensorFlow<"Reciprocal">;
  let tfAlso = [TensorFlow<"Inv">];
  let examples = [Example<"x=f32[3,4]:0.3:2", "tf.reciprocal(x)", "1 / x">];
}

//===----------------------------------------------------------------------===//
// Exponentials, trigonometry
//===----------------------------------------------------------------------===//

def Tfc_ExpOp : Tfc_MathOp<"exp", AnalyticTensor> {
  let summary = "e to the power x";
  let scalar = (Exp $x);
  let grad = [(Mul G, $y)];
  let api = ["tf.exp(x)", "tf.math.exp(x)"];
  let tf = TensorFlow<"Exp">;
  let examples = [Example<"x=f32[3,40]:-5:5", "tf.exp(x)", "np.exp(x)">];
}
def Tfc_Expm1Op : Tfc_MathOp<"expm1", AnalyticTensor> {
  let summary = "exp(x) - 1, accurate near 0";
  let scalar = (Expm1 $x);
  let grad = [(Mul G, (Exp $x))];
  let api = ["tf.expm1(x)", "tf.math.expm1(x)"];
  let tf = TensorFlow<"Expm1">;
  let examples = [Example<"x=f32[3,4]:-1:1", "tf.expm1(x)", "np.expm1(x)">];
}
def Tfc_LogOp : Tfc_MathOp<"log", AnalyticTensor> {
  let summary = "the natural logarithm";
  let scalar = (Log $x);
  let grad = [(RealDiv G, $x)];
  let api = ["tf.log(x)", "tf.math.log(x)"];
  let tf = TensorFlow<"Log">;
  let examples = [Example<"x=f32[3,40]:0.1:5", "tf.log(x)", "np.log(x)">];
}
def Tfc_Log1pOp : Tfc_MathOp<"log1p", AnalyticTensor> {
  let summary = "log(1 + x), accurate near 0";
  let scalar = (Log1p $x);
  let grad = [(RealDiv G, (Add Number<"1">, $x))];
  let api = ["tf.log1p(x)", "tf.math.log1p(x)"];
  let tf = TensorFlow<"Log1p">;
  let examples = [Example<"x=f32[3,4]:-0.5:3", "tf.log1p(x)", "np.log1p(x)">];
}
def Tfc_SinOp : Tfc_MathOp<"sin", AnalyticTensor> {
  let summary = "the sine of x in radians";
  let scalar = (Sin $x);
  let grad = [(Mul G, (Cos $x))];
  let api = ["tf.sin(x)", "tf.math.sin(x)"];
  let tf = TensorFlow<"Sin">;
  let examples = [Example<"x=f32[3,40]:-9:9", "tf.sin(x)", "np.sin(x)">];
}
def Tfc_CosOp : Tfc_MathOp<"cos", AnalyticTensor> {
  let summary = "the cosine of x in radians";
  let scalar = (Cos $x);
  let grad = [(Neg (Mul G, (Sin $x)))];
  let api = ["tf.cos(x)", "tf.math.cos(x)"];
  let tf = TensorFlow<"Cos">;
  let examples = [Example<"x=f32[3,40]:-9:9", "tf.cos(x)", "np.cos(x)">];
}
def Tfc_TanOp : Tfc_MathOp<"tan", AnalyticTensor> {
  let summary = "the tangent of x in radians";
  let scalar = (Tan $x);
  let grad = [(Mul G, (Add Number<"1">, (Mul $y, $y)))];
  let api = ["tf.tan(x)", "tf.math.tan(x)"];
  let tf = TensorFlow<"Tan">;
  let examples = [Example<"x=f32[3,4]:-1:1", "tf.tan(x)", "np.tan(x)">];
}
def Tfc_AsinOp : Tfc_MathOp<"asin"> {
  let summary = "the angle in [-pi/2, pi/2] whose sine is x";
  let scalar = (Asin $x);
  let grad = [(Mul G, (Rsqrt (Sub Number<"1">, (Mul $x, $x))))];
  let api = ["tf.asin(x)", "tf.math.asin(x)"];
  let tf = TensorFlow<"Asin">;
  let examples = [Example<"x=f32[3,4]:-0.9:0.9", "tf.asin(x)", "np.arcsin(x)">];
}
def Tfc_AcosOp : Tfc_MathOp<"acos"> {
  let summary = "the angle in [0, pi] whose cosine is x";
  let scalar = (Acos $x);
  let grad = [(Neg (Mul G, (Rsqrt (Sub Number<"1">, (Mul $x, $x)))))];
  let api = ["tf.acos(x)", "tf.math.acos(x)"];
  let tf = TensorFlow<"Acos">;
  let examples = [Example<"x=f32[3,4]:-0.9:0.9", "tf.acos(x)", "np.arccos(x)">];
}
def Tfc_AtanOp : Tfc_MathOp<"atan"> {
  let summary = "the angle in [-pi/2, pi/2] whose tangent is x";
  let scalar = (Atan $x);
  let grad = [(RealDiv G, (Add Number<"1">, (Mul $x, $x)))];
  let api = ["tf.atan(x)", "tf.math.atan(x)"];
  let tf = TensorFlow<"Atan">;
  let examples = [Example<"x=f32[3,4]", "tf.atan(x)", "np.arctan(x)">];
}
def Tfc_SinhOp : Tfc_MathOp<"sinh", AnalyticTensor> {
  let summary = "the hyperbolic sine";
  let scalar = (Sinh $x);
  let grad = [(Mul G, (Cosh $x))];
  let api = ["tf.sinh(x)", "tf.math.sinh(x)"];
  let tf = TensorFlow<"Sinh">;
  let examples = [Example<"x=f32[3,4]", "tf.sinh(x)", "np.sinh(x)">];
}
def Tfc_CoshOp : Tfc_MathOp<"cosh", AnalyticTensor> {
  let summary = "the hyperbolic cosine";
  let scalar = (Cosh $x);
  let grad = [(Mul G, (Sinh $x))];
  let api = ["tf.cosh(x)", "tf.math.cosh(x)"];
  let tf = TensorFlow<"Cosh">;
  let examples = [Example<"x=f32[3,4]", "tf.cosh(x)", "np.cosh(x)">];
}
def Tfc_AsinhOp : Tfc_MathOp<"asinh"> {
  let summary = "the inverse of sinh";
  let scalar = (Asinh $x);
  let grad = [(Mul G, (Rsqrt (Add Number<"1">, (Mul $x, $x))))];
  let api = ["tf.asinh(x)", "tf.math.asinh(x)"];
  let tf = TensorFlow<"Asinh">;
  let examples = [Example<"x=f32[3,4]", "tf.asinh(x)", "np.arcsinh(x)">];
}
def Tfc_AcoshOp : Tfc_MathOp<"acosh"> {
  let summary = "the inverse of cosh, for x of 1 and more";
  let scalar = (Acosh $x);
  let grad = [(Mul G, (Rsqrt (Sub (Mul $x, $x), Number<"1">)))];
  let api = ["tf.acosh(x)", "tf.math.acosh(x)"];
  let tf = TensorFlow<"Acosh">;
  let examples = [Example<"x=f32[3,4]:1.2:4", "tf.acosh(x)", "np.arccosh(x)">];
}
def Tfc_AtanhOp : Tfc_MathOp<"atanh"> {
  let summary = "the inverse of tanh";
  let scalar = (Atanh $x);
  let grad = [(RealDiv G, (Sub Number<"1">, (Mul $x, $x)))];
  let api = ["tf.atanh(x)", "tf.math.atanh(x)"];
  let tf = TensorFlow<"Atanh">;
  let examples = [Example<"x=f32[3,4]:-0.9:0.9", "tf.atanh(x)", "np.arctanh(x)">];
}
def Tfc_TanhOp : Tfc_MathOp<"tanh", AnalyticTensor> {
  let summary = "the hyperbolic tangent";
  let scalar = (Tanh $x);
  let grad = [(Mul G, (Sub Number<"1">, (Mul $y, $y)))];
  let api = ["tf.tanh(x)", "tf.nn.tanh(x)", "tf.math.tanh(x)"];
  let tf = TensorFlow<"Tanh">;
  let examples = [Example<"x=f32[3,40]:-5:5", "tf.tanh(x)", "np.tanh(x)">];
}
def Tfc_ErfOp : Tfc_MathOp<"erf"> {
  let summary = "the Gauss error function";
  let scalar = (Erf $x);
  let grad = [(Mul (Mul Number<"1.1283791670955126">, G), (Exp (Neg (Mul $x, $x))))];
  let api = ["tf.erf(x)", "tf.math.erf(x)"];
  let tf = TensorFlow<"Erf">;
  let examples = [Example<"x=f32[3,40]:-3:3", "tf.erf(x)", "np.vectorize(math.erf)(x)">];
}
def Tfc_ErfcOp : Tfc_MathOp<"erfc"> {
  let summary = "1 - erf(x)";
  let scalar = (Sub Number<"1">, (Erf $x));
  let grad = [(Mul (Mul Number<"-1.1283791670955126">, G), (Exp (Neg (Mul $x, $x))))];
  let api = ["tf.erfc(x)", "tf.math.erfc(x)"];
  let tf = TensorFlow<"Erfc">;
  let examples = [Example<"x=f32[3,4]:-2:1", "tf.erfc(x)", "np.vectorize(math.erfc)(x)">];
}

//===----------------------------------------------------------------------===//
// Rounding and classification
//===----------------------------------------------------------------------===//

class Tfc_RoundingOp<string m> : Tfc_UnaryOp<m, NumberTensor> {
  let notDifferentiable = "piecewise constant";
}
def Tfc_FloorOp : Tfc_RoundingOp<"floor"> {
  let summary = "the largest integer not above x";
  let scalar = (Floor $x);
  let api = ["tf.floor(x)", "tf.math.floor(x)"];
  let tf = TensorFlow<"Floor">;
  let examples = [Example<"x=f32[3,4]", "tf.floor(x)", "np.floor(x)">];
}
def Tfc_CeilOp : Tfc_RoundingOp<"ceil"> {
  let summary = "the smallest integer not below x";
  let scalar = (Ceil $x);
  let api = ["tf.ceil(x)", "tf.math.ceil(x)"];
  let tf = TensorFlow<"Ceil">;
  let examples = [Example<"x=f32[3,4]", "tf.ceil(x)", "np.ceil(x)">];
}
def Tfc_RoundOp : Tfc_RoundingOp<"round"> {
  let summary = "the nearest integer, halves to even";
  let scalar = (Round $x);
  let api = ["tf.round(x)", "tf.math.round(x)", "tf.rint(x)", "tf.math.rint(x)"];
  let tf = TensorFlow<"Round">;
  let tfAlso = [TensorFlow<"Rint">];
  let examples = [Example<"x=f32[3,4]:-9:9", "tf.round(x)", "np.round(x)">];
}
class Tfc_ClassifyOp<string m> : Tfc_Op<m, [Pure]> {
  let arguments = (ins FloatTensor:$x);
  let results = (outs BoolTensor:$y);
  let infer = "sameShapeBool";
  let notDifferentiable = "the result is a truth value";
}
def Tfc_IsNanOp : Tfc_ClassifyOp<"is_nan"> {
  let summary = "whether x is NaN";
  let scalar = (IsNan $x);
  let api = ["tf.is_nan(x)", "tf.math.is_nan(x)", "tf.debugging.is_nan(x)"];
  let tf = TensorFlow<"IsNan">;
  let examples = [Example<"x=f32[3,4]", "tf.is_nan(tf.log(x))", "np.isnan(np.log(x))">];
}
def Tfc_IsInfOp : Tfc_ClassifyOp<"is_inf"> {
  let summary = "whether x is infinite";
  let scalar = (IsInf $x);
  let api = ["tf.is_inf(x)", "tf.math.is_inf(x)", "tf.debugging.is_inf(x)"];
  let tf = TensorFlow<"IsInf">;
  let examples = [Example<"x=f32[3,4]", "tf.is_inf(1.0 / tf.round(x))", "np.isinf(1 / np.round(x))">];
}
def Tfc_IsFiniteOp : Tfc_ClassifyOp<"is_finite"> {
  let summary = "whether x is neither infinite nor NaN";
  let scalar = (IsFinite $x);
  let api = ["tf.is_finite(x)", "tf.math.is_finite(x)", "tf.debugging.is_finite(x)"];
  let tf = TensorFlow<"IsFinite">;
  let examples = [Example<"x=f32[3,4]", "tf.is_finite(1.0 / tf.round(x))", "np.isfinite(1 / np.round(x))">];
}

//===----------------------------------------------------------------------===//
// Comparison, logic, choice
//===----------------------------------------------------------------------===//

def Tfc_EqualOp : Tfc_CompareOp<"equal", ElementTensor> {
  let summary = "x == y";
  let scalar = (Equal $x, $y);
  let api = ["tf.equal(x, y)", "tf.math.equal(x, y)"];
  let tf = TensorFlow<"Equal">;
  let examples = [Example<"x=i32[9] y=i32[9]", "tf.equal(x, y)", "x == y">];
}
def Tfc_NotEqualOp : Tfc_CompareOp<"not_equal", ElementTensor> {
  let summary = "x != y";
  let scalar = (NotEqual $x, $y);
  let api = ["tf.not_equal(x, y)", "tf.math.not_equal(x, y)"];
  let tf = TensorFlow<"NotEqual">;
  let examples = [Example<"x=i32[9] y=i32[9]", "tf.not_equal(x, y)", "x != y">];
}
def Tfc_LessOp : Tfc_CompareOp<"less", OrderedTensor> {
  let summary = "x < y";
  let scalar = (Less $x, $y);
  let api = ["tf.less(x, y)", "tf.math.less(x, y)"];
  let tf = TensorFlow<"Less">;
  let examples = [Example<"x=f32[3,4] y=f32[4]", "x < y", "x < y">];
}
def Tfc_LessEqualOp : Tfc_CompareOp<"less_equal", OrderedTensor> {
  let summary = "x <= y";
  let scalar = (LessEqual $x, $y);
  let api = ["tf.less_equal(x, y)", "tf.math.less_equal(x, y)"];
  let tf = TensorFlow<"LessEqual">;
  let examples = [Example<"x=i32[9] y=i32[9]", "x <= y", "x <= y">];
}
def Tfc_GreaterOp : Tfc_CompareOp<"greater", OrderedTensor> {
  let summary = "x > y";
  let scalar = (Greater $x, $y);
  let api = ["tf.greater(x, y)", "tf.math.greater(x, y)"];
  let tf = TensorFlow<"Greater">;
  let examples = [Example<"x=i64[9] y=i64[9]", "x > y", "x > y">];
}
def Tfc_GreaterEqualOp : Tfc_CompareOp<"greater_equal", OrderedTensor> {
  let summary = "x >= y";
  let scalar = (GreaterEqual $x, $y);
  let api = ["tf.greater_equal(x, y)", "tf.math.greater_equal(x, y)"];
  let tf = TensorFlow<"GreaterEqual">;
  let examples = [Example<"x=f32[3,4] y=f32[4]", "x >= y", "x >= y">];
}

def Tfc_LogicalAndOp : Tfc_CompareOp<"logical_and", BoolTensor> {
  let summary = "whether both hold";
  let scalar = (And $x, $y);
  let api = ["tf.logical_and(x, y)", "tf.math.logical_and(x, y)"];
  let tf = TensorFlow<"LogicalAnd">;
  let examples = [Example<"x=bool[9] y=bool[9]", "tf.logical_and(x, y)", "x & y">];
}
def Tfc_LogicalOrOp : Tfc_CompareOp<"logical_or", BoolTensor> {
  let summary = "whether either holds";
  let scalar = (Or $x, $y);
  let api = ["tf.logical_or(x, y)", "tf.math.logical_or(x, y)"];
  let tf = TensorFlow<"LogicalOr">;
  let examples = [Example<"x=bool[9] y=bool[9]", "tf.logical_or(x, y)", "x | y">];
}
def Tfc_LogicalXorOp : Tfc_CompareOp<"logical_xor", BoolTensor> {
  let summary = "whether just one holds";
  let scalar = (Xor $x, $y);
  let api = ["tf.logical_xor(x, y)", "tf.math.logical_xor(x, y)"];
  let examples = [Example<"x=bool[9] y=bool[9]", "tf.logical_xor(x, y)", "x ^ y">];
}
def Tfc_LogicalNotOp : Tfc_UnaryOp<"logical_not", BoolTensor> {
  let summary = "whether x does not hold";
  let scalar = (Not $x);
  let notDifferentiable = "the result is a truth value";
  let api = ["tf.logical_not(x)", "tf.math.logical_not(x)"];
  let tf = TensorFlow<"LogicalNot">;
  let examples = [Example<"x=bool[9]", "tf.logical_not(x)", "~x">];
}

def Tfc_SelectOp : Tfc_Op<"select", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x where the condition holds, else y, with broadcasting";
  let arguments = (ins BoolTensor:$condition, ElementTensor:$x, ElementTensor:$y);
  let results = (outs ElementTensor:$z);
  let infer = "broadcastSelect";
  let scalar = (Select $condition, $x, $y);
  let grad = [(NoGrad), (Select $condition, G, (ZerosLike G)),
              (Select $condition, (ZerosLike G), G)];
  let api = ["tf.where(condition, x, y)", "tf.select(condition, t:x, e:y)",
             "tf.where_v2(condition, x, y)"];
  let tf = TensorFlow<"SelectV2">;
  let examples = [Example<"c=bool[3,4] x=f32[3,4] y=f32[3,4]", "tf.where(c, x, y)", "np.where(c, x, y)">,
                  Example<"c=bool[3,1] x=f32[3,4] y=f32[4]", "tf.where(c, x, y)", "np.where(c, x, y)">];
}
def Tfc_ClipByValueOp : Tfc_Op<"clip_by_value", [Pure]> {
  let summary = "x limited to [low, high]";
  let arguments = (ins NumberTensor:$x, NumberTensor:$low, NumberTensor:$high);
  let results = (outs NumberTensor:$y);
  let infer = "broadcastAll";
  let scalar = (Maximum (Minimum $x, $high), $low);
  let grad = [(Select (Or (Less $x, $low), (Greater $x, $high)), (ZerosLike G), G),
              (Select (Less $x, $low), G, (ZerosLike G)),
              (Select (Greater $x, $high), G, (ZerosLike G))];
  let api = ["tf.clip_by_value(t:x, clip_value_min:low, clip_value_max:high)"];
  let tf = TensorFlow<"ClipByValue">;
  let examples = [Example<"x=f32[3,4]", "tf.clip_by_value(x, -1.0, 1.0)", "np.clip(x, -1, 1)">,
                  Example<"x=i32[9]", "tf.clip_by_value(x, 1, 3)", "np.clip(x, 1, 3)">];
}
def Tfc_CastOp : Tfc_Op<"cast", [Pure]> {
  let skipDefaultBuilders = 0;
  let builders = [];
  let summary = "x converted to another element type";
  let description = [{Floats go to integers towards zero; every number other
    than 0 goes to true. Of a complex number only the real part goes anywhere
    else.}];
  let arguments = (ins Tensor:$x, TypeAttr:$dtype);
  let results = (outs Tensor:$y);
  let sizes = "convert";
  let customLowering = 1;
  let customGrad = 1;
  let hasFolder = 1;
  let api = ["tf.cast(x, dtype)", "tf.to_float(x, dtype=tf.float32)",
             "tf.to_double(x, dtype=tf.float64)", "tf.to_int32(x, dtype=tf.int32)",
             "tf.to_int64(x, dtype=tf.int64)"];
  let tf = TensorFlow<"Cast", ["DstT=dtype"]>;
  let examples = [Example<"x=f32[9]:-4:4", "tf.cast(x, tf.int32)", "x.astype(np.int32)">,
                  Example<"x=i32[9]:-4:4", "tf.cast(x, tf.float32)", "x.astype(np.float32)">,
                  Example<"x=f32[9]", "tf.cast(x, tf.float64)", "x.astype(np.float64)">,
                  Example<"x=i32[9]:-1:1", "tf.cast(x, tf.bool)", "x.astype(bool)">,
                  Example<"x=bool[9]", "tf.cast(x, tf.float32)", "x.astype(np.float32)">,
                  Example<"x=i32[9]:-1:1 y=i32[9]:-1:1",
                          "tf.cast(tf.complex(tf.to_float(x), tf.to_float(y)), tf.bool)",
                          "x.astype(bool)">,
                  Example<"x=f64[9] y=f64[9]", "tf.cast(tf.square(tf.cast(x, tf.complex128) + tf.complex(y, x)), tf.float64)",
                          "(x + y) ** 2 - x ** 2">];
}

#endif // TFC_OPS_ELEMENTWISE_TD

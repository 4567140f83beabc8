//===- Functions.cpp - Functions of one scalar ----------------------------===//

#include "passes/scalar/ScalarBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"

#include <limits>

using namespace mlir;

namespace tfc {

Value ScalarBuilder::neg(Value x) {
  if (isFloat(x))
    return arith::NegFOp::create(builder, loc, x);
  if (isComplex(x))
    return complex::NegOp::create(builder, loc, x);
  return arith::SubIOp::create(builder, loc, constant(x.getType(), 0), x);
}
Value ScalarBuilder::abs(Value x) {
  if (isFloat(x))
    return math::AbsFOp::create(builder, loc, x);
  if (auto complex = dyn_cast<ComplexType>(x.getType()))
    return complex::AbsOp::create(builder, loc, complex.getElementType(), x);
  return isUnsigned ? x : math::AbsIOp::create(builder, loc, x).getResult();
}
Value ScalarBuilder::sign(Value x) {
  Value zero = constant(x.getType(), 0), one = constant(x.getType(), 1);
  if (isUnsigned)
    return select(equal(x, zero), zero, one);
  Value negative = isFloat(x) ? select(less(x, zero), neg(one), x)
                              : select(less(x, zero), neg(one), zero);
  return select(less(zero, x), one, negative);
}

#define TFC_MATH(method, Op)                                                   \
  Value ScalarBuilder::method(Value x) {                                       \
    return math::Op::create(builder, loc, x);                                  \
  }
TFC_MATH(asin, AsinOp)
TFC_MATH(acos, AcosOp)
TFC_MATH(atan, AtanOp)
TFC_MATH(erf, ErfOp)
#undef TFC_MATH

#define TFC_ANALYTIC(method, Op)                                               \
  Value ScalarBuilder::method(Value x) {                                       \
    if (isComplex(x))                                                          \
      return complex::Op::create(builder, loc, x);                             \
    return math::Op::create(builder, loc, x);                                  \
  }
TFC_ANALYTIC(exp, ExpOp)
TFC_ANALYTIC(log, LogOp)
TFC_ANALYTIC(sqrt, SqrtOp)
TFC_ANALYTIC(sin, SinOp)
TFC_ANALYTIC(cos, CosOp)
TFC_ANALYTIC(tan, TanOp)
TFC_ANALYTIC(tanh, TanhOp)
#undef TFC_ANALYTIC

Value ScalarBuilder::sinh(Value x) {
  if (!isComplex(x))
    return math::SinhOp::create(builder, loc, x);
  return mul(number(0.5), sub(exp(x), exp(neg(x))));
}
Value ScalarBuilder::cosh(Value x) {
  if (!isComplex(x))
    return math::CoshOp::create(builder, loc, x);
  return mul(number(0.5), add(exp(x), exp(neg(x))));
}

Value ScalarBuilder::complex(Value real, Value imaginary) {
  return complex::CreateOp::create(
      builder, loc, ComplexType::get(real.getType()), real, imaginary);
}
Value ScalarBuilder::real(Value x) {
  return isComplex(x) ? complex::ReOp::create(builder, loc, x).getResult() : x;
}
Value ScalarBuilder::imag(Value x) {
  return isComplex(x) ? complex::ImOp::create(builder, loc, x).getResult()
                      : constant(x.getType(), 0);
}
Value ScalarBuilder::conj(Value x) {
  return isComplex(x) ? complex(real(x), neg(imag(x))) : x;
}
Value ScalarBuilder::angle(Value x) { return atan2(imag(x), real(x)); }

// Not math.rsqrt: its approximation loses bits, and there is no such function
// in the C library.
Value ScalarBuilder::rsqrt(Value x) { return realdiv(number(1), sqrt(x)); }
Value ScalarBuilder::sigmoid(Value x) {
  return realdiv(number(1), add(number(1), exp(neg(x))));
}
Value ScalarBuilder::softplus(Value x) {
  return add(maximum(x, number(0)), log1p(exp(neg(abs(x)))));
}

// In double precision codegen has no polynomial for these two, and MLIR's way
// to LLVM loses all digits of small x. W. Kahan's formulas keep them (N.
// Higham, Accuracy and Stability of Numerical Algorithms, 1.14.1).

// u = exp x: (u - 1) * x / log u
Value ScalarBuilder::expm1(Value x) {
  if (isComplex(x))
    return complex::Expm1Op::create(builder, loc, x);
  if (!x.getType().isF64())
    return math::ExpM1Op::create(builder, loc, x);
  Value u = exp(x), one = number(1), minusOne = number(-1);
  Value difference = sub(u, one);
  Value quotient = realdiv(mul(difference, x), log(u));
  Value far = logical_or(equal(difference, minusOne), equal(u, highest()));
  return select(equal(u, one), x, select(far, difference, quotient));
}
// u = 1 + x: log(u) * x / (u - 1)
Value ScalarBuilder::log1p(Value x) {
  if (isComplex(x))
    return complex::Log1pOp::create(builder, loc, x);
  if (!x.getType().isF64())
    return math::Log1pOp::create(builder, loc, x);
  Value one = number(1), u = add(one, x);
  Value quotient = realdiv(mul(log(u), x), sub(u, one));
  Value same = logical_or(equal(u, one), equal(u, highest()));
  return select(same, x, quotient);
}

// The inverse hyperbolic functions by log1p, which codegen approximates on
// vectors. Squares of larger numbers than this might overflow.
constexpr double kLarge = 1e8;
constexpr double kLog2 = 0.693147180559945309417;

// asinh |x| = log1p(|x| + x^2 / (1 + sqrt(1 + x^2)))
Value ScalarBuilder::asinh(Value x) {
  Value a = abs(x), one = number(1), squared = mul(a, a);
  Value denominator = add(one, sqrt(add(one, squared)));
  Value near = log1p(add(a, realdiv(squared, denominator)));
  Value far = add(log(a), number(kLog2));
  Value result = select(less(number(kLarge), a), far, near);
  return select(less(x, number(0)), neg(result), result);
}
// acosh x = log1p(t + sqrt(2 t + t^2)) with t = x - 1
Value ScalarBuilder::acosh(Value x) {
  Value t = sub(x, number(1));
  Value near = log1p(add(t, sqrt(mul(t, add(t, number(2))))));
  Value far = add(log(x), number(kLog2));
  Value result = select(less(number(kLarge), x), far, near);
  Value nan = number(std::numeric_limits<double>::quiet_NaN());
  return select(less(x, number(1)), nan, result);
}
// atanh |x| = log1p(2 |x| / (1 - |x|)) / 2
Value ScalarBuilder::atanh(Value x) {
  Value a = abs(x);
  Value ratio = realdiv(add(a, a), sub(number(1), a));
  Value result = mul(number(0.5), log1p(ratio));
  return select(less(x, number(0)), neg(result), result);
}

Value ScalarBuilder::floor(Value x) {
  return isFloat(x) ? math::FloorOp::create(builder, loc, x).getResult() : x;
}
Value ScalarBuilder::ceil(Value x) {
  return isFloat(x) ? math::CeilOp::create(builder, loc, x).getResult() : x;
}
Value ScalarBuilder::round(Value x) {
  return isFloat(x) ? math::RoundEvenOp::create(builder, loc, x).getResult()
                    : x;
}

Value ScalarBuilder::is_nan(Value x) {
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO, x, x);
}
Value ScalarBuilder::is_inf(Value x) {
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, abs(x),
                               highest());
}
Value ScalarBuilder::is_finite(Value x) {
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLT, abs(x),
                               highest());
}

} // namespace tfc

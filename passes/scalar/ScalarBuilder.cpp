//===- ScalarBuilder.cpp - The elementwise vocabulary on scalars ----------===//

#include "passes/scalar/ScalarBuilder.h"
#include "ir/ops/elementwise.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Types and constants
//===----------------------------------------------------------------------===//

Type ScalarBuilder::computeType(Type element) {
  if (element.isF16() || element.isBF16())
    return Float32Type::get(element.getContext());
  if (element.isUnsignedInteger())
    return IntegerType::get(element.getContext(),
                            element.getIntOrFloatBitWidth());
  return element;
}

static Value reinterpret(OpBuilder &b, Location loc, Value value, Type type) {
  return value.getType() == type
             ? value
             : UnrealizedConversionCastOp::create(b, loc, type, value)
                   .getResult(0);
}

Value ScalarBuilder::load(OpBuilder &b, Location loc, Value stored) {
  Type type = stored.getType(), compute = computeType(type);
  if (isa<FloatType>(type) && type != compute)
    return arith::ExtFOp::create(b, loc, compute, stored);
  return reinterpret(b, loc, stored, compute);
}

Value ScalarBuilder::store(OpBuilder &b, Location loc, Value value,
                           Type element) {
  if (isa<FloatType>(element) && value.getType() != element)
    return arith::TruncFOp::create(b, loc, element, value);
  return reinterpret(b, loc, value, element);
}

Value ScalarBuilder::constant(Type type, double value) {
  if (auto complex = dyn_cast<ComplexType>(type)) {
    Type part = complex.getElementType();
    return complex::ConstantOp::create(
        builder, loc, type,
        builder.getArrayAttr({FloatAttr::get(part, value),
                              FloatAttr::get(part, 0)}));
  }
  TypedAttr attr;
  if (isa<FloatType>(type))
    attr = FloatAttr::get(type, value);
  else
    attr = IntegerAttr::get(
        type, APInt(type.getIntOrFloatBitWidth(), int64_t(value),
                    /*isSigned=*/true, /*implicitTrunc=*/true));
  return arith::ConstantOp::create(builder, loc, attr);
}
Value ScalarBuilder::number(double value) { return constant(type, value); }

Value ScalarBuilder::lowest() {
  if (auto floats = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(
        builder, loc,
        FloatAttr::get(type, APFloat::getInf(floats.getFloatSemantics(),
                                             /*Negative=*/true)));
  unsigned width = type.getIntOrFloatBitWidth();
  return arith::ConstantOp::create(
      builder, loc,
      IntegerAttr::get(type, isUnsigned ? APInt::getMinValue(width)
                                        : APInt::getSignedMinValue(width)));
}
Value ScalarBuilder::highest() {
  if (auto floats = dyn_cast<FloatType>(type))
    return arith::ConstantOp::create(
        builder, loc,
        FloatAttr::get(type, APFloat::getInf(floats.getFloatSemantics())));
  unsigned width = type.getIntOrFloatBitWidth();
  return arith::ConstantOp::create(
      builder, loc,
      IntegerAttr::get(type, isUnsigned ? APInt::getMaxValue(width)
                                        : APInt::getSignedMaxValue(width)));
}

bool ScalarBuilder::isFloat(Value x) const {
  return isa<FloatType>(x.getType());
}
bool ScalarBuilder::isComplex(Value x) const {
  return isa<ComplexType>(x.getType());
}

/// Rounds towards zero. What no integer of 32 bits (or of 64, for the wider
/// types) holds, NaN among it, becomes the lowest one, which is then cut to the
/// width of `target`: TensorFlow leaves this to the processor, and the processors
/// that its released binaries are for do it so.
static Value floatToInteger(OpBuilder &b, Location loc, Value x, Type target,
                            bool isUnsigned) {
  unsigned width = target.getIntOrFloatBitWidth();
  Type wide = b.getIntegerType(width < 32 || (width == 32 && !isUnsigned) ? 32
                                                                          : 64);
  unsigned bits = wide.getIntOrFloatBitWidth();
  auto real = [&](double value) -> Value {
    return arith::ConstantOp::create(b, loc, FloatAttr::get(x.getType(), value));
  };
  auto inRange = [&](double low, double high) -> Value {
    Value above = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGE, x,
                                        real(low));
    Value below = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x,
                                        real(high));
    return arith::AndIOp::create(b, loc, above, below);
  };
  double limit = std::ldexp(1.0, bits - 1);
  Value zero = real(0), fits = inRange(-limit, limit);
  Value safe = arith::SelectOp::create(b, loc, fits, x, zero);
  Value converted = arith::FPToSIOp::create(b, loc, wide, safe);
  Value lowest = arith::ConstantOp::create(
      b, loc, IntegerAttr::get(wide, APInt::getSignedMinValue(bits)));
  Value result = arith::SelectOp::create(b, loc, fits, converted, lowest);
  if (isUnsigned && width == 64) {
    Value large = inRange(limit, 2 * limit);
    safe = arith::SelectOp::create(b, loc, large, x, real(limit));
    converted = arith::FPToUIOp::create(b, loc, wide, safe);
    result = arith::SelectOp::create(b, loc, large, converted, result);
  }
  return width < bits ? arith::TruncIOp::create(b, loc, target, result)
                      : result;
}

Value ScalarBuilder::cast(OpBuilder &b, Location loc, Value stored, Type to) {
  Type from = stored.getType();
  if (from == to)
    return stored;
  ScalarBuilder scalar(b, loc, from);
  Value x = load(b, loc, stored);
  // TensorFlow's casts of a complex number, to bool too, take its real part.
  if (scalar.isComplex(x) && !isa<ComplexType>(to))
    return cast(b, loc, scalar.real(x), to);
  if (to.isInteger(1))
    return scalar.not_equal(x, scalar.number(0));
  if (auto complex = dyn_cast<ComplexType>(to)) {
    Type part = complex.getElementType();
    Value real = cast(b, loc, scalar.isComplex(x) ? scalar.real(x) : stored, part);
    Value imaginary =
        scalar.isComplex(x)
            ? cast(b, loc, scalar.imag(x), part)
            : arith::ConstantOp::create(b, loc, FloatAttr::get(part, 0))
                  .getResult();
    return complex::CreateOp::create(b, loc, to, real, imaginary);
  }
  Type target = computeType(to);
  bool fromUnsigned = from.isUnsignedInteger() || from.isInteger(1);
  Value result = x;
  if (isa<FloatType>(x.getType()) && isa<FloatType>(target)) {
    // Straight to half precision: two roundings may differ from one.
    unsigned before = from.getIntOrFloatBitWidth(),
             after = to.getIntOrFloatBitWidth();
    // TensorFlow makes a bfloat16 of a float always.
    if (to.isBF16() && from.isF64())
      return arith::TruncFOp::create(
          b, loc, to, arith::TruncFOp::create(b, loc, b.getF32Type(), x));
    if (before < after)
      return arith::ExtFOp::create(b, loc, to, stored);
    if (before > after)
      return arith::TruncFOp::create(b, loc, to, stored);
  } else if (isa<FloatType>(x.getType())) {
    result = floatToInteger(b, loc, x, target, to.isUnsignedInteger());
  } else if (isa<FloatType>(target)) {
    if (fromUnsigned)
      result = arith::UIToFPOp::create(b, loc, target, x);
    else
      result = arith::SIToFPOp::create(b, loc, target, x);
  } else {
    unsigned before = x.getType().getIntOrFloatBitWidth(),
             after = target.getIntOrFloatBitWidth();
    if (before > after)
      result = arith::TruncIOp::create(b, loc, target, x);
    else if (before < after && fromUnsigned)
      result = arith::ExtUIOp::create(b, loc, target, x);
    else if (before < after)
      result = arith::ExtSIOp::create(b, loc, target, x);
  }
  return store(b, loc, result, to);
}

//===----------------------------------------------------------------------===//
// Unary
//===----------------------------------------------------------------------===//

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
  return complex::CreateOp::create(builder, loc,
                                   ComplexType::get(real.getType()), real,
                                   imaginary);
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
// to LLVM loses all digits of small x. W. Kahan's formulas keep them (N. Higham,
// Accuracy and Stability of Numerical Algorithms, 1.14.1).

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

//===----------------------------------------------------------------------===//
// Binary arithmetic
//===----------------------------------------------------------------------===//

Value ScalarBuilder::add(Value x, Value y) {
  if (isFloat(x))
    return arith::AddFOp::create(builder, loc, x, y);
  if (isComplex(x))
    return complex::AddOp::create(builder, loc, x, y);
  return arith::AddIOp::create(builder, loc, x, y);
}
Value ScalarBuilder::sub(Value x, Value y) {
  if (isFloat(x))
    return arith::SubFOp::create(builder, loc, x, y);
  if (isComplex(x))
    return complex::SubOp::create(builder, loc, x, y);
  return arith::SubIOp::create(builder, loc, x, y);
}
Value ScalarBuilder::mul(Value x, Value y) {
  if (isFloat(x))
    return arith::MulFOp::create(builder, loc, x, y);
  if (isComplex(x))
    return complex::MulOp::create(builder, loc, x, y);
  return arith::MulIOp::create(builder, loc, x, y);
}
Value ScalarBuilder::realdiv(Value x, Value y) {
  if (isComplex(x))
    return complex::DivOp::create(builder, loc, x, y);
  return arith::DivFOp::create(builder, loc, x, y);
}

Value ScalarBuilder::safeDivide(Value x, Value y, bool remainder) {
  auto emit = [&](Value divisor) -> Value {
    if (isUnsigned && remainder)
      return arith::RemUIOp::create(builder, loc, x, divisor);
    if (isUnsigned)
      return arith::DivUIOp::create(builder, loc, x, divisor);
    if (remainder)
      return arith::RemSIOp::create(builder, loc, x, divisor);
    return arith::DivSIOp::create(builder, loc, x, divisor);
  };
  APInt known;
  if (matchPattern(y, m_ConstantInt(&known)) && !known.isZero() &&
      (isUnsigned || !known.isAllOnes()))
    return emit(y);
  // The lowest integer divided by -1 traps, too.
  Value zero = constant(y.getType(), 0), one = constant(y.getType(), 1);
  Value isZero = equal(y, zero);
  Value traps = isZero, otherwise = zero;
  if (!isUnsigned) {
    Value isMinusOne = equal(y, constant(y.getType(), -1));
    traps = logical_or(isZero, isMinusOne);
    if (!remainder)
      otherwise = select(isZero, zero, neg(x));
  }
  return select(traps, otherwise, emit(select(traps, one, y)));
}

Value ScalarBuilder::truncatediv(Value x, Value y) {
  return isFloat(x) || isComplex(x) ? realdiv(x, y)
                                    : safeDivide(x, y, /*remainder=*/false);
}
Value ScalarBuilder::truncatemod(Value x, Value y) {
  if (isFloat(x))
    return arith::RemFOp::create(builder, loc, x, y);
  return safeDivide(x, y, /*remainder=*/true);
}

Value ScalarBuilder::floordiv(Value x, Value y) {
  if (isFloat(x))
    return floor(realdiv(x, y));
  Value quotient = safeDivide(x, y, /*remainder=*/false);
  if (isUnsigned)
    return quotient;
  // One less where the signs differ and the division leaves a rest.
  Value zero = constant(x.getType(), 0), one = constant(x.getType(), 1);
  Value rest = sub(x, mul(quotient, y));
  Value signsDiffer = less(bitwise_xor(x, y), zero);
  Value inexact =
      logical_and(not_equal(rest, zero), not_equal(y, zero));
  return select(logical_and(signsDiffer, inexact), sub(quotient, one),
                quotient);
}
Value ScalarBuilder::floormod(Value x, Value y) {
  Value rest = truncatemod(x, y);
  if (isUnsigned)
    return rest;
  Value zero = constant(x.getType(), 0);
  Value wrongSign;
  if (isFloat(x)) {
    Value differ = not_equal(rest, zero);
    wrongSign = logical_and(
        differ, logical_xor(less(rest, zero), less(y, zero)));
  } else {
    wrongSign = logical_and(not_equal(rest, zero),
                            less(bitwise_xor(rest, y), zero));
  }
  return select(wrongSign, add(rest, y), rest);
}

/// x to a small power by multiplications.
Value ScalarBuilder::constantPow(Value x, int64_t exponent) {
  if (exponent == 0)
    return constant(x.getType(), 1);
  Value result, base = x;
  for (uint64_t bits = std::abs(exponent); bits; bits >>= 1) {
    if (bits & 1)
      result = result ? mul(result, base) : base;
    if (bits > 1)
      base = mul(base, base);
  }
  return exponent < 0 ? realdiv(constant(x.getType(), 1), result) : result;
}

Value ScalarBuilder::pow(Value x, Value y) {
  if (isComplex(x))
    return complex::PowOp::create(builder, loc, x, y);
  if (!isFloat(x))
    return integerPow(x, y);
  APFloat known(0.0);
  if (matchPattern(y, m_ConstantFloat(&known))) {
    double exponent = known.convertToDouble();
    if (exponent == int64_t(exponent) && std::abs(exponent) <= 4)
      return constantPow(x, int64_t(exponent));
  }
  return math::PowFOp::create(builder, loc, x, y);
}

Value ScalarBuilder::integerPow(Value x, Value y) {
  APInt known;
  if (matchPattern(y, m_ConstantInt(&known)) && known.isNonNegative() &&
      known.ule(64))
    return constantPow(x, known.getSExtValue());
  Type type = x.getType();
  Value zero = constant(type, 0), one = constant(type, 1);
  auto index = [&](int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value).getResult();
  };
  auto loop = scf::ForOp::create(
      builder, loc, index(0), index(type.getIntOrFloatBitWidth() - !isUnsigned),
      index(1), ValueRange{one, x, y},
      [&](OpBuilder &b, Location, Value, ValueRange state) {
        OpBuilder::InsertionGuard guard(builder);
        builder.setInsertionPoint(b.getInsertionBlock(), b.getInsertionPoint());
        Value odd = not_equal(bitwise_and(state[2], one), zero);
        Value product = select(odd, mul(state[0], state[1]), state[0]);
        Value square = mul(state[1], state[1]);
        Value rest = arith::ShRUIOp::create(builder, loc, state[2], one);
        scf::YieldOp::create(builder, loc, ValueRange{product, square, rest});
      });
  Value result = loop.getResult(0);
  if (isUnsigned)
    return result;
  // 1 and -1 are the only integers with an integer reciprocal.
  Value odd = not_equal(bitwise_and(y, one), zero);
  Value minusOne = constant(type, -1);
  Value reciprocal =
      select(equal(x, one), one,
             select(equal(x, minusOne), select(odd, minusOne, one), zero));
  return select(less(y, zero), reciprocal, result);
}

Value ScalarBuilder::atan2(Value x, Value y) {
  return math::Atan2Op::create(builder, loc, x, y);
}

/// A constant that is not NaN: then one comparison keeps the NaNs of x.
static bool isOrderedConstant(Value value) {
  APFloat known(0.0);
  return matchPattern(value, m_ConstantFloat(&known)) && !known.isNaN();
}

Value ScalarBuilder::maximum(Value x, Value y) {
  if (isFloat(x)) {
    if (isOrderedConstant(y))
      return select(less(x, y), y, x);
    return arith::MaximumFOp::create(builder, loc, x, y);
  }
  if (isUnsigned)
    return arith::MaxUIOp::create(builder, loc, x, y);
  return arith::MaxSIOp::create(builder, loc, x, y);
}
Value ScalarBuilder::minimum(Value x, Value y) {
  if (isFloat(x)) {
    if (isOrderedConstant(y))
      return select(less(y, x), y, x);
    return arith::MinimumFOp::create(builder, loc, x, y);
  }
  if (isUnsigned)
    return arith::MinUIOp::create(builder, loc, x, y);
  return arith::MinSIOp::create(builder, loc, x, y);
}
Value ScalarBuilder::div_no_nan(Value x, Value y) {
  Value zero = constant(y.getType(), 0);
  return select(equal(y, zero), zero, realdiv(x, y));
}

//===----------------------------------------------------------------------===//
// Comparison, logic, choice
//===----------------------------------------------------------------------===//

Value ScalarBuilder::equal(Value x, Value y) {
  if (isComplex(x))
    return complex::EqualOp::create(builder, loc, x, y);
  if (isFloat(x))
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, x, y);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq, x, y);
}
Value ScalarBuilder::not_equal(Value x, Value y) {
  if (isComplex(x))
    return complex::NotEqualOp::create(builder, loc, x, y);
  if (isFloat(x))
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNE, x, y);
  return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, x, y);
}
Value ScalarBuilder::less(Value x, Value y) {
  if (isFloat(x))
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLT, x, y);
  return arith::CmpIOp::create(builder, loc,
                               isUnsigned ? arith::CmpIPredicate::ult
                                          : arith::CmpIPredicate::slt,
                               x, y);
}
Value ScalarBuilder::less_equal(Value x, Value y) {
  if (isFloat(x))
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLE, x, y);
  return arith::CmpIOp::create(builder, loc,
                               isUnsigned ? arith::CmpIPredicate::ule
                                          : arith::CmpIPredicate::sle,
                               x, y);
}

Value ScalarBuilder::bitwise_and(Value x, Value y) {
  return arith::AndIOp::create(builder, loc, x, y);
}
Value ScalarBuilder::bitwise_or(Value x, Value y) {
  return arith::OrIOp::create(builder, loc, x, y);
}
Value ScalarBuilder::bitwise_xor(Value x, Value y) {
  return arith::XOrIOp::create(builder, loc, x, y);
}
Value ScalarBuilder::invert(Value x) {
  return bitwise_xor(x, constant(x.getType(), -1));
}
Value ScalarBuilder::left_shift(Value x, Value y) {
  Value width = constant(x.getType(), x.getType().getIntOrFloatBitWidth());
  Value fits = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, y,
                                     width);
  Value zero = constant(x.getType(), 0);
  Value shifted =
      arith::ShLIOp::create(builder, loc, x, select(fits, y, zero));
  return select(fits, shifted, zero);
}
Value ScalarBuilder::right_shift(Value x, Value y) {
  unsigned bits = x.getType().getIntOrFloatBitWidth();
  Value fits = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, y,
                                     constant(x.getType(), bits));
  Value by = select(fits, y, constant(x.getType(), bits - 1));
  if (!isUnsigned)
    return arith::ShRSIOp::create(builder, loc, x, by);
  Value shifted = arith::ShRUIOp::create(builder, loc, x, by);
  return select(fits, shifted, constant(x.getType(), 0));
}
Value ScalarBuilder::select(Value condition, Value x, Value y) {
  return arith::SelectOp::create(builder, loc, condition, x, y);
}

} // namespace tfc

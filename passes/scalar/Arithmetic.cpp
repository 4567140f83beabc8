//===- Arithmetic.cpp - Arithmetic, comparisons and bits of scalars -------===//

#include "passes/scalar/ScalarBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

#include <cmath>

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Arithmetic
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
  Value inexact = logical_and(not_equal(rest, zero), not_equal(y, zero));
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
    wrongSign =
        logical_and(differ, logical_xor(less(rest, zero), less(y, zero)));
  } else {
    wrongSign =
        logical_and(not_equal(rest, zero), less(bitwise_xor(rest, y), zero));
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
  return arith::CmpIOp::create(
      builder, loc,
      isUnsigned ? arith::CmpIPredicate::ult : arith::CmpIPredicate::slt, x, y);
}
Value ScalarBuilder::less_equal(Value x, Value y) {
  if (isFloat(x))
    return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLE, x, y);
  return arith::CmpIOp::create(
      builder, loc,
      isUnsigned ? arith::CmpIPredicate::ule : arith::CmpIPredicate::sle, x, y);
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
  Value fits =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, y, width);
  Value zero = constant(x.getType(), 0);
  Value shifted = arith::ShLIOp::create(builder, loc, x, select(fits, y, zero));
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

//===- ScalarBuilder.cpp - Types, constants and casts of scalars ----------===//

#include "passes/scalar/ScalarBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"

#include <cmath>

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
        builder.getArrayAttr(
            {FloatAttr::get(part, value), FloatAttr::get(part, 0)}));
  }
  TypedAttr attr;
  if (isa<FloatType>(type))
    attr = FloatAttr::get(type, value);
  else
    attr = IntegerAttr::get(type,
                            APInt(type.getIntOrFloatBitWidth(), int64_t(value),
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
/// width of `target`: TensorFlow leaves this to the processor, and the
/// processors that its released binaries are for do it so.
static Value floatToInteger(OpBuilder &b, Location loc, Value x, Type target,
                            bool isUnsigned) {
  unsigned width = target.getIntOrFloatBitWidth();
  Type wide =
      b.getIntegerType(width < 32 || (width == 32 && !isUnsigned) ? 32 : 64);
  unsigned bits = wide.getIntOrFloatBitWidth();
  auto real = [&](double value) -> Value {
    return arith::ConstantOp::create(b, loc,
                                     FloatAttr::get(x.getType(), value));
  };
  auto inRange = [&](double low, double high) -> Value {
    Value above =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGE, x, real(low));
    Value below =
        arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OLT, x, real(high));
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
    Value real =
        cast(b, loc, scalar.isComplex(x) ? scalar.real(x) : stored, part);
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

} // namespace tfc

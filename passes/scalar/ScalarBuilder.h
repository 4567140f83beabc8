//===- ScalarBuilder.h - The elementwise vocabulary on scalars ------------===//

#ifndef TFC_PASSES_SCALAR_SCALARBUILDER_H
#define TFC_PASSES_SCALAR_SCALARBUILDER_H

#include "mlir/IR/Builders.h"

namespace tfc {

/// Emits the value of one element of an elementwise op in arith and math ops,
/// with TensorFlow's meaning: one method per name of the vocabulary of
/// ir/Facets.td. Values have the compute type of `element`: half precision is
/// computed in f32, unsigned integers in signless ones of the same width.
///
/// Integer division by zero gives 0 and never traps; so does the remainder.
class ScalarBuilder {
public:
  ScalarBuilder(mlir::OpBuilder &builder, mlir::Location loc,
                mlir::Type element)
      : builder(builder), loc(loc), type(computeType(element)),
        isUnsigned(element.isUnsignedInteger()) {}

  using Value = mlir::Value;

  /// The type in which elements of type `element` are computed.
  static mlir::Type computeType(mlir::Type element);
  /// An element as it stands in a tensor, to its compute type and back.
  static Value load(mlir::OpBuilder &b, mlir::Location loc, Value stored);
  static Value store(mlir::OpBuilder &b, mlir::Location loc, Value value,
                     mlir::Type element);
  /// tf.cast between stored types.
  static Value cast(mlir::OpBuilder &b, mlir::Location loc, Value stored,
                    mlir::Type to);

  /// A constant of the compute type.
  Value number(double value);

  Value identity(Value x) { return x; }
  Value neg(Value x);
  Value abs(Value x);
  /// -1, 0 or 1; NaN of NaN.
  Value sign(Value x);
  Value square(Value x) { return mul(x, x); }
  Value reciprocal(Value x) { return realdiv(number(1), x); }

  Value exp(Value x);
  Value expm1(Value x);
  Value log(Value x);
  Value log1p(Value x);
  Value sqrt(Value x);
  Value rsqrt(Value x);
  Value sin(Value x);
  Value cos(Value x);
  Value tan(Value x);
  Value asin(Value x);
  Value acos(Value x);
  Value atan(Value x);
  Value sinh(Value x);
  Value cosh(Value x);
  Value asinh(Value x);
  Value acosh(Value x);
  Value atanh(Value x);
  Value tanh(Value x);
  Value erf(Value x);
  Value erfc(Value x) { return sub(number(1), erf(x)); }
  // Complex numbers; of a real one, it is its own real part.
  Value complex(Value real, Value imaginary);
  Value real(Value x);
  Value imag(Value x);
  Value conj(Value x);
  Value angle(Value x);

  Value sigmoid(Value x);
  Value softplus(Value x);

  Value floor(Value x);
  Value ceil(Value x);
  /// Halves to even, as TensorFlow's Round and Rint do.
  Value round(Value x);
  Value rint(Value x) { return round(x); }

  Value is_nan(Value x);
  Value is_inf(Value x);
  Value is_finite(Value x);

  Value add(Value x, Value y);
  Value sub(Value x, Value y);
  Value mul(Value x, Value y);
  Value div(Value x, Value y) { return truncatediv(x, y); }
  Value realdiv(Value x, Value y);
  /// Towards zero on integers, exact on floats.
  Value truncatediv(Value x, Value y);
  /// The sign of x.
  Value truncatemod(Value x, Value y);
  Value floordiv(Value x, Value y);
  /// The sign of y.
  Value floormod(Value x, Value y);
  /// On integers by squaring, wrapping around; a negative exponent gives the
  /// truncated result.
  Value pow(Value x, Value y);
  Value atan2(Value x, Value y);
  /// NaN if either is.
  Value maximum(Value x, Value y);
  Value minimum(Value x, Value y);
  Value squared_difference(Value x, Value y) { return square(sub(x, y)); }
  Value div_no_nan(Value x, Value y);

  Value equal(Value x, Value y);
  Value not_equal(Value x, Value y);
  Value less(Value x, Value y);
  Value less_equal(Value x, Value y);
  Value greater(Value x, Value y) { return less(y, x); }
  Value greater_equal(Value x, Value y) { return less_equal(y, x); }

  Value logical_and(Value x, Value y) { return bitwise_and(x, y); }
  Value logical_or(Value x, Value y) { return bitwise_or(x, y); }
  Value logical_xor(Value x, Value y) { return bitwise_xor(x, y); }
  Value logical_not(Value x) { return invert(x); }
  Value bitwise_and(Value x, Value y);
  Value bitwise_or(Value x, Value y);
  Value bitwise_xor(Value x, Value y);
  Value invert(Value x);
  /// Shifts by the width or more give 0, or the sign of x.
  Value left_shift(Value x, Value y);
  Value right_shift(Value x, Value y);
  Value select(Value condition, Value x, Value y);

  // Neutral elements of reductions.
  Value lowest();
  Value highest();

  mlir::OpBuilder &builder;
  mlir::Location loc;

private:
  bool isFloat(Value x) const;
  bool isComplex(Value x) const;
  /// A constant of x's type.
  Value constant(mlir::Type type, double value);
  /// Quotient and remainder that never trap.
  Value safeDivide(Value x, Value y, bool remainder);
  Value integerPow(Value x, Value y);
  Value constantPow(Value x, int64_t exponent);

  mlir::Type type;
  bool isUnsigned;
};

} // namespace tfc

#endif // TFC_PASSES_SCALAR_SCALARBUILDER_H

//===- KnownArithmetic.h - The vocabulary of `scalar` on known integers ---===//
//
// The dags of the facets `scalar` and `combiner` say what an elementwise op or
// a reduction does to an element. ScalarBuilder makes code of them, this class
// the value itself, where the operands are integers that are known when
// compiling.
//
// Its results hold in every run: where integers of the tensor's type would
// overflow, or division has a case of its own, the result is not known.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_SIZES_KNOWNARITHMETIC_H
#define TFC_IR_SIZES_KNOWNARITHMETIC_H

#include "ir/sizes/Origins.h"

namespace tfc {

/// Whether a tensor of this type of integers holds `value`.
bool holds(mlir::Type element, int64_t value);

/// Methods have the names of the vocabulary in Facets.td. A facet that names
/// one which is not here does not compile where its op takes integers.
class KnownArithmetic {
public:
  /// `element` is the type of the integers.
  explicit KnownArithmetic(mlir::Type element) : element(element) {}

  KnownElement number(double value) const {
    return value == int64_t(value) ? KnownElement(int64_t(value))
                                   : KnownElement();
  }
  KnownElement identity(KnownElement x) const { return x; }

  KnownElement neg(KnownElement x) const;
  KnownElement abs(KnownElement x) const;
  KnownElement sign(KnownElement x) const;
  KnownElement square(KnownElement x) const { return mul(x, x); }
  // Integers have no fractions.
  KnownElement floor(KnownElement x) const { return x; }
  KnownElement ceil(KnownElement x) const { return x; }
  KnownElement round(KnownElement x) const { return x; }

  KnownElement add(KnownElement x, KnownElement y) const;
  KnownElement sub(KnownElement x, KnownElement y) const;
  KnownElement mul(KnownElement x, KnownElement y) const;
  KnownElement pow(KnownElement x, KnownElement y) const;
  KnownElement maximum(KnownElement x, KnownElement y) const;
  KnownElement minimum(KnownElement x, KnownElement y) const;

  KnownElement floordiv(KnownElement x, KnownElement y) const;
  KnownElement floormod(KnownElement x, KnownElement y) const;
  KnownElement truncatediv(KnownElement x, KnownElement y) const;
  KnownElement truncatemod(KnownElement x, KnownElement y) const;

  KnownElement equal(KnownElement x, KnownElement y) const;
  KnownElement not_equal(KnownElement x, KnownElement y) const;
  KnownElement less(KnownElement x, KnownElement y) const;
  KnownElement less_equal(KnownElement x, KnownElement y) const;
  KnownElement greater(KnownElement x, KnownElement y) const;
  KnownElement greater_equal(KnownElement x, KnownElement y) const;

  KnownElement logical_and(KnownElement x, KnownElement y) const;
  KnownElement logical_or(KnownElement x, KnownElement y) const;
  KnownElement logical_xor(KnownElement x, KnownElement y) const;
  KnownElement logical_not(KnownElement x) const;

  KnownElement bitwise_and(KnownElement x, KnownElement y) const;
  KnownElement bitwise_or(KnownElement x, KnownElement y) const;
  KnownElement bitwise_xor(KnownElement x, KnownElement y) const;
  KnownElement invert(KnownElement x) const;
  KnownElement left_shift(KnownElement x, KnownElement y) const;
  KnownElement right_shift(KnownElement x, KnownElement y) const;

  /// `condition` decides; what it does not choose need not be known.
  KnownElement select(KnownElement condition, KnownElement x,
                      KnownElement y) const;

private:
  /// `value` if a tensor of these integers holds it.
  KnownElement fitting(int64_t value) const;
  /// Whether division of x by y is that of mathematics.
  bool isPlainDivision(KnownElement x, KnownElement y) const;
  /// Whether y is a number of bits by which such an integer can be shifted.
  bool isShift(KnownElement y) const;

  mlir::Type element;
};

/// One element of the result of an elementwise op, from those of its operands;
/// not known where the op's operands cannot be integers.
KnownElement knownScalar(mlir::Operation *op, const KnownArithmetic &b,
                         llvm::ArrayRef<KnownElement> elements);
/// One step of a reduction, and what there is before the first one.
KnownElement knownCombination(mlir::Operation *op, const KnownArithmetic &b,
                              KnownElement accumulator, KnownElement x);
KnownElement knownNeutral(mlir::Operation *op);

} // namespace tfc

#endif // TFC_IR_SIZES_KNOWNARITHMETIC_H

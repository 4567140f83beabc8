//===- Compare.h - A computed tensor against the recorded one ---*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_COMPARE_H
#define TFC_TEST_CONFORMANCE_COMPARE_H

#include "conformance/Records.h"

namespace tfc::conformance {

enum class Match {
  Same,
  WrongShape, ///< Or another element type.
  WrongValue,
};

struct Comparison {
  Match match = Match::Same;
  std::string message; ///< What differs, and where first.
};

/// A comparison lets this pass beside the tolerance of the element type.
struct CompareOptions {
  /// Only shape, type and range: the value of a random op.
  bool random = false;
  /// The record says int32 where TensorFlow's op gives int64.
  bool wideIntegers = false;
  /// The graph holds float32, too: its float64 may have gone through that.
  bool hasFloat32 = false;
};

/// Tolerances, |computed - recorded| <= absolute + relative * |recorded|:
///
///   float32, complex64      1e-5 + 1e-4 * |r|
///   float64, complex128     1e-7 + 1e-6 * |r|   records hold 8 decimals
///   float16                 2e-3 + 4e-3 * |r|
///   bfloat16                1e-2 + 1.6e-2 * |r|
///   integers, bool, string  exact
///
/// to which float types add 1e-6 (half 1e-3, bfloat16 8e-3) of the largest
/// finite magnitude in the tensor, for sums that cancel. float64 of a graph
/// with float32 in it is compared as float32, because it may have been cast.
/// NaN equals NaN, an infinity only itself. A record without a type is compared
/// by value alone.
///
/// For random values the range is that of the record, widened by its own width
/// on both sides; what is finite there must be finite.
Comparison compare(const TensorView &computed, const Record &recorded,
                   const CompareOptions &options);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_COMPARE_H

//===- Band.h - Diagonals of matrices -------------------------------------===//
//
// How the ops of diag.td lay out diagonals; shared by their shape rules and
// their lowering.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_BAND_H
#define TFC_IR_BAND_H

#include "runtime/include/tfc/abi.h"

#include "mlir/IR/BuiltinAttributes.h"

namespace tfc {

/// Diagonals `lower` to `upper`, and to which side each is aligned.
struct Band {
  int64_t lower = 0, upper = 0;
  bool superLeft = false, subLeft = true;

  int64_t count() const { return upper - lower + 1; }
  /// Diagonal d begins at the first place of its row. The main one does if
  /// either side says so (core/kernels/linalg/matrix_diag_op.cc).
  bool isLeft(int64_t d) const {
    return (d >= 0 && superLeft) || (d <= 0 && subLeft);
  }
};

/// Reads the attributes k and align; gives nothing if they make no sense.
inline std::optional<Band> readBand(mlir::DenseI64ArrayAttr k,
                                    llvm::StringRef align) {
  Band band;
  if (k && !k.empty()) {
    band.lower = k[0];
    band.upper = k[k.size() - 1];
  }
  auto [above, below] = align.split('_');
  auto isSide = [](llvm::StringRef side) {
    return side == "LEFT" || side == "RIGHT";
  };
  // No matrix has a diagonal beyond it; sums stay within 64 bits.
  constexpr int64_t most = TFC_MAX_ELEMENTS;
  if ((k && (k.empty() || k.size() > 2)) || band.lower > band.upper ||
      band.lower < -most || band.upper > most || !isSide(above) ||
      !isSide(below))
    return std::nullopt;
  band.superLeft = above == "LEFT";
  band.subLeft = below == "LEFT";
  return band;
}

} // namespace tfc

#endif // TFC_IR_BAND_H

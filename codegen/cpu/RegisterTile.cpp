//===- RegisterTile.cpp - how large a product's tile is ------------------===//
//
// Per step of the reduction a tile of r rows and v vectors loads v vectors and
// r scalars for r * v multiply-adds, and needs r * v + v + 1 registers (two
// more without a fused multiply-add, for products and the copies that
// instructions of two operands take). Fewer than about eight independent sums
// leave the multipliers waiting for their own results.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/RegisterTile.h"

using namespace mlir;

namespace tfc {

/// Time of one step of the reduction, in multiply-adds.
static double tileCost(unsigned rows, unsigned vectors) {
  double sums = rows * vectors;
  double loads = 0.5 * (rows + vectors);
  return std::max({sums, loads, 8.0}) + 0.08 * loads + 0.3;
}

/// Time of `extent` rows in tiles of `rows`.
static double rowsCost(int64_t extent, unsigned rows, unsigned vectors) {
  double cost = static_cast<double>(extent / rows) * tileCost(rows, vectors);
  if (unsigned rest = extent % rows)
    cost += tileCost(rest, vectors);
  return cost;
}

RegisterTile chooseTile(const KernelTarget &target, Type elementType,
                        std::optional<int64_t> rows,
                        std::optional<int64_t> columns) {
  RegisterTile best;
  best.lanes = target.lanes(elementType);
  unsigned spare = target.hasFma ? 1 : 3;
  // Long tiles for the rare tail would only make code larger.
  constexpr unsigned kMaxRows = 12;
  double bestCost = std::numeric_limits<double>::infinity();
  unsigned available = columns ? llvm::divideCeil(*columns, best.lanes) : 64;
  for (unsigned vectors = 1; vectors <= std::min(4u, available); ++vectors)
    for (unsigned r = 1; r <= kMaxRows; ++r) {
      if (r * vectors + vectors + spare > target.vectorRegisters)
        break;
      int64_t extent = rows ? *rows : 96;
      double cost = (available / vectors) * rowsCost(extent, r, vectors);
      if (unsigned rest = available % vectors)
        cost += rowsCost(extent, r, rest);
      if (cost < bestCost) {
        bestCost = cost;
        best.rows = r;
        best.vectors = vectors;
      }
    }
  return best;
}

} // namespace tfc

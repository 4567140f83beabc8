//===- RegisterTile.h - How large a product's tile is ---------------------===//
#ifndef TFC_CODEGEN_CPU_REGISTERTILE_H
#define TFC_CODEGEN_CPU_REGISTERTILE_H

#include "codegen/target/KernelTarget.h"
#include "mlir/IR/Types.h"
#include <optional>

namespace tfc {

/// A tile of a matrix product: `rows` x (`vectors` * `lanes`) accumulators.
struct RegisterTile {
  unsigned rows = 1, vectors = 1, lanes = 1;
  int64_t columns() const { return static_cast<int64_t>(vectors) * lanes; }
};

/// The tile that keeps the multipliers busiest without spilling. `rows` and
/// `columns` are the extents of the product where they are known.
RegisterTile chooseTile(const KernelTarget &target, mlir::Type elementType,
                        std::optional<int64_t> rows,
                        std::optional<int64_t> columns);

} // namespace tfc

#endif // TFC_CODEGEN_CPU_REGISTERTILE_H

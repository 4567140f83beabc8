//===- Uses.h - What an op of the graph uses, regions included ------------===//

#ifndef TFC_PASSES_PARTITION_USES_H
#define TFC_PASSES_PARTITION_USES_H

#include "ir/Dialect.h"

#include "llvm/ADT/SetVector.h"

namespace tfc {

/// Values from outside that `op` needs: its operands, then what its regions
/// take from outside. Variables' handles are among them.
llvm::SmallVector<mlir::Value> usedValues(mlir::Operation *op);

/// The variables that `op` or an op in its regions touches.
struct VariableUses {
  /// Read before any assign in the op, in some run of it.
  llvm::SetVector<mlir::Value> reads;
  llvm::SetVector<mlir::Value> assigns;
};
VariableUses variableUses(mlir::Operation *op);

/// Whether `op` is or holds an assertion.
bool mayEndRun(mlir::Operation *op);

/// The op of `block` that holds `user`.
mlir::Operation *userIn(mlir::Block *block, mlir::Operation *user);

} // namespace tfc

#endif // TFC_PASSES_PARTITION_USES_H

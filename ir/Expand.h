//===- Expand.h - Ops that are compositions of other ops ------------------===//
//
// The facet `expand` at work: autodiff differentiates through compositions, the
// lowering lowers them.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_EXPAND_H
#define TFC_IR_EXPAND_H

#include "ir/Builder.h"

namespace tfc {

/// Whether `op` has the facet `expand`.
bool hasExpansion(mlir::Operation *op);

/// Whether the composition must stand in the graph before it is partitioned,
/// since shapes in it depend on values that it computes.
bool expandsEarly(mlir::Operation *op);

/// Builds the composition of `op` with `b`; `results` gets one value per result
/// of `op`, which stays. Failure if it has none.
llvm::LogicalResult expandOp(mlir::Operation *op, TfcBuilder &b,
                             llvm::SmallVectorImpl<mlir::Value> &results);

/// Puts the composition in the place of `op` and erases it. What the dags name
/// twice is computed once. A node's name passes to what replaces it.
llvm::LogicalResult expandInPlace(mlir::Operation *op);

} // namespace tfc

#endif // TFC_IR_EXPAND_H

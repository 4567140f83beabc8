//===- Rows.h - Rows combined at places that data give --------------------===//
//
// The families scatter and segment combine rows of a matrix one after the
// other, so that rows of one place come in their order.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_PASSES_LOWER_ROWS_H
#define TFC_PASSES_LOWER_ROWS_H

#include "passes/lower/Lowering.h"

namespace tfc {

/// Whether 0 <= index < limit.
mlir::Value isInRange(mlir::OpBuilder &b, mlir::Location loc, mlir::Value index,
                      mlir::Value limit);

/// The new element from the old one and the update, in compute types.
using Combine = llvm::function_ref<mlir::Value(ScalarBuilder &, mlir::Value old,
                                               mlir::Value update)>;

/// `into` [rows, inner] with row `updates[i]` [count, inner] combined into row
/// `places[i]`, one i after the other, so that equal places come in order. A
/// place of -1 leaves its row out.
mlir::Value combineRows(mlir::Value into, mlir::Value places,
                        mlir::Value updates, Combine combine, Lowering &l);

} // namespace tfc

#endif // TFC_PASSES_LOWER_ROWS_H

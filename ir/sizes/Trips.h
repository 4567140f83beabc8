//===- Trips.h - How often a loop runs ------------------------------------===//

#ifndef TFC_IR_SIZES_TRIPS_H
#define TFC_IR_SIZES_TRIPS_H

#include "ir/ops/control.h"

#include "mlir/IR/Builders.h"

namespace tfc {

/// The number of rounds of a loop that counts up from a constant to a limit, as
/// an i32 scalar made by `at` in front of it; null where only the loop itself
/// can tell.
mlir::Value tripCount(WhileOp op, mlir::OpBuilder &at);

/// An i32 scalar.
mlir::Value roundNumber(mlir::OpBuilder &at, mlir::Location loc, int64_t value);

} // namespace tfc

#endif // TFC_IR_SIZES_TRIPS_H

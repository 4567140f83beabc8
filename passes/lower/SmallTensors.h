//===- SmallTensors.h - Small tensors by scalar ops -----------------------===//

#ifndef TFC_PASSES_LOWER_SMALLTENSORS_H
#define TFC_PASSES_LOWER_SMALLTENSORS_H

#include "passes/lower/Lowering.h"

namespace tfc {

/// Lowers an op on small tensors to scalar ops where the elements of its
/// operands are known as such and its facet `sizes` says what becomes of them.
/// With sizes it stays arithmetic of sizes.
bool lowerSmallTensor(mlir::Operation *op, Lowering &lowering);

/// One element of an elementwise op's result, from elements as they stand in
/// tensors.
mlir::Value emitElement(mlir::Operation *op, mlir::OpBuilder &b,
                        mlir::Location loc, mlir::ValueRange stored);

/// One step of a reduction, on computed values.
mlir::Value emitCombination(mlir::Operation *op, ScalarBuilder &scalars,
                            mlir::Value accumulator, mlir::Value x);

} // namespace tfc

#endif // TFC_PASSES_LOWER_SMALLTENSORS_H

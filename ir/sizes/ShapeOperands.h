//===- ShapeOperands.h - Values that decide shapes ------------------------===//
//
// Every shape is known before a segment runs. Where an operand decides one by
// its value (a constraint with DecidesShape in ir/Dialect.td), its elements
// must therefore follow, by arithmetic on scalars alone, from constants,
// dimensions and small tensors that lie in memory by then. Here is what
// "follow" means; the partition cuts where a value does not, and the lowering
// computes what does.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_SIZES_SHAPEOPERANDS_H
#define TFC_IR_SIZES_SHAPEOPERANDS_H

#include "ir/Dialect.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace tfc {

/// Tensors of up to this many elements may be computed element by element.
constexpr int64_t kMaxSizeElements = 16;

/// The operands of `op` whose values decide the shapes of its results.
llvm::SmallVector<mlir::Value> shapeOperands(mlir::Operation *op);

/// Whether a tensor of this type is computed by scalar ops where its operands
/// are: a small vector of integers, or a single number of any type.
bool isComputedByScalars(mlir::Type type);

/// Whether the elements of a tensor in memory can be read one by one for sizes.
bool isReadableSize(mlir::Type type);

/// The small tensors whose elements give those of `value` by scalar arithmetic;
/// none for constants and dimensions. Nothing where `value` comes about in
/// another way and has to lie in memory.
std::optional<llvm::SmallVector<mlir::Value>> sizeSources(mlir::Value value);

/// Walks back from the shape operands of `op`. Calls `leaf` once for each value
/// that must lie in memory before the op's segment runs: it is one for which
/// `inMemory` holds, or one that has no sizeSources.
void walkSizes(mlir::Operation *op,
               llvm::function_ref<bool(mlir::Value)> inMemory,
               llvm::function_ref<void(mlir::Value)> leaf);

} // namespace tfc

#endif // TFC_IR_SIZES_SHAPEOPERANDS_H

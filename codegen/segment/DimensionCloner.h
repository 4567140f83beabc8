//===- DimensionCloner.h - sizes of buffers, computed elsewhere -*- C++ -*-===//
#ifndef TFC_CODEGEN_SEGMENT_DIMENSIONCLONER_H
#define TFC_CODEGEN_SEGMENT_DIMENSIONCLONER_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

#include <functional>

namespace tfc {

/// Copies computations on dimensions from the body of a segment to another
/// place, where a dimension of an argument is given by `dimension` (null: not
/// known), and an element of one by `element`. Equal computations give the same
/// value.
class DimensionCloner {
public:
  DimensionCloner(
      mlir::OpBuilder &builder,
      std::function<mlir::Value(mlir::BlockArgument, int64_t)> dimension,
      std::function<mlir::Value(mlir::BlockArgument, int64_t)> element)
      : builder(builder), dimension(std::move(dimension)),
        element(std::move(element)) {}

  /// The value of `value`, an index of the segment's body. Null, after an error
  /// at the op that is in the way.
  mlir::Value clone(mlir::Value value);

private:
  mlir::Value cloneUncached(mlir::Value value);
  mlir::Value cloneSize(mlir::OpFoldResult size);
  mlir::Value cloneDim(mlir::Value memref, int64_t index);
  mlir::Value cloneLoad(mlir::Operation *load);
  mlir::Value constant(int64_t value);

  mlir::OpBuilder &builder;
  std::function<mlir::Value(mlir::BlockArgument, int64_t)> dimension, element;
  mlir::IRMapping map;
  llvm::SmallVector<mlir::Operation *> cloned;
};

} // namespace tfc

#endif // TFC_CODEGEN_SEGMENT_DIMENSIONCLONER_H

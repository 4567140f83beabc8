//===- VectorBody.h - The scalar body of a linalg op, on vectors ----------===//
#ifndef TFC_CODEGEN_CPU_VECTORBODY_H
#define TFC_CODEGEN_CPU_VECTORBODY_H

#include "mlir/IR/Builders.h"

namespace tfc {

struct VectorBodyOptions {
  unsigned lanes = 1;
  /// Turn accumulator + x * y into a fused multiply-add. Only for sums of
  /// products, where no rounding of the product is promised.
  bool fuseMultiplyAdd = false;
  /// The dimension whose linalg.index grows by one from lane to lane.
  std::optional<unsigned> vectorDim;
  /// Gives the index of a dimension in lane 0.
  llvm::function_ref<mlir::Value(unsigned dim)> index;
};

/// Emits the body at `b` and returns what it yields. Each argument is a vector
/// of `lanes` elements or a scalar, which then is the same in all lanes; so is
/// each result.
llvm::SmallVector<mlir::Value>
evaluateBody(mlir::OpBuilder &b, mlir::Block &body,
             llvm::ArrayRef<mlir::Value> arguments,
             const VectorBodyOptions &options);

/// `value` as a vector of `lanes` elements; unchanged for one lane.
mlir::Value broadcastTo(mlir::OpBuilder &b, mlir::Location loc,
                        mlir::Value value, unsigned lanes);

} // namespace tfc

#endif // TFC_CODEGEN_CPU_VECTORBODY_H

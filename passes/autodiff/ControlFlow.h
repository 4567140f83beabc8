//===- ControlFlow.h - Gradients through conditionals and loops -----------===//

#ifndef TFC_PASSES_AUTODIFF_CONTROLFLOW_H
#define TFC_PASSES_AUTODIFF_CONTROLFLOW_H

#include "ir/ops/control.h"
#include "ir/ops/state.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/SetVector.h"

namespace tfc {

/// Reads of variables that a region does not assign go in front of it, so that
/// they are found where requests look for them.
void hoistReads(mlir::Block &block);

/// The values from outside, the operands among them, that a conditional's or
/// loop's results may depend on.
llvm::SetVector<mlir::Value> differentiableSources(mlir::Operation *op);

/// Values and their gradients.
using GradientList = llvm::SmallVector<std::pair<mlir::Value, mlir::Value>>;
/// Expands a request that stands in a region.
using Expander = llvm::function_ref<llvm::LogicalResult(GradientsOp)>;

/// The gradients of `sources`, given those of the results (null: none). Runs
/// the branch that was taken once more. If the op has to be replaced,
/// `replaced` gets the new values of the results.
mlir::FailureOr<GradientList>
gradientOfIf(IfOp op, llvm::ArrayRef<mlir::Value> grads,
             llvm::ArrayRef<mlir::Value> sources, mlir::OpBuilder &builder,
             Expander expand, llvm::SmallVectorImpl<mlir::Value> &replaced);

/// The same for a loop, which is replaced by one that keeps what it carries in
/// every round; then a loop goes back over the rounds. `replaced` gets the new
/// values of the results.
mlir::FailureOr<GradientList>
gradientOfWhile(WhileOp op, llvm::ArrayRef<mlir::Value> grads,
                llvm::ArrayRef<mlir::Value> sources, mlir::OpBuilder &builder,
                Expander expand, llvm::SmallVectorImpl<mlir::Value> &replaced);

} // namespace tfc

#endif // TFC_PASSES_AUTODIFF_CONTROLFLOW_H

//===- LoopKernel.h - Elementwise and reducing kernels --------------------===//
#ifndef TFC_CODEGEN_KERNELS_LOOPKERNEL_H
#define TFC_CODEGEN_KERNELS_LOOPKERNEL_H

#include "codegen/kernels/Fusion.h"
#include "codegen/target/KernelTarget.h"

namespace tfc {

/// A kernel over the parallel loops of a nest, with the reduction loops inside
/// each tile. Lanes run over a parallel loop, or over a reduction loop (then
/// they hold partial results), or there is one lane.
struct LoopKernel {
  FlatNest nest;
  Fusion fusion; ///< only of nests with one output
  /// Per output the value it starts with; null: its contents.
  llvm::SmallVector<mlir::Value> initials;

  llvm::SmallVector<unsigned> outer; ///< parallel loops, outermost first
  std::optional<unsigned> rowLoop, vectorLoop; ///< parallel, inside `outer`
  std::optional<unsigned> laneReduction;       ///< the loop of partial results
  llvm::SmallVector<unsigned> depth;           ///< other reduction loops
  unsigned rows = 1, vectors = 1, lanes = 1;
  bool masksTail = true; ///< else the tail is done element by element
};

/// Absorbs neighbours and sorts out the loops. `widest` of the element types
/// decides the number of lanes.
mlir::FailureOr<LoopKernel> analyseLoops(mlir::OpBuilder &b,
                                         mlir::linalg::LinalgOp op,
                                         const KernelTarget &target);

/// Whether lanes can hold partial results of the op: its only result is
/// combined by an operation that may be done in any order.
bool isReorderable(mlir::linalg::LinalgOp op);

/// Neutral element of a combining operation that may be reordered; null for
/// others.
mlir::TypedAttr neutralElement(mlir::OpBuilder &b, mlir::Operation *combiner);

} // namespace tfc

#endif // TFC_CODEGEN_KERNELS_LOOPKERNEL_H

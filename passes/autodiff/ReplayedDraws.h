//===- ReplayedDraws.h - Random numbers on the way back -------------------===//

#ifndef TFC_PASSES_AUTODIFF_REPLAYEDDRAWS_H
#define TFC_PASSES_AUTODIFF_REPLAYEDDRAWS_H

#include "ir/ops/control.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseMap.h"

namespace tfc {

/// Whether `op` or an op in its regions draws random numbers.
bool drawsNumbers(mlir::Operation *op);

/// A region of a conditional or loop is run once more on the way back, and must
/// see the numbers that it saw before. So they leave it as further results,
/// those of all rounds side by side, and come in the second time.
class ReplayedDraws {
public:
  /// Makes what is drawn in `block`, in regions inside of it too, values of the
  /// block, and gives them in order. Changes the ops with regions in it.
  /// Reports what cannot leave.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> lift(mlir::Block &block);

  /// The conditional with what its branches draw as results behind its own.
  mlir::FailureOr<IfOp> lift(IfOp op);
  /// The numbers among them that a branch draws.
  llvm::ArrayRef<mlir::Value> ofBranch(IfOp lifted, unsigned branch,
                                       llvm::ArrayRef<mlir::Value> drawn) const;
  /// The results behind an op's own.
  llvm::SmallVector<mlir::Value> drawnBy(mlir::Operation *lifted) const;

  /// Copies the ops of a block that was lifted, but for its terminator, with
  /// `drawn` in the place of what they draw, and without what they assert: that
  /// has been checked. The values that it yields.
  llvm::SmallVector<mlir::Value> replay(mlir::Block &from,
                                        mlir::OpBuilder &builder,
                                        mlir::IRMapping &mapping,
                                        llvm::ArrayRef<mlir::Value> drawn);

  /// Reports a loop whose rounds cannot be told before it, or whose condition
  /// draws. `rounds` is their number, or null.
  static llvm::LogicalResult checkRounds(WhileOp loop, mlir::Value rounds);

  /// A tensor of zeros for a value drawn in the body of `loop`, in `rounds`
  /// rounds (an i32 scalar), made outside of the loop; null where its size
  /// cannot be told there, which is reported.
  static mlir::Value emptyStack(WhileOp loop, mlir::Value drawn,
                                mlir::Value rounds, mlir::OpBuilder &at);

private:
  mlir::FailureOr<WhileOp> lift(WhileOp op);
  void replay(IfOp lifted, mlir::OpBuilder &builder, mlir::IRMapping &mapping,
              llvm::ArrayRef<mlir::Value> drawn);
  void replay(WhileOp lifted, mlir::OpBuilder &builder,
              mlir::IRMapping &mapping, llvm::ArrayRef<mlir::Value> drawn);

  /// How many results of a lifted op were drawn; of a conditional, how many of
  /// them in its first branch.
  llvm::DenseMap<mlir::Operation *, unsigned> counts, firstCounts;
};

} // namespace tfc

#endif // TFC_PASSES_AUTODIFF_REPLAYEDDRAWS_H

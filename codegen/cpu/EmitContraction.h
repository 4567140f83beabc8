//===- EmitContraction.h - Products and convolutions as register tiles ----===//
#ifndef TFC_CODEGEN_CPU_EMITCONTRACTION_H
#define TFC_CODEGEN_CPU_EMITCONTRACTION_H

#include "codegen/cpu/RegisterTile.h"
#include "codegen/cpu/TileEmitter.h"
#include "codegen/cpu/TileFunction.h"
#include "codegen/kernels/Fusion.h"
#include "mlir/IR/SymbolTable.h"

namespace tfc {

/// How the right operand, the one that lanes run over, is read.
enum class PackKind {
  inPlace,
  constant,  ///< rearranged at compile time
  atRunTime, ///< a panel at a time, into the task's stack
};

/// A sum of products over a flat nest, with the part that each loop plays:
/// `rowLoops` move only in the left operand, `panel` and `column` only in the
/// right one, `depth` are the reductions, `outer` all else.
struct Contraction {
  FlatNest nest;
  Fusion fusion;
  unsigned left = 0, right = 1;
  llvm::SmallVector<unsigned> outer, rowLoops, depth;
  unsigned panel = 0, column = 0;
  RegisterTile tile;
  PackKind packing = PackKind::inPlace;
  bool isTransposed = false; ///< lanes are not neighbours in the right operand

  std::optional<int64_t> staticRows() const;
  std::optional<int64_t> staticColumns; ///< before the split into panels
  Product columns;
};

/// Views `op` as a contraction; fails where it is none or where another kind of
/// kernel suits it better. Packs constant weights.
mlir::FailureOr<Contraction> analyseContraction(mlir::OpBuilder &b,
                                                mlir::linalg::LinalgOp op,
                                                const KernelTarget &target,
                                                mlir::SymbolTable &symbols);

/// Emits the kernel at `b`.
void emitContraction(mlir::OpBuilder &b, Contraction &contraction,
                     const KernelTarget &target, TileFunctions &tiles);

/// Emits code that copies a panel of the right operand, at `at`, to `scratch`
/// as [depth][columns], zeros beyond `tile.mask`.
void emitPackPanel(mlir::OpBuilder &b, const FlatNest &nest, const Position &at,
                   unsigned access, llvm::ArrayRef<unsigned> depth,
                   const Tile &tile, int64_t pitch, mlir::Value scratch);

} // namespace tfc

#endif // TFC_CODEGEN_CPU_EMITCONTRACTION_H

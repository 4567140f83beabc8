//===- Fusion.h - Neighbours that a kernel can absorb ---------------------===//
//
// After bufferisation an accumulator is filled, computed and then changed in
// place by elementwise ops. A kernel that keeps it in registers takes the fill
// as its start and the elementwise ops before its only store.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_KERNELS_FUSION_H
#define TFC_CODEGEN_KERNELS_FUSION_H

#include "codegen/kernels/FlatNest.h"

namespace tfc {

/// An elementwise op that is applied to a tile before it is stored.
struct EpilogueStep {
  mutable mlir::linalg::LinalgOp op;
  /// Per block argument the access to read, or none: the tile's own values.
  llvm::SmallVector<std::optional<unsigned>> accesses;
};

struct Fusion {
  /// The scalar that the output holds at the start; null: its own contents.
  mlir::Value initial;
  /// The steps that are applied before the store, in this order.
  llvm::SmallVector<EpilogueStep> steps;
  /// The access that is stored at last.
  unsigned result = 0;
  /// Ops that the kernel replaces beside the nest's own.
  llvm::SmallVector<mlir::Operation *> absorbed;

  void eraseAbsorbed();
};

/// Finds what can be absorbed into a nest with one output and adds the accesses
/// it needs. The nest's loops must be as FlatNest::analyse left them.
Fusion findFusion(mlir::OpBuilder &b, FlatNest &nest);

/// Only the fill of output `i`, for nests with several outputs.
mlir::linalg::FillOp findFill(const FlatNest &nest, unsigned i);

/// The value that a buffer is a view of: an allocation, an argument, a global
/// or a view of the workspace.
mlir::Value bufferRoot(mlir::Value memref);

} // namespace tfc

#endif // TFC_CODEGEN_KERNELS_FUSION_H

//===- TileFunction.h - Tiles that products share ---------------*- C++ -*-===//
//
// The sums of a tile depend on how its operands move, and on nothing else of a
// product: how deep it is, where rows lie and how many there are can be
// arguments. So all layers of a model share a few functions, in which most of
// their code and of the time to compile it would be.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_CPU_TILEFUNCTION_H
#define TFC_CODEGEN_CPU_TILEFUNCTION_H

#include "codegen/cpu/TileEmitter.h"

namespace tfc {

/// The sums of one tile of a contraction.
struct TileSums {
  const FlatNest &nest;
  const Position &at;
  /// Its rows are the most that there can be. `mask` only tells whether there
  /// is one.
  Tile tile;
  unsigned left, right;
  llvm::ArrayRef<unsigned> depth;
  unsigned stored;        ///< the access that takes the sums
  mlir::Value initial;    ///< where they start; null for zero
  mlir::Value accumulate; ///< i1: they start from what is stored instead
  mlir::Value rows;       ///< index
  mlir::Value lanes;      ///< index: lanes of the last vector, with a mask
};

class TileFunctions {
public:
  TileFunctions(mlir::ModuleOp module, const KernelTarget &target)
      : module(module), target(target) {}

  /// Calls at `b` the function that computes and stores `sums`.
  void call(mlir::OpBuilder &b, const TileSums &sums);

private:
  mlir::func::FuncOp create(llvm::StringRef name, const TileSums &sums,
                            mlir::TypeRange types);

  mlir::ModuleOp module;
  const KernelTarget &target;
  llvm::StringMap<mlir::func::FuncOp> functions;
};

} // namespace tfc

#endif // TFC_CODEGEN_CPU_TILEFUNCTION_H

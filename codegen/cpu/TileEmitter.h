//===- TileEmitter.h - Register tiles of a flat loop nest -----------------===//
//
// A tile is a block of results held in registers: rows x panels x vectors, each
// of `lanes` elements. Reduction loops run inside a tile with its results as
// iter_args; elementwise work is a tile without reduction loops.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_CPU_TILEEMITTER_H
#define TFC_CODEGEN_CPU_TILEEMITTER_H

#include "codegen/kernels/Fusion.h"
#include "codegen/target/KernelTarget.h"

namespace tfc {

/// The shape of a tile and the loops it covers.
struct Tile {
  std::optional<unsigned> rowLoop, panelLoop, vectorLoop;
  unsigned rows = 1, panels = 1, vectors = 1, lanes = 1;
  /// Lanes of the last vector that stand for elements: all where null.
  mlir::Value mask;
  mlir::Value masked; ///< how many lanes the mask has, where there is one

  unsigned points() const { return rows * panels * vectors; }
};

/// The start of a tile: the value of each loop and the address in each buffer.
struct Position {
  llvm::SmallVector<mlir::Value> indices;
  llvm::SmallVector<mlir::Value> addresses;
};

class TileEmitter {
public:
  explicit TileEmitter(const FlatNest &nest)
      : nest(nest), loc(nest.op->getLoc()) {}

  Position start(mlir::OpBuilder &b) const;
  Position advance(mlir::OpBuilder &b, const Position &from, unsigned loop,
                   mlir::Value by) const;

  /// Element(s) of an access at a point: a vector where the vector loop moves
  /// in it, else a scalar.
  mlir::Value load(mlir::OpBuilder &b, const Position &at, const Tile &tile,
                   unsigned access, unsigned row, unsigned panel,
                   unsigned vector) const;
  void store(mlir::OpBuilder &b, const Position &at, const Tile &tile,
             unsigned access, unsigned row, unsigned panel, unsigned vector,
             mlir::Value value) const;

  /// All points of an access, rows outermost, broadcast to vectors.
  llvm::SmallVector<mlir::Value> loadTile(mlir::OpBuilder &b,
                                          const Position &at, const Tile &tile,
                                          unsigned access) const;
  void storeTile(mlir::OpBuilder &b, const Position &at, const Tile &tile,
                 unsigned access, llvm::ArrayRef<mlir::Value> values) const;

  /// Runs the op's body over `reductionLoops`, outermost first. `accumulators`
  /// holds a tile per output, one output after the other; so does the result.
  llvm::SmallVector<mlir::Value>
  reduce(mlir::OpBuilder &b, const Position &at, const Tile &tile,
         llvm::ArrayRef<unsigned> reductionLoops,
         llvm::ArrayRef<mlir::Value> accumulators, bool fuseMultiplyAdd) const;

  /// Applies `step` to the values of a tile.
  llvm::SmallVector<mlir::Value>
  applyEpilogue(mlir::OpBuilder &b, const Position &at, const Tile &tile,
                const EpilogueStep &step,
                llvm::ArrayRef<mlir::Value> values) const;

private:
  mlir::Value address(mlir::OpBuilder &b, const Position &at, const Tile &tile,
                      unsigned access, unsigned row, unsigned panel,
                      unsigned vector) const;
  bool isVectorAccess(const Tile &tile, const FlatAccess &access) const;
  mlir::Value maskFor(const Tile &tile, unsigned panel, unsigned vector) const;
  llvm::SmallVector<mlir::Value>
  evaluateTile(mlir::OpBuilder &b, const Position &at, const Tile &tile,
               llvm::ArrayRef<mlir::Value> accumulators,
               bool fuseMultiplyAdd) const;

  const FlatNest &nest;
  mlir::Location loc;
};

/// A mask of the lanes below `count`; null where all `lanes` are.
mlir::Value createMask(mlir::OpBuilder &b, mlir::Location loc, unsigned lanes,
                       mlir::OpFoldResult count);

/// scf.for from 0 to `extent` (or from `begin` to `end`) with a body that gives
/// the next iter_args.
llvm::SmallVector<mlir::Value>
emitLoop(mlir::OpBuilder &b, mlir::Location loc, mlir::Value begin,
         mlir::Value end, int64_t step, mlir::ValueRange initial,
         llvm::function_ref<llvm::SmallVector<mlir::Value>(
             mlir::OpBuilder &, mlir::Value, mlir::ValueRange)>
             body);

} // namespace tfc

#endif // TFC_CODEGEN_CPU_TILEEMITTER_H

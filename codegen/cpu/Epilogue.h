//===- Epilogue.h - What a product's result goes through --------*- C++ -*-===//
#ifndef TFC_CODEGEN_CPU_EPILOGUE_H
#define TFC_CODEGEN_CPU_EPILOGUE_H

#include "codegen/cpu/TileEmitter.h"

namespace tfc {

/// Whether the sums may be stored before the steps read them again.
bool canStoreSums(const FlatNest &nest, const Fusion &fusion);

/// Whether a step holds a function that takes tens of instructions, so that it
/// must not stand in the code once for each register of a tile.
bool hasLongEpilogue(const Fusion &fusion);

/// Applies the steps to the first `rows` rows of a tile of sums that lie in
/// access `stored`, and stores them in the fusion's result. They come back from
/// the first cache, which is little beside the sums; the code is that of a row,
/// or, with `byVectors` and a long epilogue, of a vector.
void emitEpilogue(mlir::OpBuilder &b, const TileEmitter &emitter,
                  const Fusion &fusion, const Position &at, const Tile &tile,
                  mlir::Value rows, unsigned stored, bool byVectors);

} // namespace tfc

#endif // TFC_CODEGEN_CPU_EPILOGUE_H

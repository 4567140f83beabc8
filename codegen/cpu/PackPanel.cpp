//===- PackPanel.cpp - Copies a panel of an operand in a run --------------===//

#include "codegen/cpu/EmitContraction.h"

using namespace mlir;

namespace tfc {

/// Transposes square vectors: result[i][j] = rows[j][i].
static SmallVector<Value> transposeSquare(OpBuilder &b, Location loc,
                                          SmallVector<Value> rows) {
  int64_t n = rows.size();
  for (int64_t distance = n / 2; distance >= 1; distance /= 2) {
    SmallVector<int64_t> low, high;
    for (int64_t x = 0; x < n; ++x) {
      bool upper = x & distance;
      low.push_back(upper ? n + x - distance : x);
      high.push_back(upper ? n + x : x + distance);
    }
    for (int64_t i = 0; i < n; ++i) {
      if (i & distance)
        continue;
      Value x = rows[i], y = rows[i | distance];
      rows[i] = vector::ShuffleOp::create(b, loc, x, y, low);
      rows[i | distance] = vector::ShuffleOp::create(b, loc, x, y, high);
    }
  }
  return rows;
}

void emitPackPanel(OpBuilder &b, const FlatNest &nest, const Position &at,
                   unsigned access, ArrayRef<unsigned> depth, const Tile &tile,
                   int64_t pitch, Value scratch) {
  Location loc = nest.op->getLoc();
  TileEmitter emitter(nest);
  const FlatAccess &source = nest.accesses[access];
  auto storeAt = [&](OpBuilder &t, Value value, Value row, int64_t column) {
    Value to = mulIndex(t, loc, row, indexConstant(t, loc, pitch));
    to = addIndex(t, loc, to, indexConstant(t, loc, column));
    vector::StoreOp::create(t, loc, value, scratch, to);
  };
  auto copyRow = [&](OpBuilder &t, const Position &here, Value row) {
    for (unsigned v = 0; v < tile.vectors; ++v)
      storeAt(t, emitter.load(t, here, tile, access, 0, 0, v), row,
              static_cast<int64_t>(v) * tile.lanes);
  };
  // The row of the scratch is the mixed-radix number of the depth loops.
  std::function<void(OpBuilder &, const Position &, Value, unsigned)>
      nestLoops = [&](OpBuilder &t, const Position &here, Value row,
                      unsigned level) {
        if (level == depth.size())
          return copyRow(t, here, row);
        unsigned loop = depth[level];
        Value extent = nest.materialize(t, nest.loops[loop].extent);
        Value begin = indexConstant(t, loc, 0);
        // Square blocks where lanes lie along the depth and none is masked.
        bool isInnermost = level + 1 == depth.size();
        if (isInnermost && source.strides[loop].isOne() && !tile.mask &&
            llvm::isPowerOf2_32(tile.lanes) && tile.lanes > 1) {
          int64_t lanes = tile.lanes;
          Value rest = t.createOrFold<arith::RemUIOp>(
              loc, extent, indexConstant(t, loc, lanes));
          Value whole = t.createOrFold<arith::SubIOp>(loc, extent, rest);
          auto type = VectorType::get({lanes}, source.elementType);
          emitLoop(
              t, loc, begin, whole, lanes, {},
              [&](OpBuilder &inner, Value k, ValueRange) -> SmallVector<Value> {
                Position block = emitter.advance(inner, here, loop, k);
                Value to =
                    addIndex(inner, loc, mulIndex(inner, loc, row, extent), k);
                for (unsigned v = 0; v < tile.vectors; ++v) {
                  SmallVector<Value> rows;
                  for (int64_t i = 0; i < lanes; ++i) {
                    Position from = emitter.advance(
                        inner, block, *tile.vectorLoop,
                        indexConstant(inner, loc, v * lanes + i));
                    rows.push_back(
                        vector::LoadOp::create(inner, loc, type, source.buffer,
                                               from.addresses[access]));
                  }
                  rows = transposeSquare(inner, loc, rows);
                  for (int64_t i = 0; i < lanes; ++i)
                    storeAt(
                        inner, rows[i],
                        addIndex(inner, loc, to, indexConstant(inner, loc, i)),
                        static_cast<int64_t>(v) * lanes);
                }
                return {};
              });
          begin = whole;
        }
        emitLoop(
            t, loc, begin, extent, 1, {},
            [&](OpBuilder &inner, Value k, ValueRange) -> SmallVector<Value> {
              Value next =
                  addIndex(inner, loc, mulIndex(inner, loc, row, extent), k);
              nestLoops(inner, emitter.advance(inner, here, loop, k), next,
                        level + 1);
              return {};
            });
      };
  nestLoops(b, at, indexConstant(b, loc, 0), 0);
}

} // namespace tfc

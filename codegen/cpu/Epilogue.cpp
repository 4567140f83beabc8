//===- Epilogue.cpp - what happens to sums before their store ------------===//

#include "codegen/cpu/Epilogue.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace tfc {

bool canStoreSums(const FlatNest &nest, const Fusion &fusion) {
  const FlatAccess &result = nest.accesses[fusion.result];
  if (result.elementType != nest.output().elementType)
    return false;
  Value root = bufferRoot(result.buffer);
  for (const EpilogueStep &step : fusion.steps)
    for (std::optional<unsigned> access : step.accesses)
      if (access && nest.accesses[*access].buffer &&
          bufferRoot(nest.accesses[*access].buffer) == root)
        return false; // It is read after the sums are stored.
  return true;
}

bool hasLongEpilogue(const Fusion &fusion) {
  for (const EpilogueStep &step : fusion.steps)
    for (Operation &op : step.op.getBlock()->without_terminator())
      if (isa<math::MathDialect>(op.getDialect()) &&
          !isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::FloorOp,
               math::TruncOp, math::RoundEvenOp, math::SqrtOp, math::CopySignOp,
               math::FmaOp>(op))
        return true;
  return false;
}

namespace {
/// The steps on tiles of one row.
class Epilogue {
public:
  Epilogue(const TileEmitter &emitter, const Fusion &fusion, Location loc,
           unsigned stored)
      : emitter(emitter), fusion(fusion), loc(loc), stored(stored) {}

  void apply(OpBuilder &b, const Position &at, const Tile &row) const {
    SmallVector<Value> values = emitter.loadTile(b, at, row, stored);
    for (const EpilogueStep &step : fusion.steps)
      values = emitter.applyEpilogue(b, at, row, step, values);
    emitter.storeTile(b, at, row, fusion.result, values);
  }

  /// One vector after the other, the masked one at last.
  void applyByVectors(OpBuilder &b, const Position &at, const Tile &row) const {
    int64_t lanes = row.lanes;
    auto constant = [&](OpBuilder &t, int64_t v) {
      return indexConstant(t, loc, v);
    };
    Tile one = row;
    one.panels = one.vectors = 1;
    one.mask = Value();
    Value end = constant(b, lanes * (row.vectors - (row.mask ? 1 : 0)));
    emitLoop(b, loc, constant(b, 0), constant(b, row.panels), 1, {},
             [&](OpBuilder &t, Value p, ValueRange) -> SmallVector<Value> {
               Position panel = row.panels > 1
                                    ? emitter.advance(t, at, *row.panelLoop, p)
                                    : at;
               emitLoop(t, loc, constant(t, 0), end, lanes, {},
                        [&](OpBuilder &inner, Value column,
                            ValueRange) -> SmallVector<Value> {
                          apply(inner,
                                emitter.advance(inner, panel, *row.vectorLoop,
                                                column),
                                one);
                          return {};
                        });
               return {};
             });
    if (!row.mask)
      return;
    Tile last = one;
    last.mask = row.mask;
    apply(b, emitter.advance(b, at, *row.vectorLoop, end), last);
  }

private:
  const TileEmitter &emitter;
  const Fusion &fusion;
  Location loc;
  unsigned stored;
};
} // namespace

void emitEpilogue(OpBuilder &b, const TileEmitter &emitter,
                  const Fusion &fusion, const Position &at, const Tile &tile,
                  Value rows, unsigned stored, bool byVectors) {
  if (fusion.steps.empty())
    return;
  Location loc = rows.getLoc();
  Epilogue epilogue(emitter, fusion, loc, stored);
  byVectors &= hasLongEpilogue(fusion);
  Tile row = tile;
  row.rows = 1;
  auto apply = [&](OpBuilder &t, const Position &here) {
    if (byVectors)
      epilogue.applyByVectors(t, here, row);
    else
      epilogue.apply(t, here, row);
  };
  if (!tile.rowLoop || tile.rows == 1)
    return apply(b, at);
  emitLoop(b, loc, indexConstant(b, loc, 0), rows, 1, {},
           [&](OpBuilder &t, Value r, ValueRange) -> SmallVector<Value> {
             apply(t, emitter.advance(t, at, *tile.rowLoop, r));
             return {};
           });
}

} // namespace tfc

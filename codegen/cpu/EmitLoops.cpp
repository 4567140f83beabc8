//===- EmitLoops.cpp - Elementwise and reducing kernels as loops ----------===//

#include "codegen/cpu/EmitLoops.h"
#include "codegen/cpu/Tasks.h"
#include "codegen/cpu/TileEmitter.h"
#include "codegen/cpu/VectorBody.h"
#include "codegen/kernels/Body.h"

using namespace mlir;

namespace tfc {
namespace {

class Emitter {
public:
  explicit Emitter(const LoopKernel &k)
      : k(k), emitter(k.nest), loc(k.nest.op->getLoc()) {
    levels = k.outer;
    if (k.rowLoop)
      levels.push_back(*k.rowLoop);
    if (k.vectorLoop)
      levels.push_back(*k.vectorLoop);
  }

  void run(OpBuilder &b);

private:
  void emitLevel(OpBuilder &b, unsigned level, const Position &at,
                 const Tile &tile, Value begin, Value end);
  void emitInner(OpBuilder &b, unsigned level, const Position &at,
                 const Tile &tile);
  void emitTile(OpBuilder &b, const Position &at, const Tile &tile);
  SmallVector<Value> reduceLanes(OpBuilder &b, const Position &at,
                                 const Tile &tile,
                                 ArrayRef<Value> accumulators);
  SmallVector<Value> partialResults(OpBuilder &b, const Position &at,
                                    const Tile &tile, ArrayRef<unsigned> loops,
                                    ArrayRef<Value> partial);
  Value combine(OpBuilder &b, Value x, Value y);

  Value constant(OpBuilder &b, int64_t v) { return indexConstant(b, loc, v); }
  Value extent(OpBuilder &b, unsigned loop) {
    return k.nest.materialize(b, k.nest.loops[loop].extent);
  }
  /// Whether `loop` is known to run a multiple of `step` times.
  bool divides(int64_t step, unsigned loop) const {
    const Product &e = k.nest.loops[loop].extent;
    return e.isStatic() && e.factor % step == 0;
  }
  Value roundDown(OpBuilder &b, Value begin, Value end, int64_t step) {
    if (step == 1)
      return end;
    Value rest = b.createOrFold<arith::RemUIOp>(
        loc, b.createOrFold<arith::SubIOp>(loc, end, begin), constant(b, step));
    return b.createOrFold<arith::SubIOp>(loc, end, rest);
  }

  const LoopKernel &k;
  TileEmitter emitter;
  Location loc;
  SmallVector<unsigned> levels;
};

/// Bytes that a step of all loops from `level` on moves; unknown extents count
/// as 16.
int64_t estimateBytes(const LoopKernel &k, ArrayRef<unsigned> loops) {
  int64_t bytes = 0;
  for (const FlatAccess &access : k.nest.accesses)
    if (access.buffer)
      bytes += elementBytes(access.elementType);
  auto multiply = [&](unsigned l) {
    const Product &e = k.nest.loops[l].extent;
    bytes *= e.isStatic() ? e.factor : 16;
  };
  llvm::for_each(loops, multiply);
  llvm::for_each(k.depth, multiply);
  if (k.laneReduction)
    multiply(*k.laneReduction);
  return std::max<int64_t>(bytes, 1);
}

void Emitter::run(OpBuilder &b) {
  Position root = emitter.start(b);
  Tile tile;
  tile.lanes = k.vectorLoop ? k.lanes : 1;
  if (levels.empty())
    return emitTile(b, root, tile);
  // Tasks are chunks of the outermost loop.
  unsigned loop = levels.front();
  int64_t perStep = estimateBytes(k, ArrayRef(levels).drop_front());
  int64_t chunk = std::max<int64_t>(1, 2 * kTaskBytes / perStep);
  int64_t unit = loop == k.vectorLoop ? k.lanes * k.vectors
                 : loop == k.rowLoop  ? k.rows
                                      : 1;
  chunk = llvm::alignTo(chunk, unit);
  const Product &total = k.nest.loops[loop].extent;
  Value end = extent(b, loop);
  if (total.isStatic() && total.factor <= chunk)
    return emitLevel(b, 0, root, tile, constant(b, 0), end);
  Value count =
      total.isStatic()
          ? constant(b, llvm::divideCeil(total.factor, chunk))
          : b.createOrFold<arith::CeilDivUIOp>(loc, end, constant(b, chunk));
  emitTasks(b, loc, {count}, true, [&](OpBuilder &t, ArrayRef<Value> ivs) {
    Value first = mulIndex(t, loc, ivs[0], constant(t, chunk));
    Value next = addIndex(t, loc, first, constant(t, chunk));
    if (!divides(chunk, loop))
      next = arith::MinUIOp::create(t, loc, next, end);
    emitLevel(t, 0, root, tile, first, next);
  });
}

void Emitter::emitInner(OpBuilder &b, unsigned level, const Position &at,
                        const Tile &tile) {
  if (level == levels.size())
    return emitTile(b, at, tile);
  emitLevel(b, level, at, tile, constant(b, 0), extent(b, levels[level]));
}

void Emitter::emitLevel(OpBuilder &b, unsigned level, const Position &at,
                        const Tile &tile, Value begin, Value end) {
  unsigned loop = levels[level];
  auto run = [&](Value from, Value to, int64_t step,
                 llvm::function_ref<Tile(OpBuilder &, Value)> tileAt) {
    emitLoop(b, loc, from, to, step, {},
             [&](OpBuilder &inner, Value i, ValueRange) -> SmallVector<Value> {
               emitInner(inner, level + 1, emitter.advance(inner, at, loop, i),
                         tileAt(inner, i));
               return {};
             });
  };
  auto as = [](Tile t) { return [t](OpBuilder &, Value) { return t; }; };

  if (loop == k.rowLoop) {
    Tile many = tile, one = tile;
    many.rowLoop = loop;
    many.rows = k.rows;
    Value middle = roundDown(b, begin, end, k.rows);
    run(begin, middle, k.rows, as(many));
    if (!divides(k.rows, loop))
      run(middle, end, 1, as(one));
    return;
  }
  if (loop != k.vectorLoop)
    return run(begin, end, 1, as(tile));

  // Several vectors, one vector, then the lanes that are left.
  int64_t lanes = k.lanes, wide = lanes * k.vectors;
  Tile many = tile;
  many.vectorLoop = loop;
  many.vectors = k.vectors;
  Tile one = many;
  one.vectors = 1;
  Value from = begin;
  if (k.vectors > 1) {
    Value middle = roundDown(b, from, end, wide);
    run(from, middle, wide, as(many));
    from = middle;
  }
  if (divides(wide, loop) && k.vectors > 1)
    return;
  Value middle = roundDown(b, from, end, lanes);
  run(from, middle, lanes, as(one));
  if (divides(lanes, loop))
    return;
  if (!k.masksTail) {
    Tile scalar = tile;
    scalar.lanes = 1;
    return run(middle, end, 1, as(scalar));
  }
  run(middle, end, lanes, [&](OpBuilder &inner, Value i) {
    Tile masked = one;
    Value left = inner.createOrFold<arith::SubIOp>(loc, end, i);
    masked.mask = createMask(inner, loc, lanes, getAsOpFoldResult(left));
    return masked;
  });
}

void Emitter::emitTile(OpBuilder &b, const Position &at, const Tile &tile) {
  unsigned outputs = k.nest.numOutputs(), points = tile.points();
  SmallVector<Value> values;
  for (unsigned o = 0; o < outputs; ++o) {
    if (Value initial = k.initials[o])
      values.append(points, broadcastTo(b, loc, initial, tile.lanes));
    else
      values.append(emitter.loadTile(b, at, tile, k.nest.numInputs + o));
  }
  values = k.laneReduction
               ? reduceLanes(b, at, tile, values)
               : emitter.reduce(b, at, tile, k.depth, values, false);
  for (const EpilogueStep &step : k.fusion.steps)
    values = emitter.applyEpilogue(b, at, tile, step, values);
  if (outputs == 1)
    return emitter.storeTile(b, at, tile, k.fusion.result, values);
  for (unsigned o = 0; o < outputs; ++o)
    emitter.storeTile(b, at, tile, k.nest.numInputs + o,
                      ArrayRef(values).slice(o * points, points));
}

//===----------------------------------------------------------------------===//
// Partial results in lanes
//===----------------------------------------------------------------------===//

Value Emitter::combine(OpBuilder &b, Value x, Value y) {
  Operation *combiner =
      matchCombiner(*k.nest.op.getBlock(), 0, k.nest.numInputs);
  OperationState state(loc, combiner->getName(), ValueRange{x, y}, x.getType(),
                       combiner->getAttrs());
  return b.create(state)->getResult(0);
}

SmallVector<Value> Emitter::partialResults(OpBuilder &b, const Position &at,
                                           const Tile &tile,
                                           ArrayRef<unsigned> loops,
                                           ArrayRef<Value> partial) {
  if (!loops.empty())
    return emitLoop(b, loc, constant(b, 0), extent(b, loops.front()), 1,
                    partial, [&](OpBuilder &inner, Value i, ValueRange args) {
                      return partialResults(
                          inner, emitter.advance(inner, at, loops.front(), i),
                          tile, loops.drop_front(), llvm::to_vector(args));
                    });

  unsigned loop = *k.laneReduction;
  int64_t lanes = k.lanes, wide = lanes * k.vectors;
  Value end = extent(b, loop), zero = constant(b, 0);
  Value middle = roundDown(b, zero, end, wide);
  SmallVector<Value> values = emitLoop(
      b, loc, zero, middle, wide, partial,
      [&](OpBuilder &inner, Value i, ValueRange args) {
        return emitter.reduce(inner, emitter.advance(inner, at, loop, i), tile,
                              {}, llvm::to_vector(args), false);
      });
  if (divides(wide, loop))
    return values;
  // The values that are left go to the first vector of each row.
  Tile one = tile;
  one.vectors = 1;
  SmallVector<Value> firsts;
  for (unsigned r = 0; r < tile.rows; ++r)
    firsts.push_back(values[r * tile.vectors]);
  Value last = roundDown(b, middle, end, lanes);
  firsts = emitLoop(b, loc, middle, last, lanes, firsts,
                    [&](OpBuilder &inner, Value i, ValueRange args) {
                      return emitter.reduce(
                          inner, emitter.advance(inner, at, loop, i), one, {},
                          llvm::to_vector(args), false);
                    });
  if (!divides(lanes, loop) && k.masksTail) {
    firsts = emitLoop(
        b, loc, last, end, lanes, firsts,
        [&](OpBuilder &inner, Value i, ValueRange args) {
          Tile masked = one;
          Value left = inner.createOrFold<arith::SubIOp>(loc, end, i);
          masked.mask = createMask(inner, loc, lanes, getAsOpFoldResult(left));
          SmallVector<Value> next =
              emitter.reduce(inner, emitter.advance(inner, at, loop, i), masked,
                             {}, llvm::to_vector(args), false);
          if (masked.mask)
            for (auto [value, old] : llvm::zip(next, args))
              value =
                  arith::SelectOp::create(inner, loc, masked.mask, value, old);
          return next;
        });
  }
  for (unsigned r = 0; r < tile.rows; ++r)
    values[r * tile.vectors] = firsts[r];
  return values;
}

SmallVector<Value> Emitter::reduceLanes(OpBuilder &b, const Position &at,
                                        const Tile &tile,
                                        ArrayRef<Value> accumulators) {
  Operation *combiner =
      matchCombiner(*k.nest.op.getBlock(), 0, k.nest.numInputs);
  Value neutral =
      arith::ConstantOp::create(b, loc, neutralElement(b, combiner));
  Tile partial = tile;
  partial.lanes = k.lanes;
  partial.vectors = k.vectors;
  partial.vectorLoop = k.laneReduction;
  SmallVector<Value> values(partial.points(),
                            broadcastTo(b, loc, neutral, k.lanes));
  values = partialResults(b, at, partial, k.depth, values);

  SmallVector<Value> results;
  for (unsigned r = 0; r < tile.rows; ++r) {
    ArrayRef<Value> row = ArrayRef(values).slice(r * k.vectors, k.vectors);
    SmallVector<Value> parts(row);
    for (unsigned n = parts.size(); n > 1; n = llvm::divideCeil(n, 2))
      for (unsigned i = 0; i < n / 2; ++i)
        parts[i] = combine(b, parts[i], parts[i + llvm::divideCeil(n, 2)]);
    Value sum = parts[0];
    for (int64_t width = k.lanes; width > 1; width /= 2) {
      SmallVector<int64_t> low, high;
      for (int64_t i = 0; i < width / 2; ++i) {
        low.push_back(i);
        high.push_back(width / 2 + i);
      }
      sum = combine(b, vector::ShuffleOp::create(b, loc, sum, sum, low),
                    vector::ShuffleOp::create(b, loc, sum, sum, high));
    }
    if (k.lanes > 1)
      sum = vector::ExtractOp::create(b, loc, sum, int64_t(0));
    results.push_back(sum);
  }
  if (!divides(k.lanes, *k.laneReduction) && !k.masksTail) {
    // The elements that fill no vector, one by one.
    Tile scalar = tile;
    scalar.lanes = 1;
    Value end = extent(b, *k.laneReduction);
    Value first = roundDown(b, constant(b, 0), end, k.lanes);
    std::function<SmallVector<Value>(OpBuilder &, const Position &,
                                     ArrayRef<unsigned>, ValueRange)>
        nest = [&](OpBuilder &t, const Position &here, ArrayRef<unsigned> loops,
                   ValueRange args) {
          bool isLast = loops.empty();
          unsigned loop = isLast ? *k.laneReduction : loops.front();
          return emitLoop(
              t, loc, isLast ? first : constant(t, 0), extent(t, loop), 1, args,
              [&](OpBuilder &inner, Value i, ValueRange next) {
                Position there = emitter.advance(inner, here, loop, i);
                if (isLast)
                  return emitter.reduce(inner, there, scalar, {},
                                        llvm::to_vector(next), false);
                return nest(inner, there, loops.drop_front(), next);
              });
        };
    results = nest(b, at, k.depth, results);
  }
  for (auto [result, start] : llvm::zip(results, accumulators))
    result = combine(b, start, result);
  return results;
}

} // namespace

void emitLoops(OpBuilder &b, const LoopKernel &kernel) {
  Emitter(kernel).run(b);
}

} // namespace tfc

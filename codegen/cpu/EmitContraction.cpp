//===- EmitContraction.cpp - products as register tiles ------------------===//
//
// Loops, from the outside: tasks over (outer loops, blocks of rows, groups of
// panels); panels; blocks of the depth; tiles of rows; the depth. A panel of
// the right operand thus stays in cache while the rows pass by.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/EmitContraction.h"
#include "codegen/cpu/Epilogue.h"
#include "codegen/cpu/Tasks.h"
#include "codegen/cpu/VectorBody.h"

using namespace mlir;

namespace tfc {
namespace {

/// Depths up to this are not blocked.
constexpr int64_t kMaxDepth = 1024;
/// Above, blocks are at most this deep.
constexpr int64_t kDepthBlock = 768;
/// Up to this known depth a tile of known rows stands where it is used.
constexpr int64_t kMaxInlineDepth = 96;
/// The most that a task keeps on its stack for a packed panel.
constexpr int64_t kMaxScratchBytes = 256 * 1024;

class Emitter {
public:
  Emitter(Contraction &c, const KernelTarget &target, TileFunctions &tiles)
      : c(c), target(target), tiles(tiles), loc(c.nest.op->getLoc()) {}

  void run(OpBuilder &b);

private:
  /// The loops over the rows of a task and the right operand as it is read.
  struct Context {
    const FlatNest &nest;
    TileEmitter emitter;
    Value isFirst, isLast; ///< of the blocks of the depth; null: yes
  };

  void planBlocks();
  void emitTask(OpBuilder &b, const Position &at, Value rowBegin, Value rowEnd,
                Value panelBegin, Value panelEnd);
  void emitPanels(OpBuilder &b, const Position &at, Value rowBegin,
                  Value rowEnd, Value panelBegin, Value panelEnd);
  void emitPanel(OpBuilder &b, const Position &at, const Tile &tile,
                 Value rowBegin, Value rowEnd);
  void emitDepthBlock(OpBuilder &b, const FlatNest &nest, const Position &at,
                      const Tile &tile, Value rowBegin, Value rowEnd,
                      Value isFirst, Value isLast);
  void emitRows(OpBuilder &b, const Context &context, const Position &at,
                const Tile &tile, Value begin, Value end);
  void emitTile(OpBuilder &b, const Context &context, const Position &at,
                const Tile &tile);
  bool callsTiles(const FlatNest &nest) const;
  void callTile(OpBuilder &b, const Context &context, const Position &at,
                const Tile &tile, Value rows);
  void emitSingleRow(OpBuilder &b, const Position &at, Value panelBegin,
                     Value panelEnd);

  Value constant(OpBuilder &b, int64_t v) { return indexConstant(b, loc, v); }
  Value extent(OpBuilder &b, unsigned loop) {
    return c.nest.materialize(b, c.nest.loops[loop].extent);
  }
  std::optional<int64_t> known(unsigned loop) const {
    const Product &e = c.nest.loops[loop].extent;
    return e.isStatic() ? std::optional(e.factor) : std::nullopt;
  }
  bool hasBlockedDepth() const { return depthBlock != 0; }
  Value ceilDiv(OpBuilder &b, Value x, int64_t y) {
    if (auto k = getConstantIntValue(x))
      return constant(b, llvm::divideCeil(*k, y));
    return b.createOrFold<arith::CeilDivUIOp>(loc, x, constant(b, y));
  }
  Value minimum(OpBuilder &b, Value x, Value y) {
    return b.createOrFold<arith::MinUIOp>(loc, x, y);
  }

  Contraction &c;
  const KernelTarget &target;
  TileFunctions &tiles;
  Location loc;

  std::optional<unsigned> tileLoop;  ///< the rows of a tile
  std::optional<unsigned> blockLoop; ///< split into blocks, one per task
  int64_t blockSize = 1, panelsPerTask = 1, depthBlock = 0;
  bool parallel = false;
  Value scratch;
};

void Emitter::planBlocks() {
  Type element = c.nest.output().elementType;
  int64_t bytes = elementBytes(element), width = c.tile.columns();
  int64_t depth = 1, outer = 1;
  bool isDepthKnown = true;
  for (unsigned l : c.depth) {
    isDepthKnown &= known(l).has_value();
    depth *= known(l).value_or(128);
  }
  for (unsigned l : c.outer)
    outer *= known(l).value_or(1);

  if (!c.rowLoops.empty()) {
    tileLoop = c.rowLoops.back();
    blockLoop =
        c.rowLoops.size() == 1 ? *tileLoop : c.rowLoops[c.rowLoops.size() - 2];
  }

  // The depth is blocked where it is one loop; a convolution's is not.
  if (c.depth.size() == 1) {
    auto k = known(c.depth[0]);
    if (k && *k > kMaxDepth) {
      depthBlock = llvm::alignTo(
          llvm::divideCeil(*k, llvm::divideCeil(*k, kDepthBlock)), 8);
      for (int64_t d = kDepthBlock; d >= 256; --d)
        if (*k % d == 0) {
          depthBlock = d;
          break;
        }
    } else if (!k && c.packing == PackKind::atRunTime) {
      depthBlock = kDepthBlock / 2;
    }
  }
  int64_t scratchDepth = depthBlock ? depthBlock : depth;
  if (c.packing == PackKind::atRunTime &&
      (scratchDepth * width * bytes > kMaxScratchBytes ||
       (!depthBlock && !isDepthKnown)))
    c.packing = PackKind::inPlace;

  // Panels per task: enough memory and enough work to be worth one.
  int64_t panelBytes = depth * width * bytes;
  if (c.staticColumns) {
    int64_t panels = llvm::divideCeil(*c.staticColumns, width);
    panelsPerTask =
        panels * panelBytes < kTaskBytes
            ? panels
            : std::min(panels,
                       std::max<int64_t>(1, kTaskBytes / 2 / panelBytes));
  } else {
    panelsPerTask = std::max<int64_t>(1, kTaskBytes / panelBytes);
  }

  auto rows = c.staticRows();
  int64_t rowsPerTask =
      std::max<int64_t>(96, kTaskFlops / (2 * depth * width * panelsPerTask));
  // A block of the left operand should leave room in the second cache.
  int64_t cached = target.l2Bytes / 2 / (std::min(depth, kMaxDepth) * bytes);
  rowsPerTask = std::min(rowsPerTask, std::max<int64_t>(cached, 48));
  if (blockLoop == tileLoop) {
    if (rows)
      rowsPerTask =
          llvm::divideCeil(*rows, llvm::divideCeil(*rows, rowsPerTask));
    blockSize = llvm::alignTo(rowsPerTask, c.tile.rows);
  } else if (blockLoop) {
    blockSize = llvm::divideCeil(
        rowsPerTask, std::max<int64_t>(1, known(*tileLoop).value_or(32)));
    if (auto k = known(*blockLoop))
      blockSize = llvm::divideCeil(*k, llvm::divideCeil(*k, blockSize));
  }

  bool isSmall = rows && c.staticColumns && isDepthKnown &&
                 outer * *rows * *c.staticColumns * depth * 2 < kTaskFlops &&
                 *c.staticColumns * depth * bytes < kTaskBytes;
  for (unsigned l : c.outer)
    isSmall &= known(l).has_value();
  parallel = !isSmall;
}

void Emitter::run(OpBuilder &b) {
  planBlocks();
  TileEmitter emitter(c.nest);
  Position root = emitter.start(b);

  SmallVector<unsigned> taskLoops(c.outer);
  for (unsigned l : c.rowLoops)
    if (l != tileLoop && l != blockLoop)
      taskLoops.push_back(l);
  SmallVector<Value> counts;
  for (unsigned l : taskLoops)
    counts.push_back(extent(b, l));
  Value rows = blockLoop ? extent(b, *blockLoop) : constant(b, 1);
  Value panels = ceilDiv(b, c.nest.materialize(b, c.columns), c.tile.columns());
  counts.push_back(ceilDiv(b, rows, blockSize));
  counts.push_back(ceilDiv(b, panels, panelsPerTask));

  emitTasks(b, loc, counts, parallel, [&](OpBuilder &t, ArrayRef<Value> ivs) {
    Position at = root;
    for (auto [l, iv] : llvm::zip(taskLoops, ivs))
      at = emitter.advance(t, at, l, iv);
    auto range = [&](Value index, int64_t size, Value end) {
      Value first = mulIndex(t, loc, index, constant(t, size));
      auto k = getConstantIntValue(end);
      if (k && *k <= size)
        return std::pair(first, end);
      Value next = addIndex(t, loc, first, constant(t, size));
      if (k && *k % size == 0)
        return std::pair(first, next);
      return std::pair(first, minimum(t, next, end));
    };
    auto [rowBegin, rowEnd] = range(ivs[ivs.size() - 2], blockSize, rows);
    auto [panelBegin, panelEnd] = range(ivs.back(), panelsPerTask, panels);
    emitTask(t, at, rowBegin, rowEnd, panelBegin, panelEnd);
  });
}

/// Runs `body` with memory for a packed panel that is given back after it.
void Emitter::emitTask(OpBuilder &b, const Position &at, Value rowBegin,
                       Value rowEnd, Value panelBegin, Value panelEnd) {
  bool isRow = blockLoop == tileLoop;
  bool maybeSingle =
      !blockLoop || (isRow && (!known(*blockLoop) || known(*blockLoop) == 1));
  bool isSingle = !blockLoop;
  auto general = [&](OpBuilder &g) {
    if (c.packing != PackKind::atRunTime)
      return emitPanels(g, at, rowBegin, rowEnd, panelBegin, panelEnd);
    auto scope = memref::AllocaScopeOp::create(g, loc, TypeRange{});
    OpBuilder::InsertionGuard guard(g);
    g.createBlock(&scope.getBodyRegion());
    int64_t depth = depthBlock;
    if (!depth) {
      depth = 1;
      for (unsigned l : c.depth)
        depth *= *known(l);
    }
    auto type = MemRefType::get({depth * c.tile.columns()},
                                c.nest.output().elementType);
    scratch = memref::AllocaOp::create(g, loc, type, ValueRange{},
                                       g.getI64IntegerAttr(64));
    emitPanels(g, at, rowBegin, rowEnd, panelBegin, panelEnd);
    memref::AllocaScopeReturnOp::create(g, loc, ValueRange{});
  };
  if (!maybeSingle || hasBlockedDepth() || c.isTransposed)
    return general(b);
  if (isSingle)
    return emitSingleRow(b, at, panelBegin, panelEnd);
  Value one = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                    extent(b, *blockLoop), constant(b, 1));
  auto choice = scf::IfOp::create(b, loc, one, /*withElse=*/true);
  OpBuilder single = choice.getThenBodyBuilder();
  emitSingleRow(single, at, panelBegin, panelEnd);
  OpBuilder other = choice.getElseBodyBuilder();
  general(other);
}

/// One row: several panels at a time, so that enough sums are in flight. The
/// right operand is read where it lies: packing it would cost a second pass.
void Emitter::emitSingleRow(OpBuilder &b, const Position &at, Value panelBegin,
                            Value panelEnd) {
  PackKind packing = c.packing;
  if (packing == PackKind::atRunTime)
    c.packing = PackKind::inPlace;
  Tile tile;
  tile.lanes = c.tile.lanes;
  tile.vectors = c.tile.vectors;
  tile.panelLoop = c.panel;
  tile.vectorLoop = c.column;
  tile.panels =
      std::max(1u, std::min(8u, target.vectorRegisters / 2) / c.tile.vectors);
  Value zero = constant(b, 0), one = constant(b, 1);
  Value full = b.createOrFold<arith::DivUIOp>(
      loc, c.nest.materialize(b, c.columns), constant(b, c.tile.columns()));
  full = minimum(b, full, panelEnd);
  Value done = panelBegin;
  if (tile.panels > 1) {
    Value count = b.createOrFold<arith::SubIOp>(loc, full, panelBegin);
    count =
        b.createOrFold<arith::DivUIOp>(loc, count, constant(b, tile.panels));
    count = mulIndex(b, loc, count, constant(b, tile.panels));
    // With an empty range (only a tail) the difference would wrap around.
    Value some = b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ugt,
                                               full, panelBegin);
    count = b.createOrFold<arith::SelectOp>(loc, some, count, zero);
    done = addIndex(b, loc, panelBegin, count);
    TileEmitter emitter(c.nest);
    emitLoop(b, loc, panelBegin, done, tile.panels, {},
             [&](OpBuilder &inner, Value p, ValueRange) -> SmallVector<Value> {
               Context context{c.nest, emitter, {}, {}};
               emitTile(inner, context, emitter.advance(inner, at, c.panel, p),
                        tile);
               return {};
             });
  }
  emitPanels(b, at, zero, one, done, panelEnd);
  c.packing = packing;
}

void Emitter::emitPanels(OpBuilder &b, const Position &at, Value rowBegin,
                         Value rowEnd, Value panelBegin, Value panelEnd) {
  TileEmitter emitter(c.nest);
  int64_t width = c.tile.columns();
  Tile tile;
  tile.lanes = c.tile.lanes;
  tile.vectors = c.tile.vectors;
  tile.vectorLoop = c.column;

  Value columns = c.nest.materialize(b, c.columns);
  Value full = b.createOrFold<arith::DivUIOp>(loc, columns, constant(b, width));
  Value fullEnd = minimum(b, full, panelEnd);
  emitLoop(b, loc, panelBegin, fullEnd, 1, {},
           [&](OpBuilder &inner, Value p, ValueRange) -> SmallVector<Value> {
             emitPanel(inner, emitter.advance(inner, at, c.panel, p), tile,
                       rowBegin, rowEnd);
             return {};
           });

  // The last panel, where it is not full.
  if (c.staticColumns && *c.staticColumns % width == 0)
    return;
  auto emitTail = [&](OpBuilder &t) {
    Position last = emitter.advance(t, at, c.panel, full);
    if (c.staticColumns) {
      int64_t rest = *c.staticColumns % width;
      Tile narrow = tile;
      narrow.vectors = llvm::divideCeil(rest, tile.lanes);
      int64_t lanes =
          rest - (narrow.vectors - 1) * static_cast<int64_t>(tile.lanes);
      narrow.mask = createMask(t, loc, tile.lanes, t.getIndexAttr(lanes));
      narrow.masked = constant(t, lanes);
      emitPanel(t, last, narrow, rowBegin, rowEnd);
      return;
    }
    Tile narrow = tile;
    narrow.vectors = 1;
    Value rest =
        t.createOrFold<arith::RemUIOp>(loc, columns, constant(t, width));
    emitLoop(t, loc, constant(t, 0), rest, tile.lanes, {},
             [&](OpBuilder &inner, Value j, ValueRange) -> SmallVector<Value> {
               Tile one = narrow;
               Value left = arith::SubIOp::create(inner, loc, rest, j);
               one.mask = createMask(inner, loc, tile.lanes, left);
               one.masked = minimum(inner, left, constant(inner, tile.lanes));
               emitPanel(inner, emitter.advance(inner, last, c.column, j), one,
                         rowBegin, rowEnd);
               return {};
             });
  };
  auto isLast = b.createOrFold<arith::CmpIOp>(loc, arith::CmpIPredicate::ugt,
                                              panelEnd, full);
  if (matchPattern(isLast, m_One()))
    return emitTail(b);
  auto choice = scf::IfOp::create(b, loc, isLast, /*withElse=*/false);
  OpBuilder then = choice.getThenBodyBuilder();
  emitTail(then);
}

void Emitter::emitPanel(OpBuilder &b, const Position &at, const Tile &tile,
                        Value rowBegin, Value rowEnd) {
  if (!depthBlock)
    return emitDepthBlock(b, c.nest, at, tile, rowBegin, rowEnd, {}, {});
  unsigned loop = c.depth[0];
  Value depth = extent(b, loop);
  // A depth of nothing still has one block: it stores the start.
  Value end =
      known(loop)
          ? depth
          : arith::MaxUIOp::create(b, loc, depth, constant(b, 1)).getResult();
  emitLoop(b, loc, constant(b, 0), end, depthBlock, {},
           [&](OpBuilder &inner, Value k, ValueRange) -> SmallVector<Value> {
             FlatNest block = c.nest;
             auto total = known(loop);
             if (total && *total % depthBlock == 0) {
               block.loops[loop].extent = Product(depthBlock);
             } else {
               Value left = arith::SubIOp::create(inner, loc, depth, k);
               Value size = minimum(inner, left, constant(inner, depthBlock));
               block.loops[loop].extent =
                   Product::symbol(block.addSymbol(size));
             }
             TileEmitter emitter(block);
             Value isFirst = arith::CmpIOp::create(
                 inner, loc, arith::CmpIPredicate::eq, k, constant(inner, 0));
             Value next = addIndex(inner, loc, k, constant(inner, depthBlock));
             Value isLast = arith::CmpIOp::create(
                 inner, loc, arith::CmpIPredicate::uge, next, depth);
             emitDepthBlock(inner, block, emitter.advance(inner, at, loop, k),
                            tile, rowBegin, rowEnd, isFirst, isLast);
             return {};
           });
}

void Emitter::emitDepthBlock(OpBuilder &b, const FlatNest &nest,
                             const Position &at, const Tile &tile,
                             Value rowBegin, Value rowEnd, Value isFirst,
                             Value isLast) {
  FlatNest local = nest;
  Position here = at;
  if (c.packing == PackKind::atRunTime) {
    FlatAccess &right = local.accesses[c.right];
    int64_t pitch = c.tile.columns();
    auto anySize = MemRefType::get({ShapedType::kDynamic}, right.elementType);
    auto asAnySize = [&](Value memref) -> Value {
      return memref.getType() == anySize
                 ? memref
                 : memref::CastOp::create(b, loc, anySize, memref).getResult();
    };
    // Few rows do not pay for a copy of the panel; how many there are is known
    // only in a run where the batch is dynamic.
    Value packs;
    if (blockLoop == tileLoop && !c.isTransposed && !c.staticRows()) {
      Value rows = arith::SubIOp::create(b, loc, rowEnd, rowBegin);
      packs = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::uge, rows,
                                    constant(b, 2 * c.tile.rows));
      auto choice = scf::IfOp::create(b, loc, packs, /*withElse=*/false);
      OpBuilder then = choice.getThenBodyBuilder();
      emitPackPanel(then, nest, at, c.right, c.depth, tile, pitch, scratch);
    } else {
      emitPackPanel(b, nest, at, c.right, c.depth, tile, pitch, scratch);
    }
    Value zero = constant(b, 0);
    auto choose = [&](Value packed, Value original) -> Value {
      return packs ? arith::SelectOp::create(b, loc, packs, packed, original)
                         .getResult()
                   : packed;
    };
    Product stride(pitch);
    SmallVector<Product> strides(local.loops.size(), Product(0));
    strides[c.column] = Product(1);
    for (unsigned l : llvm::reverse(c.depth)) {
      if (packs) {
        Value s = choose(nest.materialize(b, stride),
                         nest.materialize(b, right.strides[l]));
        strides[l] = Product::symbol(local.addSymbol(s));
      } else {
        strides[l] = stride;
      }
      stride = stride * nest.loops[l].extent;
    }
    right.strides = strides;
    right.buffer =
        choose(asAnySize(scratch), packs ? asAnySize(right.buffer) : Value());
    right.isPadded = !packs;
    here.addresses[c.right] = choose(zero, here.addresses[c.right]);
  }

  Context context{local, TileEmitter(local), isFirst, isLast};
  if (!blockLoop)
    return emitTile(b, context, here, tile);
  if (blockLoop == tileLoop)
    return emitRows(b, context, here, tile, rowBegin, rowEnd);
  emitLoop(b, loc, rowBegin, rowEnd, 1, {},
           [&](OpBuilder &inner, Value r, ValueRange) -> SmallVector<Value> {
             emitRows(inner, context,
                      context.emitter.advance(inner, here, *blockLoop, r), tile,
                      constant(inner, 0), extent(inner, *tileLoop));
             return {};
           });
}

void Emitter::emitRows(OpBuilder &b, const Context &context, const Position &at,
                       const Tile &tile, Value begin, Value end) {
  int64_t step = c.tile.rows;
  if (callsTiles(context.nest)) {
    Tile most = tile;
    most.rowLoop = tileLoop;
    most.rows = step;
    bool isWhole = known(*tileLoop) && *known(*tileLoop) % step == 0;
    emitLoop(b, loc, begin, end, step, {},
             [&](OpBuilder &inner, Value r, ValueRange) -> SmallVector<Value> {
               Value rows = constant(inner, step);
               if (!isWhole) {
                 Value left = inner.createOrFold<arith::SubIOp>(loc, end, r);
                 rows = minimum(inner, left, rows);
               }
               callTile(inner, context,
                        context.emitter.advance(inner, at, *tileLoop, r), most,
                        rows);
               return {};
             });
    return;
  }
  auto rowsAt = [&](OpBuilder &t, Value r, unsigned rows) {
    Tile some = tile;
    some.rowLoop = tileLoop;
    some.rows = rows;
    emitTile(t, context, context.emitter.advance(t, at, *tileLoop, r), some);
  };
  // Blocks start at multiples of the tile, so the rest depends on the end only.
  auto total = known(*tileLoop);
  bool hasWholeTiles = total && *total % step == 0;
  if (hasWholeTiles) {
    emitLoop(b, loc, begin, end, step, {},
             [&](OpBuilder &inner, Value r, ValueRange) -> SmallVector<Value> {
               rowsAt(inner, r, step);
               return {};
             });
    return;
  }
  Value rest = b.createOrFold<arith::RemUIOp>(loc, end, constant(b, step));
  Value full = b.createOrFold<arith::SubIOp>(loc, end, rest);
  emitLoop(b, loc, begin, full, step, {},
           [&](OpBuilder &inner, Value r, ValueRange) -> SmallVector<Value> {
             rowsAt(inner, r, step);
             return {};
           });
  if (auto k = getConstantIntValue(rest)) {
    if (*k)
      rowsAt(b, full, *k);
    return;
  }
  if (total) { // only the last block has a rest
    Value isLast = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne, rest,
                                         constant(b, 0));
    auto choice = scf::IfOp::create(b, loc, isLast, /*withElse=*/false);
    OpBuilder then = choice.getThenBodyBuilder();
    rowsAt(then, full, *total % step);
    return;
  }
  SmallVector<int64_t> cases;
  for (int64_t r = 1; r < step; ++r)
    cases.push_back(r);
  auto choice = scf::IndexSwitchOp::create(b, loc, TypeRange{}, rest, cases,
                                           cases.size());
  for (Region &region : choice->getRegions()) {
    OpBuilder::InsertionGuard guard(b);
    b.createBlock(&region);
    unsigned index = region.getRegionNumber();
    if (index > 0) // region 0 is the default: no rest
      rowsAt(b, full, cases[index - 1]);
    scf::YieldOp::create(b, loc);
  }
}

/// A function of the module's computes the sums where storing them and calling
/// it are nothing beside the work, or where the code of a tile for each number
/// of rows would be much.
bool Emitter::callsTiles(const FlatNest &nest) const {
  if (!nest.accesses[c.right].strides[c.column].isOne() ||
      !canStoreSums(nest, c.fusion))
    return false;
  bool hasKnownRows = !tileLoop || known(*tileLoop);
  int64_t depth = 1;
  for (unsigned l : c.depth) {
    if (!known(l))
      return true;
    depth *= *known(l);
  }
  return !hasKnownRows || depth > kMaxInlineDepth;
}

/// Has the sums of a tile of up to `tile.rows` rows computed and stored, and
/// applies the steps to them.
void Emitter::callTile(OpBuilder &b, const Context &context, const Position &at,
                       const Tile &tile, Value rows) {
  auto flag = [&](bool value) -> Value {
    return arith::ConstantOp::create(b, loc, b.getBoolAttr(value));
  };
  Value accumulate = flag(!c.fusion.initial);
  if (context.isFirst && c.fusion.initial)
    accumulate = arith::XOrIOp::create(b, loc, context.isFirst, flag(true));
  // Blocks of the depth meet in the op's own output.
  unsigned stored = context.isFirst ? context.nest.numInputs : c.fusion.result;
  tiles.call(b, {context.nest, at, tile, c.left, c.right, c.depth, stored,
                 c.fusion.initial, accumulate, rows, tile.masked});
  if (c.fusion.steps.empty())
    return;
  if (!context.isLast)
    return emitEpilogue(b, context.emitter, c.fusion, at, tile, rows, stored,
                        /*byVectors=*/true);
  auto choice = scf::IfOp::create(b, loc, context.isLast, /*withElse=*/false);
  OpBuilder then = choice.getThenBodyBuilder();
  emitEpilogue(then, context.emitter, c.fusion, at, tile, rows, stored,
               /*byVectors=*/true);
}

void Emitter::emitTile(OpBuilder &b, const Context &context, const Position &at,
                       const Tile &tile) {
  if (callsTiles(context.nest))
    return callTile(b, context, at, tile, constant(b, 1));
  const TileEmitter &emitter = context.emitter;
  unsigned output = context.nest.numInputs;
  auto initial = [&](OpBuilder &t) -> SmallVector<Value> {
    if (!c.fusion.initial)
      return emitter.loadTile(t, at, tile, output);
    return SmallVector<Value>(
        tile.points(), broadcastTo(t, loc, c.fusion.initial, tile.lanes));
  };
  SmallVector<Value> values;
  if (context.isFirst && c.fusion.initial) {
    SmallVector<Value> start = initial(b);
    auto choice =
        scf::IfOp::create(b, loc, TypeRange(ValueRange(start)), context.isFirst,
                          /*addThenBlock=*/true, /*addElseBlock=*/true);
    OpBuilder then = OpBuilder::atBlockEnd(choice.thenBlock());
    scf::YieldOp::create(then, loc, start);
    OpBuilder other = OpBuilder::atBlockEnd(choice.elseBlock());
    scf::YieldOp::create(other, loc, emitter.loadTile(other, at, tile, output));
    values.assign(choice.result_begin(), choice.result_end());
  } else {
    values = initial(b);
  }
  values = emitter.reduce(b, at, tile, c.depth, values, target.hasFma);
  auto finish = [&](OpBuilder &t) {
    if (tile.rows > 1 && hasLongEpilogue(c.fusion) &&
        canStoreSums(context.nest, c.fusion)) {
      emitter.storeTile(t, at, tile, c.fusion.result, values);
      return emitEpilogue(t, emitter, c.fusion, at, tile,
                          constant(t, tile.rows), c.fusion.result,
                          /*byVectors=*/false);
    }
    for (const EpilogueStep &step : c.fusion.steps)
      values = emitter.applyEpilogue(t, at, tile, step, values);
    emitter.storeTile(t, at, tile, c.fusion.result, values);
  };
  bool isPlain = c.fusion.steps.empty();
  if (!context.isLast || isPlain)
    return finish(b);
  auto choice = scf::IfOp::create(b, loc, context.isLast, /*withElse=*/true);
  OpBuilder other = choice.getElseBodyBuilder();
  emitter.storeTile(other, at, tile, output, values);
  OpBuilder then = choice.getThenBodyBuilder();
  finish(then);
}

} // namespace

void emitContraction(OpBuilder &b, Contraction &contraction,
                     const KernelTarget &target, TileFunctions &tiles) {
  Emitter(contraction, target, tiles).run(b);
}

} // namespace tfc

//===- TileEmitter.cpp - loads, sums and stores of one tile --------------===//

#include "codegen/cpu/TileEmitter.h"
#include "codegen/cpu/VectorBody.h"
#include <map>

using namespace mlir;

namespace tfc {

Value createMask(OpBuilder &b, Location loc, unsigned lanes,
                 OpFoldResult count) {
  auto type = VectorType::get({lanes}, b.getI1Type());
  if (auto known = getConstantIntValue(count)) {
    if (*known >= static_cast<int64_t>(lanes))
      return {};
    return vector::ConstantMaskOp::create(b, loc, type,
                                          ArrayRef<int64_t>{*known});
  }
  return vector::CreateMaskOp::create(b, loc, type, cast<Value>(count));
}

SmallVector<Value>
emitLoop(OpBuilder &b, Location loc, Value begin, Value end, int64_t step,
         ValueRange initial,
         llvm::function_ref<SmallVector<Value>(OpBuilder &, Value, ValueRange)>
             body) {
  auto first = getConstantIntValue(begin), last = getConstantIntValue(end);
  if (first && last) {
    if (*first >= *last)
      return SmallVector<Value>(initial.begin(), initial.end());
    if (*last - *first <= step)
      return body(b, begin, initial);
  }
  auto loop = scf::ForOp::create(
      b, loc, begin, end, indexConstant(b, loc, step), initial,
      [&](OpBuilder &inner, Location l, Value iv, ValueRange args) {
        scf::YieldOp::create(inner, l, body(inner, iv, args));
      });
  return SmallVector<Value>(loop->result_begin(), loop->result_end());
}

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

Position TileEmitter::start(OpBuilder &b) const {
  Position at;
  Value zero = indexConstant(b, loc, 0);
  at.indices.assign(nest.loops.size(), zero);
  for (const FlatAccess &access : nest.accesses) {
    Value address = access.buffer ? zero : Value();
    for (const Product &offset : access.offsets)
      address = addIndex(b, loc, address, nest.materialize(b, offset));
    at.addresses.push_back(address);
  }
  return at;
}

Position TileEmitter::advance(OpBuilder &b, const Position &from, unsigned loop,
                              Value by) const {
  Position at = from;
  at.indices[loop] = addIndex(b, loc, at.indices[loop], by);
  for (auto [i, access] : llvm::enumerate(nest.accesses))
    if (access.buffer && nest.moves(access, loop))
      at.addresses[i] = addIndex(
          b, loc, at.addresses[i],
          mulIndex(b, loc, by, nest.materialize(b, access.strides[loop])));
  return at;
}

Value TileEmitter::address(OpBuilder &b, const Position &at, const Tile &tile,
                           unsigned index, unsigned row, unsigned panel,
                           unsigned vector) const {
  const FlatAccess &access = nest.accesses[index];
  Value result = at.addresses[index];
  int64_t constant = 0;
  auto step = [&](std::optional<unsigned> loop, int64_t count) {
    if (!loop || !count || !nest.moves(access, *loop))
      return;
    const Product &stride = access.strides[*loop];
    if (stride.isStatic())
      constant += count * stride.factor;
    else
      result = addIndex(b, loc, result,
                        nest.materialize(b, stride * Product(count)));
  };
  step(tile.rowLoop, row);
  step(tile.panelLoop, panel);
  step(tile.vectorLoop, static_cast<int64_t>(vector) * tile.lanes);
  return addIndex(b, loc, result, indexConstant(b, loc, constant));
}

bool TileEmitter::isVectorAccess(const Tile &tile,
                                 const FlatAccess &access) const {
  return tile.lanes > 1 && access.buffer && tile.vectorLoop &&
         nest.moves(access, *tile.vectorLoop);
}

Value TileEmitter::maskFor(const Tile &tile, unsigned panel,
                           unsigned vector) const {
  bool isLast = panel + 1 == tile.panels && vector + 1 == tile.vectors;
  return isLast ? tile.mask : Value();
}

//===----------------------------------------------------------------------===//
// Loads and stores
//===----------------------------------------------------------------------===//

/// A bool takes a byte in memory, but a vector of i1 would be read as bits.
static Value viewAsBytes(OpBuilder &b, Location loc, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  if (!type.getElementType().isInteger(1))
    return buffer;
  auto bytes = MemRefType::get(type.getShape(), b.getI8Type(), type.getLayout(),
                               type.getMemorySpace());
  return UnrealizedConversionCastOp::create(b, loc, bytes, buffer).getResult(0);
}

static Value zeroOf(OpBuilder &b, Location loc, Type type) {
  return arith::ConstantOp::create(b, loc, b.getZeroAttr(type));
}

Value TileEmitter::load(OpBuilder &b, const Position &at, const Tile &tile,
                        unsigned index, unsigned row, unsigned panel,
                        unsigned vector) const {
  const FlatAccess &access = nest.accesses[index];
  if (!access.buffer)
    return access.operand;
  Value from = address(b, at, tile, index, row, panel, vector);
  if (!isVectorAccess(tile, access))
    return memref::LoadOp::create(b, loc, access.buffer, from);

  bool isBool = access.elementType.isInteger(1);
  Type element = isBool ? b.getI8Type() : access.elementType;
  auto type = VectorType::get({tile.lanes}, element);
  Value buffer = viewAsBytes(b, loc, access.buffer);
  Value mask = maskFor(tile, panel, vector);
  const Product &stride = access.strides[*tile.vectorLoop];
  Value value;
  if (!stride.isOne()) {
    auto indexType = VectorType::get({tile.lanes}, b.getIndexType());
    Value steps = vector::StepOp::create(b, loc, indexType);
    steps = arith::MulIOp::create(
        b, loc, steps,
        broadcastTo(b, loc, nest.materialize(b, stride), tile.lanes));
    if (!mask)
      mask = vector::ConstantMaskOp::create(
          b, loc, VectorType::get({tile.lanes}, b.getI1Type()),
          ArrayRef<int64_t>{tile.lanes});
    value = vector::GatherOp::create(b, loc, type, buffer, from, steps, mask,
                                     zeroOf(b, loc, type));
  } else if (mask && !access.isPadded) {
    value = vector::MaskedLoadOp::create(b, loc, type, buffer, from, mask,
                                         zeroOf(b, loc, type));
  } else {
    value = vector::LoadOp::create(b, loc, type, buffer, from);
  }
  if (isBool)
    value = arith::TruncIOp::create(
        b, loc, VectorType::get({tile.lanes}, b.getI1Type()), value);
  return value;
}

void TileEmitter::store(OpBuilder &b, const Position &at, const Tile &tile,
                        unsigned index, unsigned row, unsigned panel,
                        unsigned vector, Value value) const {
  const FlatAccess &access = nest.accesses[index];
  Value to = address(b, at, tile, index, row, panel, vector);
  if (!isVectorAccess(tile, access)) {
    memref::StoreOp::create(b, loc, value, access.buffer, to);
    return;
  }
  value = broadcastTo(b, loc, value, tile.lanes);
  if (access.elementType.isInteger(1))
    value = arith::ExtUIOp::create(
        b, loc, VectorType::get({tile.lanes}, b.getI8Type()), value);
  Value buffer = viewAsBytes(b, loc, access.buffer);
  Value mask = maskFor(tile, panel, vector);
  if (!mask) {
    vector::StoreOp::create(b, loc, value, buffer, to);
    return;
  }
  vector::MaskedStoreOp::create(b, loc, buffer, to, mask, value);
}

template <typename Function>
static void forEachPoint(const Tile &tile, Function function) {
  unsigned point = 0;
  for (unsigned r = 0; r < tile.rows; ++r)
    for (unsigned p = 0; p < tile.panels; ++p)
      for (unsigned v = 0; v < tile.vectors; ++v)
        function(point++, r, p, v);
}

SmallVector<Value> TileEmitter::loadTile(OpBuilder &b, const Position &at,
                                         const Tile &tile,
                                         unsigned access) const {
  SmallVector<Value> values(tile.points());
  forEachPoint(tile, [&](unsigned point, unsigned r, unsigned p, unsigned v) {
    values[point] =
        broadcastTo(b, loc, load(b, at, tile, access, r, p, v), tile.lanes);
  });
  return values;
}

void TileEmitter::storeTile(OpBuilder &b, const Position &at, const Tile &tile,
                            unsigned access, ArrayRef<Value> values) const {
  forEachPoint(tile, [&](unsigned point, unsigned r, unsigned p, unsigned v) {
    store(b, at, tile, access, r, p, v, values[point]);
  });
}

//===----------------------------------------------------------------------===//
// Evaluation
//===----------------------------------------------------------------------===//

namespace {
/// Loads each element that several points share once.
class PointLoads {
public:
  PointLoads(const FlatNest &nest, const TileEmitter &emitter, OpBuilder &b,
             const Position &at, const Tile &tile)
      : nest(nest), emitter(emitter), b(b), at(at), tile(tile) {}

  Value get(unsigned access, unsigned r, unsigned p, unsigned v) {
    const FlatAccess &a = nest.accesses[access];
    auto moves = [&](std::optional<unsigned> loop) {
      return loop && nest.moves(a, *loop);
    };
    bool vectorMoves = moves(tile.vectorLoop);
    // Two panels or vectors differ also in their mask.
    std::tuple<unsigned, unsigned, unsigned, unsigned> key(
        access, moves(tile.rowLoop) ? r : 0,
        moves(tile.panelLoop) || vectorMoves ? p : 0, vectorMoves ? v : 0);
    Value &value = loads[key];
    if (!value)
      value = emitter.load(b, at, tile, access, std::get<1>(key),
                           std::get<2>(key), std::get<3>(key));
    return value;
  }

private:
  const FlatNest &nest;
  const TileEmitter &emitter;
  OpBuilder &b;
  const Position &at;
  const Tile &tile;
  std::map<std::tuple<unsigned, unsigned, unsigned, unsigned>, Value> loads;
};
} // namespace

/// Options to evaluate a body at a point, with linalg.index answered from `at`.
namespace {
struct PointBody {
  const FlatNest &nest;
  const Position &at;
  const Tile &tile;
  OpBuilder &b;
  unsigned r, p, v;

  Value index(unsigned dim) const {
    Location loc = nest.op->getLoc();
    for (auto [l, loop] : llvm::enumerate(nest.loops)) {
      if (loop.dim != dim)
        continue;
      int64_t offset = 0;
      if (tile.rowLoop == l)
        offset += r;
      if (tile.panelLoop == l)
        offset += p;
      if (tile.vectorLoop == l)
        offset += static_cast<int64_t>(v) * tile.lanes;
      return addIndex(b, loc, at.indices[l], indexConstant(b, loc, offset));
    }
    return indexConstant(b, loc, 0); // a dimension of extent 1
  }

  SmallVector<Value> evaluate(Block &body, ArrayRef<Value> arguments,
                              bool fuseMultiplyAdd) const {
    VectorBodyOptions options;
    options.lanes = tile.lanes;
    options.fuseMultiplyAdd = fuseMultiplyAdd;
    if (tile.vectorLoop)
      options.vectorDim = nest.loops[*tile.vectorLoop].dim;
    auto indexOf = [this](unsigned dim) { return index(dim); };
    options.index = indexOf;
    return evaluateBody(b, body, arguments, options);
  }
};
} // namespace

SmallVector<Value> TileEmitter::evaluateTile(OpBuilder &b, const Position &at,
                                             const Tile &tile,
                                             ArrayRef<Value> accumulators,
                                             bool fuseMultiplyAdd) const {
  Block &body = *nest.op.getBlock();
  PointLoads loads(nest, *this, b, at, tile);
  SmallVector<Value> next(accumulators);
  unsigned outputs = nest.numOutputs();
  forEachPoint(tile, [&](unsigned point, unsigned r, unsigned p, unsigned v) {
    SmallVector<Value> arguments(body.getNumArguments());
    for (unsigned i = 0; i < nest.numInputs; ++i)
      if (!body.getArgument(i).use_empty())
        arguments[i] = loads.get(i, r, p, v);
    for (unsigned o = 0; o < outputs; ++o)
      arguments[nest.numInputs + o] = accumulators[o * tile.points() + point];
    for (auto [i, argument] : llvm::enumerate(arguments))
      if (!argument) // never read
        argument = zeroOf(b, loc, body.getArgument(i).getType());
    PointBody at_{nest, at, tile, b, r, p, v};
    for (auto [o, value] :
         llvm::enumerate(at_.evaluate(body, arguments, fuseMultiplyAdd)))
      next[o * tile.points() + point] = broadcastTo(b, loc, value, tile.lanes);
  });
  return next;
}

SmallVector<Value> TileEmitter::applyEpilogue(OpBuilder &b, const Position &at,
                                              const Tile &tile,
                                              const EpilogueStep &step,
                                              ArrayRef<Value> values) const {
  linalg::LinalgOp op = step.op;
  Block &body = *op.getBlock();
  PointLoads loads(nest, *this, b, at, tile);
  SmallVector<Value> next(values);
  forEachPoint(tile, [&](unsigned point, unsigned r, unsigned p, unsigned v) {
    SmallVector<Value> arguments;
    for (auto [i, access] : llvm::enumerate(step.accesses)) {
      if (!access)
        arguments.push_back(values[point]);
      else if (body.getArgument(i).use_empty())
        arguments.push_back(zeroOf(b, loc, body.getArgument(i).getType()));
      else
        arguments.push_back(loads.get(*access, r, p, v));
    }
    PointBody at_{nest, at, tile, b, r, p, v};
    next[point] = broadcastTo(b, loc, at_.evaluate(body, arguments, false)[0],
                              tile.lanes);
  });
  return next;
}

SmallVector<Value> TileEmitter::reduce(OpBuilder &b, const Position &at,
                                       const Tile &tile,
                                       ArrayRef<unsigned> reductionLoops,
                                       ArrayRef<Value> accumulators,
                                       bool fuseMultiplyAdd) const {
  if (reductionLoops.empty())
    return evaluateTile(b, at, tile, accumulators, fuseMultiplyAdd);
  unsigned loop = reductionLoops.front();
  const Product &extent = nest.loops[loop].extent;
  // The innermost loop is unrolled while that keeps its body small.
  int64_t unroll = 1;
  if (reductionLoops.size() == 1 && extent.isStatic())
    for (int64_t u : {4, 2})
      if (unroll == 1 && extent.factor % u == 0 &&
          u * static_cast<int64_t>(tile.points()) <= 16)
        unroll = u;
  return emitLoop(
      b, loc, indexConstant(b, loc, 0), nest.materialize(b, extent), unroll,
      accumulators,
      [&](OpBuilder &inner, Value iv, ValueRange args) -> SmallVector<Value> {
        SmallVector<Value> values = llvm::to_vector(args);
        Position here = advance(inner, at, loop, iv);
        for (int64_t u = 0; u < unroll; ++u) {
          Position step =
              u ? advance(inner, here, loop, indexConstant(inner, loc, u))
                : here;
          values = reduce(inner, step, tile, reductionLoops.drop_front(),
                          values, fuseMultiplyAdd);
        }
        return values;
      });
}

} // namespace tfc

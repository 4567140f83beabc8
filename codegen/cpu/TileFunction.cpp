//===- TileFunction.cpp - tiles that products share ----------------------===//

#include "codegen/cpu/TileFunction.h"
#include "codegen/cpu/VectorBody.h"
#include "codegen/segment/KernelCalls.h"

using namespace mlir;

namespace tfc {
namespace {

/// Up to so many rows each number has code of its own; between them and a whole
/// tile rows are taken in two steps.
constexpr unsigned kMaxRest = 6;

/// The accesses of a tile in the order of the function's arguments.
SmallVector<unsigned, 3> accessesOf(const TileSums &s) {
  return {s.left, s.right, s.stored};
}

/// The loops that a function runs or steps over.
SmallVector<unsigned> loopsOf(const TileSums &s) {
  SmallVector<unsigned> loops;
  if (s.tile.rowLoop)
    loops.push_back(*s.tile.rowLoop);
  if (s.tile.panels > 1)
    loops.push_back(*s.tile.panelLoop);
  loops.append(s.depth.begin(), s.depth.end());
  return loops;
}

bool isArgument(const Product &stride) {
  return !stride.isZero() && !stride.isOne();
}

/// All that makes two functions differ.
std::string nameOf(const TileSums &s) {
  std::string name;
  llvm::raw_string_ostream out(name);
  out << "tile_" << s.nest.output().elementType << '_' << s.tile.rows << 'x'
      << s.tile.panels * s.tile.vectors << 'x' << s.tile.lanes << '_';
  for (unsigned access : accessesOf(s)) {
    for (unsigned loop : loopsOf(s)) {
      const Product &stride = s.nest.accesses[access].strides[loop];
      out << (stride.isZero() ? '0' : stride.isOne() ? '1' : 's');
    }
    out << '_';
  }
  out << 'p' << s.tile.panels << 'd' << s.depth.size();
  if (s.tile.mask)
    out << (s.nest.accesses[s.right].isPadded ? "_padded" : "_masked");
  return name;
}

Value asAnySize(OpBuilder &b, Location loc, Value buffer) {
  auto type =
      MemRefType::get({ShapedType::kDynamic},
                      cast<MemRefType>(buffer.getType()).getElementType());
  return buffer.getType() == type
             ? buffer
             : memref::CastOp::create(b, loc, type, buffer).getResult();
}

/// Writes the body of a tile's function. Of a matrix product C = A B in tiles
/// of 12 rows it is, with the arguments in this order,
///
///   tile(A, place in A, step of A's rows,
///        B, place in B, step of B's depth,
///        C, place in C, step of C's rows, depth, initial, accumulate, rows)
///     switch (rows):
///       1 .. 6, 12:  the sums of so many rows over the depth, stored in C
///       else:        the sums of 6 rows, then tile(.., rows - 6) of the others
///
/// where a row's sums start from `initial`, or with `accumulate` from C.
class TileBody {
public:
  TileBody(func::FuncOp function, const TileSums &sums, bool hasFma)
      : function(function), sums(sums), loc(function.getLoc()), hasFma(hasFma),
        nest(sums.nest), tile(sums.tile) {}

  void write();

private:
  Value next() { return function.getArgument(numArguments++); }
  void takeAccess(unsigned access);
  void takeArguments(OpBuilder &b);
  void emitSums(OpBuilder &b, unsigned count);
  void emitInTwoSteps(OpBuilder &b);
  void emitCases(OpBuilder &b);

  func::FuncOp function;
  const TileSums &sums;
  Location loc;
  bool hasFma;

  /// The product's nest with arguments for what is not the same in all
  /// products.
  FlatNest nest;
  Tile tile;
  Position at;
  Value initial, accumulate, rows; ///< rows: null where there is one
  unsigned numArguments = 0;
  unsigned leftAddress = 0, storedAddress = 0; ///< their arguments
};

/// Takes the buffer of an access, its place, and the steps that are neither 0
/// nor 1.
void TileBody::takeAccess(unsigned access) {
  FlatAccess &a = nest.accesses[access];
  a.buffer = next();
  (access == sums.left ? leftAddress : storedAddress) = numArguments;
  at.addresses[access] = next();
  a.offsets.clear();
  SmallVector<Product> strides(nest.loops.size(), Product(0));
  if (nest.moves(a, *tile.vectorLoop))
    strides[*tile.vectorLoop] = Product(1);
  for (unsigned loop : loopsOf(sums)) {
    strides[loop] = a.strides[loop];
    if (!isArgument(a.strides[loop]))
      continue;
    nest.symbols.push_back(next());
    strides[loop] = Product::symbol(nest.symbols.size() - 1);
  }
  a.strides = strides;
}

void TileBody::takeArguments(OpBuilder &b) {
  nest.symbols.clear();
  at.indices.assign(nest.loops.size(), indexConstant(b, loc, 0));
  at.addresses.assign(nest.accesses.size(), Value());
  // The sums may go where the epilogue leads; in the function they are the
  // nest's output.
  FlatAccess stored = nest.accesses[sums.stored];
  nest.accesses.truncate(nest.numInputs + 1);
  nest.output() = stored;
  for (unsigned access : {sums.left, sums.right, nest.numInputs})
    takeAccess(access);
  at.addresses.truncate(nest.accesses.size());
  for (unsigned loop : sums.depth) {
    nest.symbols.push_back(next());
    nest.loops[loop].extent = Product::symbol(nest.symbols.size() - 1);
  }
  initial = next();
  accumulate = next();
  rows = tile.rows > 1 ? next() : Value();
  if (tile.mask)
    tile.mask = vector::CreateMaskOp::create(
        b, loc, VectorType::get({tile.lanes}, b.getI1Type()), next());
}

/// The sums of `count` rows over the depth, and their store.
void TileBody::emitSums(OpBuilder &b, unsigned count) {
  TileEmitter emitter(nest);
  Tile part = tile;
  part.rows = count;
  Value start = broadcastTo(b, loc, initial, part.lanes);
  SmallVector<Type> types(part.points(), start.getType());
  auto choice = scf::IfOp::create(b, loc, types, accumulate,
                                  /*addThenBlock=*/true, /*addElseBlock=*/true);
  OpBuilder then = OpBuilder::atBlockEnd(choice.thenBlock());
  scf::YieldOp::create(then, loc,
                       emitter.loadTile(then, at, part, nest.numInputs));
  OpBuilder other = OpBuilder::atBlockEnd(choice.elseBlock());
  scf::YieldOp::create(other, loc, SmallVector<Value>(part.points(), start));
  SmallVector<Value> values(choice.result_begin(), choice.result_end());
  values = emitter.reduce(b, at, part, sums.depth, values, hasFma);
  emitter.storeTile(b, at, part, nest.numInputs, values);
}

/// kMaxRest rows here, the others by a call of the function itself.
void TileBody::emitInTwoSteps(OpBuilder &b) {
  emitSums(b, kMaxRest);
  Value step = indexConstant(b, loc, kMaxRest);
  Position rest = TileEmitter(nest).advance(b, at, *tile.rowLoop, step);
  SmallVector<Value> operands(function.getArguments());
  operands[leftAddress] = rest.addresses[sums.left];
  operands[storedAddress] = rest.addresses[nest.numInputs];
  for (Value &operand : operands)
    if (operand == rows)
      operand = arith::SubIOp::create(b, loc, rows, step);
  func::CallOp::create(b, loc, function, operands);
}

/// Code for each number of rows that has some of its own.
void TileBody::emitCases(OpBuilder &b) {
  unsigned most = tile.rows;
  bool hasTwoSteps = most - 1 > kMaxRest;
  SmallVector<int64_t> cases;
  for (unsigned r = 1; r < most && r <= kMaxRest; ++r)
    cases.push_back(r);
  if (hasTwoSteps)
    cases.push_back(most);
  auto choice = scf::IndexSwitchOp::create(b, loc, TypeRange{}, rows, cases,
                                           cases.size());
  for (Region &region : choice->getRegions()) {
    OpBuilder::InsertionGuard guard(b);
    b.createBlock(&region);
    unsigned index = region.getRegionNumber();
    if (index > 0)
      emitSums(b, cases[index - 1]);
    else if (hasTwoSteps)
      emitInTwoSteps(b);
    else
      emitSums(b, most);
    scf::YieldOp::create(b, loc);
  }
}

void TileBody::write() {
  Block *entry = function.addEntryBlock();
  OpBuilder b = OpBuilder::atBlockBegin(entry);
  takeArguments(b);
  if (rows)
    emitCases(b);
  else
    emitSums(b, 1);
  b.setInsertionPointToEnd(entry);
  func::ReturnOp::create(b, loc);
}

} // namespace

void TileFunctions::call(OpBuilder &b, const TileSums &sums) {
  Location loc = sums.nest.op->getLoc();
  Type element = sums.nest.output().elementType;
  SmallVector<Value> operands;
  for (unsigned access : accessesOf(sums)) {
    const FlatAccess &a = sums.nest.accesses[access];
    operands.push_back(asAnySize(b, loc, a.buffer));
    operands.push_back(sums.at.addresses[access]);
    for (unsigned loop : loopsOf(sums))
      if (isArgument(a.strides[loop]))
        operands.push_back(sums.nest.materialize(b, a.strides[loop]));
  }
  for (unsigned loop : sums.depth)
    operands.push_back(sums.nest.materialize(b, sums.nest.loops[loop].extent));
  operands.push_back(
      sums.initial ? sums.initial
                   : arith::ConstantOp::create(b, loc, b.getZeroAttr(element))
                         .getResult());
  operands.push_back(sums.accumulate);
  if (sums.tile.rows > 1)
    operands.push_back(sums.rows);
  if (sums.tile.mask)
    operands.push_back(sums.lanes);
  std::string name = nameOf(sums);
  func::FuncOp &function = functions[name];
  if (!function)
    function = create(name, sums, TypeRange(ValueRange(operands)));
  func::CallOp::create(b, loc, function, operands);
}

func::FuncOp TileFunctions::create(StringRef name, const TileSums &sums,
                                   TypeRange types) {
  OpBuilder b = OpBuilder::atBlockBegin(module.getBody());
  auto function = func::FuncOp::create(b, sums.nest.op->getLoc(), name,
                                       b.getFunctionType(types, {}));
  function.setPrivate();
  function->setAttr(kKernelAttr, b.getUnitAttr());
  // Inlined it would compete for registers with what is around it.
  function->setAttr("passthrough", b.getStrArrayAttr({"noinline"}));
  TileBody(function, sums, target.hasFma).write();
  return function;
}

} // namespace tfc

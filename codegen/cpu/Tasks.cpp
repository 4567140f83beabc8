//===- Tasks.cpp - work split into tasks ---------------------------------===//

#include "codegen/cpu/Tasks.h"
#include "codegen/cpu/TileEmitter.h"

using namespace mlir;

namespace tfc {

static void
emitSerial(OpBuilder &b, Location loc, ArrayRef<Value> counts,
           SmallVectorImpl<Value> &ivs,
           llvm::function_ref<void(OpBuilder &, ArrayRef<Value>)> body) {
  if (ivs.size() == counts.size())
    return body(b, ivs);
  emitLoop(b, loc, indexConstant(b, loc, 0), counts[ivs.size()], 1, {},
           [&](OpBuilder &inner, Value iv, ValueRange) -> SmallVector<Value> {
             ivs.push_back(iv);
             emitSerial(inner, loc, counts, ivs, body);
             ivs.pop_back();
             return {};
           });
}

void emitTasks(OpBuilder &b, Location loc, ArrayRef<Value> counts,
               bool parallel,
               llvm::function_ref<void(OpBuilder &, ArrayRef<Value>)> body) {
  // Dimensions of a single task stay out of the loop.
  SmallVector<Value> ivs(counts.size());
  SmallVector<OpFoldResult> many;
  SmallVector<unsigned> positions;
  for (auto [i, count] : llvm::enumerate(counts)) {
    auto known = getConstantIntValue(count);
    if (known && *known == 1) {
      ivs[i] = indexConstant(b, loc, 0);
      continue;
    }
    many.push_back(known ? OpFoldResult(b.getIndexAttr(*known))
                         : OpFoldResult(count));
    positions.push_back(i);
  }
  if (many.empty())
    return body(b, ivs);
  if (!parallel) {
    SmallVector<Value> values, inner;
    for (unsigned i : positions)
      values.push_back(counts[i]);
    return emitSerial(b, loc, values, inner,
                      [&](OpBuilder &nested, ArrayRef<Value> some) {
                        for (auto [i, iv] : llvm::zip(positions, some))
                          ivs[i] = iv;
                        body(nested, ivs);
                      });
  }
  auto forall = scf::ForallOp::create(b, loc, many, ValueRange{}, std::nullopt);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(forall.getBody());
  for (auto [i, iv] : llvm::zip(positions, forall.getInductionVars()))
    ivs[i] = iv;
  body(b, ivs);
}

} // namespace tfc

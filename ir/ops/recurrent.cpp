//===- recurrent.cpp - Shape rules and compositions of recurrent.td -------===//

#include "ir/ops/recurrent.h"
#include "ir/ops/Compose.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// As many steps are unrolled at most.
constexpr int64_t kMostSteps = 1024;

/// Each value must have the shape given beside it.
static LogicalResult
expectShapes(ArrayRef<std::tuple<StringRef, Value, SmallVector<int64_t>>> list,
             InferredTypes &types) {
  Type element = elementOf(std::get<1>(list[0]));
  for (auto &[name, value, shape] : list) {
    if (elementOf(value) != element)
      return types.error(name + Twine(" is of type ") +
                         formatElementType(value.getType()) + ", x of " +
                         formatElementType(element));
    if (failed(verifyCompatibleShape(shape, shapeOf(value))))
      return types.error(name + Twine(" has shape ") +
                         formatShape(value.getType()) + ", expected " +
                         formatShape(shape));
  }
  return success();
}
static int64_t sum(int64_t x, int64_t y) {
  return ShapedType::isDynamic(x) || ShapedType::isDynamic(y)
             ? ShapedType::kDynamic
             : x + y;
}
static int64_t times(int64_t factor, int64_t x) {
  return ShapedType::isDynamic(x) ? x : factor * x;
}

template <typename Adaptor>
static LogicalResult inferLSTM(Adaptor op, int64_t xRank, int64_t &batch,
                               int64_t &units, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), state = shapeOf(op.getCsPrev());
  if (int64_t(x.size()) != xRank || state.size() != 2)
    return types.error(
        "x of shape " + formatShape(x) + " with a state of shape " +
        formatShape(state) + ", expected " +
        (xRank == 3 ? "[time, batch, inputs]" : "[batch, inputs]") +
        " and [batch, units]");
  batch = x[xRank - 2];
  units = state[1];
  int64_t inputs = x.back();
  SmallVector<std::tuple<StringRef, Value, SmallVector<int64_t>>> expected = {
      {"x", op.getX(), SmallVector<int64_t>(x)},
      {"cs_prev", op.getCsPrev(), {batch, units}},
      {"h_prev", op.getHPrev(), {batch, units}},
      {"w", op.getW(), {sum(inputs, units), times(4, units)}},
      {"b", op.getB(), {times(4, units)}}};
  if (op.getUsePeephole()) {
    expected.push_back({"wci", op.getWci(), {units}});
    expected.push_back({"wcf", op.getWcf(), {units}});
    expected.push_back({"wco", op.getWco(), {units}});
  }
  return expectShapes(expected, types);
}

LogicalResult inferShape(LSTMBlockCellOp::Adaptor op, InferredTypes &types) {
  int64_t batch, units;
  if (failed(inferLSTM(op, 2, batch, units, types)))
    return failure();
  for (int i = 0; i < 7; ++i)
    if (failed(types.add({batch, units}, elementOf(op.getX()))))
      return failure();
  return success();
}

LogicalResult inferShape(BlockLSTMOp::Adaptor op, InferredTypes &types) {
  int64_t batch, units;
  if (failed(inferLSTM(op, 3, batch, units, types)))
    return failure();
  int64_t steps = shapeOf(op.getX())[0];
  if (ShapedType::isDynamic(steps) || steps < 1 || steps > kMostSteps)
    return types.error("the number of steps of x of shape " +
                       formatShape(op.getX().getType()) +
                       " must be known when compiling, 1 to " +
                       Twine(kMostSteps));
  if (op.getGates() != "ICFO" && op.getGates() != "IFCO")
    return types.error("gates must be ICFO or IFCO, not '" + op.getGates() +
                       "'");
  if (!shapeOf(op.getSeqLenMax()).empty())
    return types.error("seq_len_max must be a scalar, its shape is " +
                       formatShape(op.getSeqLenMax().getType()));
  for (int i = 0; i < 7; ++i)
    if (failed(types.add({steps, batch, units}, elementOf(op.getX()))))
      return failure();
  return success();
}

LogicalResult inferShape(GRUBlockCellOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), state = shapeOf(op.getHPrev());
  if (x.size() != 2 || state.size() != 2)
    return types.error("x of shape " + formatShape(x) +
                       " with a state of shape " + formatShape(state) +
                       ", expected [batch, inputs] and [batch, units]");
  int64_t units = state[1], both = sum(x[1], units);
  if (failed(expectShapes({{"x", op.getX(), SmallVector<int64_t>(x)},
                           {"h_prev", op.getHPrev(), {x[0], units}},
                           {"w_ru", op.getWRu(), {both, times(2, units)}},
                           {"w_c", op.getWC(), {both, units}},
                           {"b_ru", op.getBRu(), {times(2, units)}},
                           {"b_c", op.getBC(), {units}}},
                          types)))
    return failure();
  for (int i = 0; i < 4; ++i)
    if (failed(types.add({x[0], units}, elementOf(op.getX()))))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// Compositions
//===----------------------------------------------------------------------===//

/// x cut into `count` equal parts along the last axis.
static SmallVector<Value> parts(Value x, int64_t count, Value likeUnits,
                                TfcBuilder &b) {
  int64_t units = shapeOf(likeUnits).back();
  SmallVector<int64_t> sizes(count, units);
  auto pieces = b.split(x, b.axesAttr(sizes), b.builder.getI64IntegerAttr(1));
  return SmallVector<Value>(pieces.begin(), pieces.end());
}

static LogicalResult expectUnits(Operation *op, Value state) {
  if (!ShapedType::isDynamic(shapeOf(state).back()))
    return success();
  return op->emitOpError("needs a number of units that is known when "
                         "compiling");
}

/// One step: i, cs, f, o, ci, co, h.
template <typename Op>
static std::array<Value, 7> lstmStep(Op op, Value x, Value state, Value h,
                                     bool forgetFirst, TfcBuilder &b) {
  Value gates = b.add(
      b.matmul(b.concat({x, h}, b.builder.getI64IntegerAttr(1)), op.getW()),
      op.getB());
  SmallVector<Value> part = parts(gates, 4, state, b);
  Value in = part[0], cell = part[forgetFirst ? 2 : 1],
        forget = part[forgetFirst ? 1 : 2], out = part[3];
  double bias = op.getForgetBias().convertToDouble();
  double clip = op.getCellClip().convertToDouble();
  if (bias != 0)
    forget = b.add(forget, b.number(bias));
  auto peep = [&](Value gate, Value at, Value weights) {
    return op.getUsePeephole() ? b.add(gate, b.mul(at, weights)) : gate;
  };
  Value i = b.sigmoid(peep(in, state, op.getWci()));
  Value f = b.sigmoid(peep(forget, state, op.getWcf()));
  Value ci = b.tanh(cell);
  Value cs = b.add(b.mul(ci, i), b.mul(state, f));
  if (clip > 0)
    cs = b.minimum(b.maximum(cs, b.number(-clip)), b.number(clip));
  Value o = b.sigmoid(peep(out, cs, op.getWco()));
  Value co = b.tanh(cs);
  return {i, cs, f, o, ci, co, b.mul(co, o)};
}

LogicalResult expand(LSTMBlockCellOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  if (failed(expectUnits(op, op.getCsPrev())))
    return failure();
  auto step = lstmStep(op, op.getX(), op.getCsPrev(), op.getHPrev(), false, b);
  results.append(step.begin(), step.end());
  return success();
}

LogicalResult expand(BlockLSTMOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  if (failed(expectUnits(op, op.getCsPrev())))
    return failure();
  int64_t steps = shapeOf(op.getX())[0];
  auto rows = b.unstack(op.getX());
  SmallVector<Value> xs(rows.begin(), rows.end());
  Value state = op.getCsPrev(), h = op.getHPrev();
  Type lengthType = elementOf(op.getSeqLenMax());
  auto length = knownElements(op.getSeqLenMax());
  bool isWhole = length && length->front() && *length->front() >= steps;
  std::array<SmallVector<Value>, 7> all;
  for (int64_t t = 0; t < steps; ++t) {
    auto step = lstmStep(op, xs[t], state, h, op.getGates() == "IFCO", b);
    state = step[1];
    h = step[6];
    Value isIn;
    if (!isWhole)
      isIn = b.less(constantOf(b, lengthType, double(t)), op.getSeqLenMax());
    for (auto [list, value] : llvm::zip(all, step))
      list.push_back(isIn ? b.select(isIn, value, b.number(0)) : value);
  }
  for (ArrayRef<Value> list : all)
    results.push_back(b.stack(list));
  return success();
}

LogicalResult expand(GRUBlockCellOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  if (failed(expectUnits(op, op.getHPrev())))
    return failure();
  IntegerAttr one = b.builder.getI64IntegerAttr(1);
  Value x = op.getX(), h = op.getHPrev();
  Value gates = b.sigmoid(
      b.add(b.matmul(b.concat({x, h}, one), op.getWRu()), op.getBRu()));
  SmallVector<Value> ru = parts(gates, 2, h, b);
  Value r = ru[0], u = ru[1];
  Value c = b.tanh(
      b.add(b.matmul(b.concat({x, b.mul(r, h)}, one), op.getWC()), op.getBC()));
  Value next = b.add(b.mul(u, h), b.mul(b.sub(b.number(1), u), c));
  results.append({r, u, c, next});
  return success();
}

} // namespace tfc

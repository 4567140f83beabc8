//===- AnalyseLoops.cpp - which loop of an op takes the lanes ------------===//

#include "codegen/kernels/Body.h"
#include "codegen/kernels/LoopKernel.h"

using namespace mlir;

namespace tfc {

TypedAttr neutralElement(OpBuilder &b, Operation *combiner) {
  Type type = combiner->getResult(0).getType();
  auto real = [&](double v) -> TypedAttr { return b.getFloatAttr(type, v); };
  auto integer = [&](APInt v) -> TypedAttr {
    return b.getIntegerAttr(type, v);
  };
  unsigned bits = type.isIntOrFloat() ? type.getIntOrFloatBitWidth() : 0;
  if (!bits)
    return {};
  double infinity = std::numeric_limits<double>::infinity();
  return llvm::TypeSwitch<Operation *, TypedAttr>(combiner)
      .Case<arith::AddFOp>([&](auto) { return real(0.0); })
      .Case<arith::MulFOp>([&](auto) { return real(1.0); })
      .Case<arith::MaximumFOp, arith::MaxNumFOp>(
          [&](auto) { return real(-infinity); })
      .Case<arith::MinimumFOp, arith::MinNumFOp>(
          [&](auto) { return real(infinity); })
      .Case<arith::AddIOp, arith::OrIOp, arith::XOrIOp, arith::MaxUIOp>(
          [&](auto) { return integer(APInt::getZero(bits)); })
      .Case<arith::MulIOp>([&](auto) { return integer(APInt(bits, 1)); })
      .Case<arith::AndIOp, arith::MinUIOp>(
          [&](auto) { return integer(APInt::getAllOnes(bits)); })
      .Case<arith::MaxSIOp>(
          [&](auto) { return integer(APInt::getSignedMinValue(bits)); })
      .Case<arith::MinSIOp>(
          [&](auto) { return integer(APInt::getSignedMaxValue(bits)); })
      .Default([](Operation *) { return TypedAttr(); });
}

bool isReorderable(linalg::LinalgOp op) {
  if (op.getNumDpsInits() != 1)
    return false;
  Operation *combiner = matchCombiner(*op.getBlock(), 0, op.getNumDpsInputs());
  OpBuilder b(op);
  return combiner && neutralElement(b, combiner);
}

/// The loop whose neighbours lie side by side in every output.
static std::optional<unsigned> contiguousLoop(const LoopKernel &k) {
  for (auto [l, loop] : llvm::enumerate(k.nest.loops)) {
    bool is =
        loop.parallel && k.nest.accesses[k.fusion.result].strides[l].isOne();
    for (unsigned o = 0; o < k.nest.numOutputs(); ++o)
      is &= k.nest.output(o).strides[l].isOne();
    if (is)
      return l;
  }
  return std::nullopt;
}

/// Inputs that lie side by side in loop `l`, and those that are strided in it.
static std::pair<unsigned, unsigned> countInputs(const FlatNest &nest,
                                                 unsigned l) {
  unsigned contiguous = 0, strided = 0;
  for (unsigned i = 0; i < nest.numInputs; ++i) {
    const FlatAccess &access = nest.accesses[i];
    if (!access.buffer || access.strides[l].isZero() ||
        nest.op.getBlock()->getArgument(i).use_empty())
      continue;
    ++(access.strides[l].isOne() ? contiguous : strided);
  }
  return {contiguous, strided};
}

/// The loop to run lanes over a reduction: contiguous in the inputs.
static std::optional<unsigned> laneReduction(const LoopKernel &k) {
  if (!isReorderable(k.nest.op))
    return std::nullopt;
  for (auto [l, loop] : llvm::enumerate(k.nest.loops)) {
    auto [contiguous, strided] = countInputs(k.nest, l);
    if (!loop.parallel && contiguous && !strided)
      return l;
  }
  return std::nullopt;
}

static void chooseLanes(LoopKernel &k, const KernelTarget &target,
                        const Product &extent) {
  unsigned widest = 1, narrowest = 8;
  for (const FlatAccess &access : k.nest.accesses) {
    if (!access.buffer)
      continue;
    unsigned bytes = elementBytes(access.elementType);
    narrowest = std::min(narrowest, bytes);
    widest = std::max(widest, bytes);
  }
  k.lanes = std::max(1u, target.vectorBytes / widest);
  if (extent.isStatic() && extent.factor < k.lanes)
    k.lanes = llvm::PowerOf2Ceil(extent.factor);
  k.masksTail = target.maskedBytes && narrowest >= target.maskedBytes &&
                isSafeToMask(*k.nest.op.getBlock());
}

FailureOr<LoopKernel> analyseLoops(OpBuilder &b, linalg::LinalgOp op,
                                   const KernelTarget &target) {
  if (op.getNumDpsInits() == 0 || !canVectorizeBody(*op.getBlock()))
    return failure();
  auto nest = FlatNest::analyse(b, op);
  if (failed(nest))
    return failure();
  LoopKernel k;
  k.nest = *nest;
  for (unsigned o = 0; o < k.nest.numOutputs(); ++o)
    if (!k.nest.output(o).buffer)
      return failure();
  if (k.nest.numOutputs() == 1) {
    k.fusion = findFusion(b, k.nest);
    k.initials.push_back(k.fusion.initial);
  } else {
    k.fusion.result = k.nest.numInputs;
    for (unsigned o = 0; o < k.nest.numOutputs(); ++o) {
      linalg::FillOp fill = findFill(k.nest, o);
      k.initials.push_back(fill ? fill.getInputs()[0] : Value());
      if (fill)
        k.fusion.absorbed.push_back(fill);
    }
  }
  k.nest.sortLoops();
  k.nest.mergeLoops();

  std::optional<unsigned> vertical = contiguousLoop(k);
  std::optional<unsigned> horizontal = laneReduction(k);
  if (vertical && horizontal && countInputs(k.nest, *vertical).second)
    vertical.reset();
  if (vertical)
    horizontal.reset();
  k.vectorLoop = vertical;
  k.laneReduction = horizontal;
  bool reduces = false;
  for (auto [l, loop] : llvm::enumerate(k.nest.loops)) {
    reduces |= !loop.parallel;
    if (l == k.vectorLoop || l == k.laneReduction)
      continue;
    (loop.parallel ? k.outer : k.depth).push_back(l);
  }
  std::optional<unsigned> lanesOver = vertical ? vertical : horizontal;
  if (lanesOver)
    chooseLanes(k, target, k.nest.loops[*lanesOver].extent);

  // Enough independent work per tile to hide latencies, and few registers.
  unsigned bodySize =
      std::distance(op.getBlock()->begin(), op.getBlock()->end());
  for (const EpilogueStep &step : k.fusion.steps)
    bodySize +=
        std::distance(step.op.getBlock()->begin(), step.op.getBlock()->end());
  unsigned budget = reduces ? 8 / k.nest.numOutputs() : bodySize > 8 ? 2 : 4;
  budget = std::max(1u, budget);
  auto limit = [](const Product &extent, int64_t unit, unsigned most) {
    if (!extent.isStatic())
      return most;
    return static_cast<unsigned>(
        std::clamp<int64_t>(extent.factor / unit, 1, most));
  };
  if (lanesOver)
    k.vectors =
        limit(k.nest.loops[*lanesOver].extent, k.lanes, std::min(budget, 4u));
  if (reduces && !k.outer.empty()) {
    k.rowLoop = k.outer.pop_back_val();
    k.rows = limit(k.nest.loops[*k.rowLoop].extent, 1,
                   std::max(1u, budget / k.vectors));
  }
  return k;
}

} // namespace tfc

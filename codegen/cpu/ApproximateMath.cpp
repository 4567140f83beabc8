//===- ApproximateMath.cpp - --tfc-cpu-approximate-math -------------------===//

#include "codegen/cpu/Passes.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_APPROXIMATEMATH
#include "codegen/cpu/Passes.h.inc"

namespace {

/// f32 functions whose polynomials in MLIR are good to a few units in the last
/// place. Those of atan, asin and acos are not, and those of sin and cos lose
/// all precision near their zeros.
bool hasGoodPolynomial(StringRef name) {
  static const llvm::StringSet<> names = {"math.erf", "math.exp",  "math.expm1",
                                          "math.log", "math.log2", "math.log1p",
                                          "math.tanh"};
  return names.contains(name);
}

/// Whether every processor has vector instructions for it, or a few that LLVM
/// knows.
bool isVectorInstruction(Operation *op) {
  return isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::FloorOp,
             math::TruncOp, math::RoundEvenOp, math::SqrtOp, math::RsqrtOp,
             math::CopySignOp, math::FmaOp, math::IsNaNOp, math::IsInfOp,
             math::IsFiniteOp, math::IsNormalOp, math::CountLeadingZerosOp,
             math::CountTrailingZerosOp, math::CtPopOp>(op);
}

/// One scalar op for each lane.
void splitLanes(Operation *op) {
  OpBuilder b(op);
  Location loc = op->getLoc();
  auto type = cast<VectorType>(op->getResult(0).getType());
  SmallVector<Value> lanes;
  for (int64_t lane = 0; lane < type.getNumElements(); ++lane) {
    OperationState state(loc, op->getName());
    for (Value operand : op->getOperands())
      state.addOperands(
          isa<VectorType>(operand.getType())
              ? vector::ExtractOp::create(b, loc, operand, lane).getResult()
              : operand);
    state.addTypes(type.getElementType());
    state.addAttributes(op->getAttrs());
    lanes.push_back(b.create(state)->getResult(0));
  }
  op->getResult(0).replaceAllUsesWith(
      vector::FromElementsOp::create(b, loc, type, lanes));
  op->erase();
}

struct ApproximateMath : impl::ApproximateMathBase<ApproximateMath> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMathPolynomialApproximationPatterns(patterns, hasGoodPolynomial);
    // Only the functions themselves: most of a module is none.
    SmallVector<Operation *> functions;
    getOperation().walk([&](Operation *op) {
      if (isa_and_nonnull<math::MathDialect>(op->getDialect()))
        functions.push_back(op);
    });
    GreedyRewriteConfig config;
    config.setStrictness(GreedyRewriteStrictness::ExistingAndNewOps);
    (void)applyOpPatternsGreedily(functions, std::move(patterns), config);
    SmallVector<Operation *> calls;
    getOperation().walk([&](Operation *op) {
      auto *dialect = op->getDialect();
      if (!dialect || dialect->getNamespace() != "math" ||
          isVectorInstruction(op) || op->getNumResults() != 1)
        return;
      auto type = dyn_cast<VectorType>(op->getResult(0).getType());
      if (type && type.getRank() == 1 && !type.isScalable())
        calls.push_back(op);
    });
    llvm::for_each(calls, splitLanes);
  }
};
} // namespace
} // namespace tfc

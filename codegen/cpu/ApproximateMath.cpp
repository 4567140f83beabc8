//===- ApproximateMath.cpp - --tfc-cpu-approximate-math -------------------===//

#include "codegen/cpu/Passes.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_APPROXIMATEMATH
#include "codegen/cpu/Passes.h.inc"

namespace {
struct ApproximateMath : impl::ApproximateMathBase<ApproximateMath> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    populateMathPolynomialApproximationPatterns(patterns);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
} // namespace tfc

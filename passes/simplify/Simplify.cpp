//===- Simplify.cpp - The pass tfc-simplify -------------------------------===//

#include "ir/InheritDevice.h"
#include "ir/ops/state.h"
#include "passes/simplify/Passes.h"
#include "passes/simplify/Patterns.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Transforms/CSE.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace tfc {

#define GEN_PASS_DEF_SIMPLIFY
#include "passes/simplify/Passes.h.inc"

namespace {

struct Simplify : impl::SimplifyBase<Simplify> {
  using SimplifyBase::SimplifyBase;

  void runOnOperation() override {
    bool differentiated = true;
    getOperation().walk([&](GradientsOp) { differentiated = false; });

    RewritePatternSet set(&getContext());
    addArithmeticRules(set);
    addBroadcastRules(set);
    addChoiceRules(set);
    addConstantFolding(set);
    addControlRules(set);
    addReshapeRules(set);
    addSliceRules(set);
    addTransposeRules(set);
    if (differentiated)
      addStopGradientRule(set);
    FrozenRewritePatternSet patterns(std::move(set));

    for (Operation &op : getOperation().getOps())
      if (isa<GraphOp, func::FuncOp>(op) && failed(simplify(&op, patterns)))
        return signalPassFailure();
  }

  /// `graph` is a tfc.graph, or a function made of one.
  LogicalResult simplify(Operation *graph,
                         const FrozenRewritePatternSet &patterns) {
    // Merging equal ops lets rules match that compare operands.
    InheritDevice inherit;
    GreedyRewriteConfig config;
    config.setListener(&inherit);
    bool changed = true;
    for (int round = 0; changed && round < 4; ++round) {
      if (failed(applyPatternsGreedily(graph, patterns, config)) &&
          testConvergence)
        return graph->emitError() << "the rules do not come to an end";
      IRRewriter rewriter(&getContext());
      DominanceInfo dominance;
      eliminateCommonSubExpressions(rewriter, dominance, graph, &changed);
    }
    return success();
  }
};

} // namespace
} // namespace tfc

//===- Expand.cpp - Facet expand: ops as compositions of others -----------===//

#include "ir/Expand.h"
#include "passes/expand/Passes.h"

#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"

using namespace mlir;

namespace tfc {

#define GEN_PASS_DEF_EXPAND
#include "passes/expand/Passes.h.inc"

namespace {

struct Expand : impl::ExpandBase<Expand> {
  void runOnOperation() override {
    // The ops of a composition may have compositions of their own.
    for (bool changed = true; changed;) {
      changed = false;
      SmallVector<Operation *> work;
      getOperation().walk([&](Operation *op) {
        if (hasExpansion(op))
          work.push_back(op);
      });
      for (Operation *op : work)
        changed |= succeeded(expandInPlace(op));
    }
    IRRewriter rewriter(&getContext());
    DominanceInfo dominance;
    eliminateCommonSubExpressions(rewriter, dominance, getOperation());
  }
};

} // namespace
} // namespace tfc

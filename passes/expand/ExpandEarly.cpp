//===- ExpandEarly.cpp - Ops that count before they have a shape ----------===//

#include "ir/Expand.h"
#include "ir/ops/state.h"
#include "passes/expand/Passes.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_EXPANDEARLY
#include "passes/expand/Passes.h.inc"
} // namespace tfc

using namespace tfc;

namespace {

struct ExpandEarly : tfc::impl::ExpandEarlyBase<ExpandEarly> {
  void runOnOperation() override {
    // A composition may use another one.
    for (bool changed = true; changed;) {
      changed = false;
      SmallVector<Operation *> work;
      getOperation().walk([&](Operation *op) {
        if (expandsEarly(op))
          work.push_back(op);
      });
      for (Operation *op : work) {
        if (failed(expandInPlace(op))) {
          op->emitOpError("has no composition");
          return signalPassFailure();
        }
        changed = true;
      }
    }
  }
};

} // namespace

//===- EmitReduction.cpp - --tfc-cpu-emit-reduction -----------------------===//

#include "codegen/cpu/EmitLoops.h"
#include "codegen/cpu/Passes.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_EMITREDUCTION
#include "codegen/cpu/Passes.h.inc"

namespace {
struct EmitReduction : impl::EmitReductionBase<EmitReduction> {
  void runOnOperation() override {
    KernelTarget target = KernelTarget::of(getOperation());
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (op.getNumReductionLoops())
        ops.push_back(op);
    });
    for (linalg::LinalgOp op : ops) {
      OpBuilder b(op);
      auto kernel = analyseLoops(b, op, target);
      if (failed(kernel))
        continue;
      emitLoops(b, *kernel);
      kernel->fusion.eraseAbsorbed();
      op->erase();
    }
  }
};
} // namespace
} // namespace tfc

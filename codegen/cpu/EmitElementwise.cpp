//===- EmitElementwise.cpp - --tfc-cpu-emit-elementwise -------------------===//

#include "codegen/cpu/EmitLoops.h"
#include "codegen/cpu/Passes.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_EMITELEMENTWISE
#include "codegen/cpu/Passes.h.inc"

namespace {
struct EmitElementwise : impl::EmitElementwiseBase<EmitElementwise> {
  void runOnOperation() override {
    KernelTarget target = KernelTarget::of(getOperation());
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) {
      if (op.getNumParallelLoops() == op.getNumLoops())
        ops.push_back(op);
    });
    llvm::SmallPtrSet<Operation *, 16> erased;
    for (linalg::LinalgOp op : ops) {
      if (erased.contains(op))
        continue;
      OpBuilder b(op);
      auto kernel = analyseLoops(b, op, target);
      if (failed(kernel))
        continue;
      emitLoops(b, *kernel);
      for (Operation *absorbed : kernel->fusion.absorbed)
        erased.insert(absorbed);
      kernel->fusion.eraseAbsorbed();
      op->erase();
    }
  }
};
} // namespace
} // namespace tfc

//===- EmitElementwise.cpp - --tfc-cpu-emit-elementwise -------------------===//

#include "codegen/cpu/LoopKernel.h"
#include "codegen/cpu/Passes.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_EMITELEMENTWISE
#include "codegen/cpu/Passes.h.inc"

namespace {
struct EmitElementwise : impl::EmitElementwiseBase<EmitElementwise> {
  void runOnOperation() override {
    // Copies between dense buffers become memcpy; others would become a call
    // into MLIR's run-time library.
    SmallVector<memref::CopyOp> copies;
    getOperation().walk([&](memref::CopyOp copy) { copies.push_back(copy); });
    for (memref::CopyOp copy : copies) {
      auto isDense = [](Value v) {
        auto type = dyn_cast<MemRefType>(v.getType());
        return type && type.getLayout().isIdentity();
      };
      if (isDense(copy.getSource()) && isDense(copy.getTarget()))
        continue;
      OpBuilder b(copy);
      linalg::CopyOp::create(b, copy.getLoc(), copy.getSource(),
                             copy.getTarget());
      copy.erase();
    }

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

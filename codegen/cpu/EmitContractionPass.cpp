//===- EmitContractionPass.cpp - --tfc-cpu-emit-contraction ---------------===//

#include "codegen/cpu/EmitContraction.h"
#include "codegen/cpu/PackConstants.h"
#include "codegen/cpu/Passes.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_EMITCONTRACTION
#include "codegen/cpu/Passes.h.inc"

namespace {
struct EmitContraction : impl::EmitContractionBase<EmitContraction> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    KernelTarget target = KernelTarget::of(module);
    SymbolTable symbols(module);
    TileFunctions tiles(module, target);
    SmallVector<linalg::LinalgOp> ops;
    module.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    // Absorbed ops are elementwise, never contractions, so none of `ops` that
    // is still to come can be erased before its turn.
    llvm::SmallPtrSet<Operation *, 16> erased;
    for (linalg::LinalgOp op : ops) {
      if (erased.contains(op))
        continue;
      OpBuilder b(op);
      auto contraction = analyseContraction(b, op, target, symbols);
      if (failed(contraction))
        continue;
      emitContraction(b, *contraction, target, tiles);
      for (Operation *absorbed : contraction->fusion.absorbed)
        erased.insert(absorbed);
      contraction->fusion.eraseAbsorbed();
      op->erase();
    }
    dropUnusedConstants(module);
  }
};
} // namespace
} // namespace tfc

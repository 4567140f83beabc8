//===- EmitFallback.cpp - --tfc-cpu-emit-fallback -------------------------===//

#include "codegen/cpu/PackConstants.h"
#include "codegen/cpu/Passes.h"
#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_EMITFALLBACK
#include "codegen/cpu/Passes.h.inc"

namespace {
struct EmitFallback : impl::EmitFallbackBase<EmitFallback> {
  void runOnOperation() override {
    SmallVector<linalg::LinalgOp> ops;
    getOperation().walk([&](linalg::LinalgOp op) { ops.push_back(op); });
    for (linalg::LinalgOp op : ops) {
      IRRewriter rewriter(op);
      if (failed(linalg::linalgOpToLoops(rewriter, op))) {
        op->emitOpError("cannot be lowered to loops");
        return signalPassFailure();
      }
      rewriter.eraseOp(op);
    }
    // Index arithmetic of the loops is left as affine.apply.
    SmallVector<affine::AffineApplyOp> applies;
    getOperation().walk(
        [&](affine::AffineApplyOp apply) { applies.push_back(apply); });
    for (affine::AffineApplyOp apply : applies) {
      IRRewriter rewriter(apply);
      auto values =
          affine::expandAffineMap(rewriter, apply.getLoc(),
                                  apply.getAffineMap(), apply.getMapOperands());
      rewriter.replaceOp(apply, *values);
    }
    dropUnusedConstants(getOperation());
  }
};
} // namespace
} // namespace tfc

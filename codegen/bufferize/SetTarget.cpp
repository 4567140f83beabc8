//===- SetTarget.cpp - write the target into the module -------------------===//
#include "codegen/PassDetail.h"
#include "codegen/target/Target.h"

namespace tfc {
#define GEN_PASS_DEF_SETTARGET
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

struct SetTarget : tfc::impl::SetTargetBase<SetTarget> {
  using SetTargetBase::SetTargetBase;

  void runOnOperation() override {
    llvm::Expected<Target> target = resolveTarget(cpu, triple);
    if (!target) {
      mlir::emitError(UnknownLoc::get(&getContext()),
                      llvm::toString(target.takeError()));
      return signalPassFailure();
    }
    Builder builder(&getContext());
    getOperation()->setAttr(kTripleAttr, builder.getStringAttr(target->triple));
    getOperation()->setAttr(kCpuAttr, builder.getStringAttr(target->cpu));
    getOperation()->setAttr(kFeaturesAttr,
                            builder.getStringAttr(target->features));
  }
};

} // namespace

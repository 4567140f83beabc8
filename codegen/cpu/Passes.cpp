//===- Passes.cpp - The order of the kernel passes ------------------------===//

#include "codegen/cpu/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace tfc {

#define GEN_PASS_REGISTRATION
#include "codegen/cpu/Passes.h.inc"

void buildCpuKernelPipeline(OpPassManager &pm, KernelCallback emitted) {
  // 1. Kernels, the most special first: each absorbs its neighbours.
  pm.addPass(createEmitContraction());
  pm.addPass(createEmitReduction());
  pm.addPass(createEmitElementwise());
  pm.addPass(createEmitFallback());
  // 2. One function for all kernels that are alike.
  if (emitted)
    emitted(pm);
  // 3. Arithmetic for what is still a function call.
  pm.addPass(createApproximateMath());
  // Functions are cleaned up side by side.
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createLoopInvariantCodeMotionPass());
}

void registerCpuKernelPasses() {
  registerCpuKernelsPasses();
  PassPipelineRegistration<>("tfc-cpu-kernels",
                             "Turn linalg on memrefs into vector loops",
                             [](OpPassManager &pm) {
                               buildCpuKernelPipeline(pm);
                             });
}

} // namespace tfc

//===- Passes.cpp - The order of the kernel passes ------------------------===//

#include "codegen/cpu/Passes.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace tfc {

#define GEN_PASS_REGISTRATION
#include "codegen/cpu/Passes.h.inc"

void buildCpuKernelPipeline(OpPassManager &pm) {
  // 1. Kernels, the most special first: each absorbs its neighbours.
  pm.addPass(createEmitContraction());
  pm.addPass(createEmitReduction());
  pm.addPass(createEmitElementwise());
  pm.addPass(createEmitFallback());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  // 2. Arithmetic for what is still a function call.
  pm.addPass(createApproximateMath());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createLoopInvariantCodeMotionPass());
}

void registerCpuKernelPasses() {
  registerCpuKernelsPasses();
  PassPipelineRegistration<>("tfc-cpu-kernels",
                             "Turn linalg on memrefs into vector loops",
                             buildCpuKernelPipeline);
}

} // namespace tfc

//===- CpuArchitecture.cpp - what all processors of a host share ----------===//
#include "codegen/cpu/CpuArchitecture.h"
#include "codegen/cpu/Passes.h"

#include "mlir/Pass/PassManager.h"

using namespace tfc;

/// The most special kernels come first: each absorbs its neighbours.
void CpuArchitecture::addKernelEmitters(mlir::OpPassManager &pm) const {
  pm.addPass(createEmitContraction());
  pm.addPass(createEmitReduction());
  pm.addPass(createEmitElementwise());
  pm.addPass(createEmitFallback());
}

void CpuArchitecture::addMathExpansion(mlir::OpPassManager &pm) const {
  pm.addPass(createApproximateMath());
}

void CpuArchitecture::addParallelOutlining(mlir::OpPassManager &pm) const {
  pm.addPass(createOutlineParallel());
}

/// Kernels come tiled, unrolled and on vectors, so LLVM has to clean up and to
/// find what the lowering repeats. Its own pipeline unrolls their loops again,
/// which takes half of its time and makes them no faster. The vectoriser is for
/// the plain loops of ops that no kernel knows.
std::string CpuArchitecture::optimizerPasses(unsigned level) const {
  std::string passes =
      "function(sroa<modify-cfg>,early-cse<memssa>,simplifycfg),"
      "ipsccp,cgscc(inline),deadargelim,"
      "function(sroa<modify-cfg>,early-cse<memssa>,"
      "instcombine<no-verify-fixpoint>,loop-mssa(loop-rotate,licm),"
      "loop(indvars,loop-deletion),gvn,simplifycfg";
  if (level > 1)
    passes += ",loop-vectorize,instcombine<no-verify-fixpoint>,loop-mssa(licm),"
              "simplifycfg";
  return passes + "),globaldce";
}

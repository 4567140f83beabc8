//===- LowerToLLVM.cpp - the last passes in MLIR --------------------------===//
#include "codegen/llvm/LowerToLLVM.h"

#include "codegen/PassDetail.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

/// Functions, those of parallel loops included, are lowered side by side.
template <typename Create>
static void addToFunctions(OpPassManager &pm, Create create) {
  pm.addNestedPass<func::FuncOp>(create());
  pm.addNestedPass<LLVM::LLVMFuncOp>(create());
}

void tfc::buildLowerToLLVMPipeline(OpPassManager &pm) {
  // Whatever kernel emission left as linalg becomes plain loops.
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  // Structured loops and addresses.
  pm.addPass(createLowerDynamicReshapes());
  pm.addNestedPass<func::FuncOp>(memref::createFoldMemRefAliasOpsPass());
  addToFunctions(pm, [] { return memref::createExpandStridedMetadataPass(); });
  addToFunctions(pm, [] { return createLowerAffinePass(); });
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createLoopInvariantCodeMotionPass());
  pm.addPass(createLowerStackScopes());
  addToFunctions(pm, [] { return createSCFToControlFlowPass(); });
  addToFunctions(pm, [] { return createConvertComplexToStandardPass(); });
  // What is no intrinsic becomes a call of libm for each element.
  addToFunctions(pm, [] { return createConvertMathToLLVMPass(); });
  pm.addPass(createConvertMathToLibmPass());
  // Kernels have vectors of one dimension only.
  addToFunctions(pm, [] { return createConvertVectorToLLVMPass(); });
  // Scalars.
  addToFunctions(pm, [] { return memref::createExpandOpsPass(); });
  addToFunctions(pm, [] { return arith::createArithExpandOpsPass(); });
  addToFunctions(pm, [] { return createLowerAffinePass(); });
  // The rest in one conversion. LLVM takes the descriptors apart.
  pm.addPass(createConvertToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

//===- LowerToLLVM.cpp - the last passes in MLIR --------------------------===//
#include "codegen/LowerToLLVM.h"

#include "codegen/PassDetail.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void tfc::buildLowerToLLVMPipeline(OpPassManager &pm) {
  // Whatever kernel emission left as linalg becomes plain loops.
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  // Structured loops and addresses.
  pm.addPass(createLowerDynamicReshapes());
  pm.addNestedPass<func::FuncOp>(memref::createFoldMemRefAliasOpsPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createLoopInvariantCodeMotionPass());
  // Vectors of any rank, then of one.
  pm.addPass(createConvertVectorToSCFPass());
  pm.addPass(createLowerStackScopes());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createConvertComplexToStandardPass());
  // What is no intrinsic becomes a call of libm for each element.
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createConvertVectorToLLVMPass());
  // Scalars.
  pm.addPass(memref::createExpandOpsPass());
  pm.addPass(arith::createArithExpandOpsPass());
  pm.addPass(createLowerAffinePass());
  // The rest in one conversion.
  pm.addPass(createConvertToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

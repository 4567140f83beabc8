//===- Codegen.cpp - the phases of code generation ------------------------===//
//
// This file alone orders the passes of codegen/.
//
//===----------------------------------------------------------------------===//
#include "codegen/Codegen.h"
#include "codegen/llvm/LowerToLLVM.h"
#include "codegen/PassDetail.h"
#include "codegen/bufferize/RuntimeCallModel.h"
#include "codegen/target/Architecture.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ComplexToLLVM/ComplexToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/ConvertToLLVM/ToLLVMPass.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Func/Extensions/AllExtensions.h"
#include "mlir/Dialect/Linalg/Transforms/AllInterfaces.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/IR/TensorInferTypeOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/SubsetInsertionOpInterfaceImpl.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/StringSwitch.h"

namespace tfc {
#define GEN_PASS_REGISTRATION
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

void tfc::registerCodegenPasses() {
  registerTfcCodegenPasses();
  registerTargetPasses();
}

void tfc::registerCodegenExtensions(DialectRegistry &registry) {
  arith::registerBufferizableOpInterfaceExternalModels(registry);
  linalg::registerAllDialectInterfaceImplementations(registry);
  scf::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerBufferizableOpInterfaceExternalModels(registry);
  tensor::registerInferTypeOpInterfaceExternalModels(registry);
  tensor::registerSubsetOpInterfaceExternalModels(registry);
  registerConvertToLLVMDependentDialectLoading(registry);
  arith::registerConvertArithToLLVMInterface(registry);
  registerConvertComplexToLLVMInterface(registry);
  cf::registerConvertControlFlowToLLVMInterface(registry);
  index::registerConvertIndexToLLVMInterface(registry);
  registerConvertMemRefToLLVMInterface(registry);
  registerConvertFuncToLLVMInterface(registry);
  ub::registerConvertUBToLLVMInterface(registry);
  vector::registerConvertVectorToLLVMInterface(registry);
  registerRuntimeCallModel(registry);
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
}

std::optional<CodegenPhase> tfc::parseCodegenPhase(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<CodegenPhase>>(name)
      .Case("bufferize", CodegenPhase::Bufferize)
      .Case("kernels", CodegenPhase::Kernels)
      .Case("plan", CodegenPhase::Plan)
      .Case("llvm", CodegenPhase::LLVM)
      .Default(std::nullopt);
}

static void addCleanup(OpPassManager &pm) {
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
}

void tfc::buildCodegenPipeline(OpPassManager &pm, const CodegenOptions &options,
                               CodegenPhase until, PhaseCallback afterPhase) {
  auto endOf = [&](CodegenPhase phase, llvm::StringRef name) {
    if (afterPhase)
      afterPhase(pm, name);
    return phase == until;
  };

  // 1. bufferize: from values to memory. Shapes are settled while everything
  //    is still a value.
  SetTargetOptions target;
  target.cpu = options.cpu;
  target.triple = options.triple;
  pm.addPass(createSetTarget(target));
  pm.addPass(createProgramFacts());
  pm.addPass(createShapeFunction());
  pm.addPass(createAssignDestinations());
  pm.addPass(createBufferize());
  if (endOf(CodegenPhase::Bufferize, "bufferize"))
    return;

  // 2. kernels: from linalg to loops over native vectors. Buffers are still
  //    separate, so that it is plain which ones can overlap.
  pm.addPass(createLowerReports());
  const Architecture &architecture = architectureFor(options.triple);
  architecture.buildKernels(pm, [](OpPassManager &passes) {
    passes.addPass(createOutlineKernels());
    passes.addPass(createMergeFunctions({/*kernelsOnly=*/true}));
  });
  if (endOf(CodegenPhase::Kernels, "kernels"))
    return;

  // 3. plan: temporary buffers, those of the kernels included, get their
  //    places in the workspace.
  pm.addPass(createPlanWorkspace());
  addCleanup(pm);
  if (endOf(CodegenPhase::Plan, "plan"))
    return;

  // 4. llvm: the functions of the ABI and nothing but LLVM's dialect. Parallel
  //    loops become functions now that nothing asks any more what they touch.
  architecture.buildParallel(pm);
  pm.addPass(createLowerRuntimeCalls());
  pm.addPass(createEntryPoints());
  pm.addPass(createMergeFunctions());
  buildLowerToLLVMPipeline(pm);
  endOf(CodegenPhase::LLVM, "llvm");
}

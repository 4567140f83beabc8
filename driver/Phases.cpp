//===- Phases.cpp - The way of a graph to an object, by phases ------------===//
//
// This file alone orders passes. It reads as a story: each phase says what is
// true at its end, and a comment says why a pass stands where it does. A new
// pass is a file of its own, an entry in its folder's Passes.td and a line
// here.
//
//===----------------------------------------------------------------------===//
#include "driver/Phases.h"

#include "codegen/PassDetail.h"
#include "codegen/target/Architecture.h"
#include "passes/autodiff/Passes.h"
#include "passes/expand/Passes.h"
#include "passes/layout/Passes.h"
#include "passes/lower/Passes.h"
#include "passes/partition/Passes.h"
#include "passes/shapes/Passes.h"
#include "passes/simplify/Passes.h"

#include "mlir/Conversion/AffineToStandard/AffineToStandard.h"
#include "mlir/Conversion/ComplexToStandard/ComplexToStandard.h"
#include "mlir/Conversion/ConvertToLLVM/ToLLVMPass.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace tfc::driver {
namespace {

/// {"x": [-1, 784]} -> "x=?x784", as the pass spells it, in the names' order.
SetShapesOptions shapesToSet(const CompilerOptions &options) {
  SetShapesOptions result;
  for (const auto &entry : options.shapes) {
    auto dims = llvm::map_range(entry.second, [](int64_t size) {
      return size < 0 ? std::string("?") : std::to_string(size);
    });
    result.shapes.push_back(
        (entry.first() + "=" + llvm::join(dims, "x")).str());
  }
  llvm::sort(result.shapes);
  return result;
}

/// Functions of segments are worked on side by side.
void cleanUp(OpPassManager &pm) {
  pm.addNestedPass<func::FuncOp>(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(createCSEPass());
}

/// Adds a pass for functions as tfc has them and for those that are LLVM's
/// already: the bodies of parallel loops.
template <typename Create>
void addToFunctions(OpPassManager &pm, Create create) {
  pm.addNestedPass<func::FuncOp>(create());
  pm.addNestedPass<LLVM::LLVMFuncOp>(create());
}

const Phase kPhases[] = {
    {"import", "the source becomes a graph of the tfc dialect", nullptr},

    // The user named tensors and shapes. From here on a name is an op, and
    // nothing else keeps a node from being rewritten.
    {"cut-points", "names that a session may use are explicit",
     [](OpPassManager &pm, const CompilerOptions &options) {
       if (!options.shapes.empty()) {
         pm.addPass(createSetShapes(shapesToSet(options)));
         pm.addPass(createInferShapes());
       }
       CutPointsOptions cuts;
       cuts.fetches.assign(options.fetches.begin(), options.fetches.end());
       cuts.feeds.assign(options.feeds.begin(), options.feeds.end());
       pm.addPass(createCutPoints(cuts));
     }},

    // Gradients are made on the graph as the user wrote it, so that an op
    // without a gradient is named at its own place.
    {"autodiff", "gradients are ordinary ops",
     [](OpPassManager &pm, const CompilerOptions &) {
       pm.addPass(createAutodiff());
     }},

    // Optimisers' updates become ordinary ops, too.
    {"train", "optimisers are reads, arithmetic and assigns",
     [](OpPassManager &pm, const CompilerOptions &) {
       pm.addPass(createExpandOptimizers());
     }},

    // Gradients and updates were written plainly. Their ones, zeros and
    // broadcasts go while all users of a value are still in one place.
    {"simplify", "constants folded, algebra applied, equal ops merged",
     [](OpPassManager &pm, const CompilerOptions &) {
       pm.addPass(createExpandEarly());
       pm.addPass(createSimplify());
     }},

    // Training steps are plain assigns now and the graph is still whole: what
    // assigns in a run can be told from what initialises.
    {"freeze", "variables are constants, if --freeze asks for it", nullptr},

    // Gradients are there, and what is fetched keeps the user's layout: images
    // in between become what code is generated for.
    {"layout", "images are channels-last",
     [](OpPassManager &pm, const CompilerOptions &) {
       pm.addPass(createChannelsLast());
     }},

    // Segments: one function for what any run demands together.
    {"partition", "a function per segment and signature",
     [](OpPassManager &pm, const CompilerOptions &options) {
       PartitionOptions placement;
       placement.softPlacement = options.softPlacement;
       pm.addPass(createPartition(placement));
     }},

    // Branches and loop bodies become functions like segments. Compositions
    // open up and are simplified in their turn, then everything is linalg.
    {"linalg", "linalg on tensors, fused",
     [](OpPassManager &pm, const CompilerOptions &) {
       pm.addPass(createOutlineRegions());
       pm.addNestedPass<func::FuncOp>(createExpand());
       pm.addPass(createSimplify());
       pm.addNestedPass<func::FuncOp>(createLowerToLinalg());
       pm.addPass(createCanonicalizerPass());
       pm.addPass(createCSEPass());
       pm.addNestedPass<func::FuncOp>(createFuseElementwise());
       pm.addPass(createCanonicalizerPass());
       pm.addPass(createCSEPass());
     }},

    // Shapes are settled while everything is still a value, then values become
    // memory.
    {"bufferize", "values become memory, shape functions split off",
     [](OpPassManager &pm, const CompilerOptions &options) {
       SetTargetOptions target;
       target.cpu = options.codegen.cpu;
       target.triple = options.codegen.triple;
       pm.addPass(createSetTarget(target));
       pm.addPass(createProgramFacts());
       pm.addPass(createShapeFunction());
       pm.addPass(createAssignDestinations());
       pm.addPass(createBufferize());
     },
     /*verifyEachPass=*/false},

    // Buffers are still separate, so that it is plain which ones can overlap.
    {"kernels", "linalg becomes loops over native vectors",
     [](OpPassManager &pm, const CompilerOptions &options) {
       const Architecture &target = architectureFor(options.codegen.triple);
       pm.addPass(createLowerReports());
       target.addKernelEmitters(pm);
       // Kernels that are alike become one function before any time is spent
       // on them.
       pm.addPass(createOutlineKernels());
       pm.addPass(createMergeFunctions({/*kernelsOnly=*/true}));
       // Calls of mathematical functions become arithmetic.
       target.addMathExpansion(pm);
       cleanUp(pm);
       pm.addNestedPass<func::FuncOp>(createLoopInvariantCodeMotionPass());
     },
     /*verifyEachPass=*/false},

    // Temporary buffers, those of the kernels included, get their places.
    {"plan", "temporary buffers get places in the workspace",
     [](OpPassManager &pm, const CompilerOptions &) {
       pm.addPass(createPlanWorkspace());
       cleanUp(pm);
     },
     /*verifyEachPass=*/false},

    // Nothing asks any more what a parallel loop touches, so that its body can
    // become a function and buffers can become pointers.
    {"llvm", "functions of the ABI in LLVM's dialect",
     [](OpPassManager &pm, const CompilerOptions &options) {
       architectureFor(options.codegen.triple).addParallelOutlining(pm);
       pm.addPass(createLowerRuntimeCalls());
       pm.addPass(createEntryPoints());
       pm.addPass(createMergeFunctions());
       // Whatever no kernel took becomes plain loops.
       pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
       // Structured loops and addresses.
       pm.addPass(createLowerDynamicReshapes());
       pm.addNestedPass<func::FuncOp>(memref::createFoldMemRefAliasOpsPass());
       addToFunctions(pm,
                      [] { return memref::createExpandStridedMetadataPass(); });
       addToFunctions(pm, [] { return createLowerAffinePass(); });
       cleanUp(pm);
       pm.addNestedPass<func::FuncOp>(createLoopInvariantCodeMotionPass());
       pm.addPass(createLowerStackScopes());
       addToFunctions(pm, [] { return createSCFToControlFlowPass(); });
       addToFunctions(pm, [] { return createConvertComplexToStandardPass(); });
       // A function without an intrinsic becomes a call of libm for each
       // element.
       addToFunctions(pm, [] { return createConvertMathToLLVMPass(); });
       pm.addPass(createConvertMathToLibmPass());
       // Kernels have vectors of one dimension only.
       addToFunctions(pm, [] { return createConvertVectorToLLVMPass(); });
       // Scalars.
       addToFunctions(pm, [] { return memref::createExpandOpsPass(); });
       addToFunctions(pm, [] { return arith::createArithExpandOpsPass(); });
       addToFunctions(pm, [] { return createLowerAffinePass(); });
       // The rest goes in one conversion. LLVM takes the descriptors apart.
       pm.addPass(createConvertToLLVMPass());
       pm.addPass(createReconcileUnrealizedCastsPass());
     },
     /*verifyEachPass=*/false},
};

} // namespace

llvm::ArrayRef<Phase> allPhases() { return kPhases; }

const Phase *findPhase(llvm::StringRef name) {
  const Phase *found = llvm::find_if(
      kPhases, [&](const Phase &phase) { return phase.name == name; });
  return found == std::end(kPhases) ? nullptr : found;
}

std::string phaseNames() {
  return llvm::join(
      llvm::map_range(kPhases, [](const Phase &phase) { return phase.name; }),
      ", ");
}

} // namespace tfc::driver

//===- Pipelines.cpp - The order of the passes ----------------------------===//
//
// The one place that orders passes, as a story. A user can stop or print at the
// end of each phase (--until, --print-after).
//
//===----------------------------------------------------------------------===//

#include "passes/Pipelines.h"

#include "passes/autodiff/Passes.h"
#include "passes/expand/Passes.h"
#include "passes/lower/Passes.h"
#include "passes/partition/Passes.h"
#include "passes/shapes/Passes.h"
#include "passes/simplify/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace tfc {

std::vector<Phase> graphPhases(const PipelineOptions &options) {
  return {
      // 1. What the user said of the graph. From here on a name is an op, and
      //    nothing else keeps a node from being rewritten.
      {"cut-points", "names that a session may use are explicit",
       [=](OpPassManager &pm) {
         if (!options.shapes.empty()) {
           SetShapesOptions shapes;
           shapes.shapes.assign(options.shapes.begin(), options.shapes.end());
           pm.addPass(createSetShapes(shapes));
           pm.addPass(createInferShapes());
         }
         CutPointsOptions cuts;
         cuts.fetches.assign(options.fetches.begin(), options.fetches.end());
         cuts.feeds.assign(options.feeds.begin(), options.feeds.end());
         pm.addPass(createCutPoints(cuts));
       }},
      // 2. Gradients become ordinary ops, on the graph as the user wrote it, so
      //    that an op without a gradient is named at its own place.
      {"autodiff", "gradients are ordinary ops",
       [](OpPassManager &pm) { pm.addPass(createAutodiff()); }},
      // 3. Optimisers' updates become ordinary ops, too.
      {"train", "optimisers are reads, arithmetic and assigns",
       [](OpPassManager &pm) { pm.addPass(createExpandOptimizers()); }},
      // 4. Gradients and updates were written plainly. Their ones, zeros and
      //    broadcasts go while all users of a value are still in one place.
      {"simplify", "constants folded, algebra applied, equal ops merged",
       [](OpPassManager &pm) {
         pm.addPass(createExpandEarly());
         pm.addPass(createSimplify());
       }},
      // 5. Segments: one function for what any run demands together.
      {"partition", "a function per segment and signature",
       [](OpPassManager &pm) { pm.addPass(createPartition()); }},
      // 6. Branches and loop bodies become functions like segments. Compositions
      //    open up and are simplified in their turn, then everything is linalg.
      {"linalg", "linalg on tensors, fused",
       [](OpPassManager &pm) {
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
  };
}

} // namespace tfc

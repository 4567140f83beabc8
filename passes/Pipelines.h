//===- Pipelines.h - The order of the passes, by named phases -------------===//

#ifndef TFC_PASSES_PIPELINES_H
#define TFC_PASSES_PIPELINES_H

#include "mlir/Pass/PassManager.h"

#include <functional>
#include <string>
#include <vector>

namespace tfc {

/// What the user said of the graph.
struct PipelineOptions {
  std::vector<std::string> fetches; // names to make fetchable; "*": all
  std::vector<std::string> feeds;   // names to make feedable
  std::vector<std::string> shapes;  // "x=?x784"
};

/// A stretch of the pipeline at whose end a user may stop or look.
struct Phase {
  llvm::StringRef name;
  llvm::StringRef summary;
  std::function<void(mlir::OpPassManager &)> addPasses;
};

/// The phases from a graph as a frontend leaves it to functions in linalg on
/// tensors, which codegen takes.
std::vector<Phase> graphPhases(const PipelineOptions &options);

} // namespace tfc

#endif // TFC_PASSES_PIPELINES_H

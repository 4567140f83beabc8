//===- ImportedTensors.cpp - What an imported graph calls its tensors -----===//
#include "conformance/ImportedTensors.h"

#include "ir/Ops.h"

using namespace mlir;

namespace tfc::conformance {

llvm::StringMap<Value> tensorsOf(ModuleOp module) {
  llvm::StringMap<Value> tensors;
  for (GraphOp graph : module.getOps<GraphOp>())
    for (Operation &op : graph.getBody().front()) {
      if (auto variable = dyn_cast<VariableOp>(op))
        tensors[variable.getName()] = op.getResult(0);
      std::string name;
      if (auto attr = op.getAttrOfType<StringAttr>(nameAttr))
        name = attr.str();
      if (auto placeholder = dyn_cast<PlaceholderOp>(op))
        name = placeholder.getName().str();
      if (auto withDefault = dyn_cast<PlaceholderWithDefaultOp>(op))
        name = withDefault.getName().str();
      if (name.empty())
        continue;
      for (OpResult result : op.getResults())
        if (isa<RankedTensorType>(result.getType()))
          tensors[result.getResultNumber() == 0
                      ? name
                      : name + ":" + std::to_string(result.getResultNumber())] =
              result;
    }
  return tensors;
}

} // namespace tfc::conformance

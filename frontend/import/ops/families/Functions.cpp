//===- Functions.cpp - Calls, inlined -------------------------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/ops/state.h"

using namespace mlir;

namespace tfc {

static LogicalResult importCallByAttribute(NodeImport &node) {
  auto callee = node.functionAttr("f");
  if (failed(callee))
    return failure();
  SmallVector<Output> arguments;
  for (unsigned k = 0; k < node.numInputs(); ++k)
    arguments.push_back(*node.input(k));
  SmallVector<Value> effects;
  FailureOr<SmallVector<Output>> results = node.importer.importCall(
      node.node, (*callee)->name(), (*callee)->attr(), arguments, effects);
  if (failed(results))
    return failure();
  llvm::append_range(node.result.outputs, *results);
  if (!effects.empty())
    node.result.done =
        GroupOp::create(node.builder, node.node.loc,
                        ControlType::get(node.context()), effects);
  return success();
}

const NodeImporter imports::PartitionedCall = importCallByAttribute;

} // namespace tfc

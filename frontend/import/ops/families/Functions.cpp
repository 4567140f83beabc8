//===- Functions.cpp - Calls, inlined -------------------------------------===//
#include "frontend/import/ops/NodeImport.h"

using namespace mlir;

namespace tfc {

static Outputs importPartitionedCall(NodeImport &node) {
  const tensorflow::NameAttrList &callee = node.functionAttr("f");
  return node.hasFailed() ? Outputs() : node.call(callee.name(), callee.attr());
}

const NodeImporter imports::PartitionedCall = importPartitionedCall;

} // namespace tfc

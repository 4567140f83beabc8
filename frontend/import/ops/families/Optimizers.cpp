//===- Optimizers.cpp - The update that the table cannot say --------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/ops/training.h"

using namespace mlir;

namespace tfc {

/// Our op has the usual power of the learning rate, -0.5, built in.
static Outputs importFtrl(NodeImport &node) {
  node.expectInputs(8);
  double power = node.constantFloat(7);
  if (power != -0.5)
    return node.error() << "lr_power must be -0.5, got " << power;
  if (node.boolAttr("multiply_linear_by_lr", false))
    return node.error() << "multiply_linear_by_lr is not supported";
  SmallVector<Value> operands{node.variable(0), node.variable(1),
                              node.variable(2)};
  llvm::append_range(operands, node.tensors(3, 7));
  Value updated = node.make<ApplyFtrlOp>(operands);
  return node.op().starts_with("Resource") ? node.effect(updated)
                                           : Outputs(updated);
}

const NodeImporter imports::ApplyFtrl = importFtrl;
const NodeImporter imports::ResourceApplyFtrl = importFtrl;

} // namespace tfc

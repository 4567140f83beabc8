//===- Optimizers.cpp - Updates of reference and resource variables -------===//
//
// The ops stand in the table; here is what it cannot say: the forms on resources
// have no result.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/Importer.h"

using namespace mlir;

namespace tfc {

/// Our op has the usual power of the learning rate, -0.5, built in.
static LogicalResult importFtrl(NodeImport &node) {
  if (failed(node.expectInputs(8)))
    return failure();
  FailureOr<double> power = node.constantFloat(7);
  if (failed(power))
    return failure();
  if (*power != -0.5)
    return node.error() << "lr_power must be -0.5, got " << *power;
  if (const tensorflow::AttrValue *scaled =
          node.node.attribute("multiply_linear_by_lr");
      scaled && scaled->b())
    return node.error() << "multiply_linear_by_lr is not supported";
  SmallVector<Value> operands;
  for (int k = 0; k < 3; ++k) {
    FailureOr<Value> handle = node.variable(k);
    if (failed(handle))
      return failure();
    operands.push_back(*handle);
  }
  FailureOr<SmallVector<Value>> numbers = node.tensors(3, 7);
  if (failed(numbers))
    return failure();
  llvm::append_range(operands, *numbers);
  FailureOr<Operation *> update = node.create("tfc.apply_ftrl", operands);
  if (failed(update))
    return failure();
  if (node.node.op().starts_with("Resource"))
    node.result.done = (*update)->getResult(0);
  else
    node.addOutput((*update)->getResult(0));
  return success();
}

const NodeImporter imports::ApplyFtrl = importFtrl;
const NodeImporter imports::ResourceApplyFtrl = importFtrl;

} // namespace tfc

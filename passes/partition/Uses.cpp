//===- Uses.cpp - what an op of the graph uses, regions included ---------===//

#include "passes/partition/Uses.h"

#include "ir/ops/control.h"
#include "ir/ops/state.h"

#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace tfc {

SmallVector<Value> usedValues(Operation *op) {
  SmallVector<Value> values(op->getOperands());
  if (op->getNumRegions() == 0)
    return values;
  llvm::SetVector<Value> captured;
  getUsedValuesDefinedAbove(op->getRegions(), captured);
  values.append(captured.begin(), captured.end());
  return values;
}

VariableUses variableUses(Operation *op) {
  VariableUses uses;
  op->walk([&](Operation *inner) {
    bool assigns = isa<AssignOp, AssignAddOp, AssignSubOp>(inner);
    if (!assigns && !isa<ReadVariableOp>(inner))
      return;
    Value variable = inner->getOperand(0);
    // In a region an assign may not happen; then the old value stays.
    if (!isa<AssignOp>(inner) || inner != op)
      uses.reads.insert(variable);
    if (assigns)
      uses.assigns.insert(variable);
  });
  return uses;
}

bool mayEndRun(Operation *op) {
  return op->walk([](CheckOp) { return WalkResult::interrupt(); })
      .wasInterrupted();
}

Operation *userIn(Block *block, Operation *user) {
  return block->findAncestorOpInBlock(*user);
}

} // namespace tfc

//===- Expand.cpp - Ops that are compositions of other ops ---------------===//

#include "ir/Expand.h"
#include "ir/InheritDevice.h"
#include "ir/Ops.h"
#include "ir/Shape.h"

#include "mlir/IR/OperationSupport.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace tfc {

#include "ir/Expand.cpp.inc"

/// Merges equal pure ops among `ops`, which follow one another in a block. A
/// value in `results` whose op goes is replaced too.
static void mergeEqual(ArrayRef<Operation *> ops,
                       SmallVectorImpl<Value> &results) {
  llvm::DenseMap<llvm::hash_code, SmallVector<Operation *, 1>> seen;
  for (Operation *op : ops) {
    if (!isPure(op))
      continue;
    llvm::hash_code hash = OperationEquivalence::computeHash(
        op, OperationEquivalence::directHashValue,
        OperationEquivalence::ignoreHashValue,
        OperationEquivalence::IgnoreLocations);
    auto &candidates = seen[hash];
    auto *same = llvm::find_if(candidates, [&](Operation *other) {
      return OperationEquivalence::isEquivalentTo(
          op, other, OperationEquivalence::IgnoreLocations);
    });
    if (same == candidates.end()) {
      candidates.push_back(op);
      continue;
    }
    for (auto [from, to] : llvm::zip(op->getResults(), (*same)->getResults()))
      llvm::replace(results, Value(from), Value(to));
    op->replaceAllUsesWith((*same)->getResults());
    op->erase();
  }
}

LogicalResult expandInPlace(Operation *op) {
  InheritDevice inherit;
  inherit.follow(op);
  OpBuilder builder(op, &inherit);
  Operation *before = op->getPrevNode();
  TfcBuilder b(builder, op->getLoc(), shape::elementOf(op->getResult(0)));
  SmallVector<Value> results;
  if (failed(expandOp(op, b, results)))
    return failure();

  SmallVector<Operation *> made;
  Operation *first = before ? before->getNextNode() : &op->getBlock()->front();
  for (Operation *it = first; it != op; it = it->getNextNode())
    made.push_back(it);
  mergeEqual(made, results);

  auto isMade = [&](Operation *def) {
    return def && def->getBlock() == op->getBlock() &&
           def->isBeforeInBlock(op) &&
           (!before || before->isBeforeInBlock(def));
  };
  auto name = op->getAttrOfType<StringAttr>(nameAttr);
  for (auto [i, old] : llvm::enumerate(op->getResults())) {
    // The composition may know another shape than the op's own rule, and an
    // operand that it hands on must not take the op's name.
    if (!isMade(results[i].getDefiningOp()) ||
        results[i].getType() != old.getType())
      results[i] = b.identity(results[i]);
    results[i].setType(cast<RankedTensorType>(old.getType()));
    if (name)
      results[i].getDefiningOp()->setAttr(
          nameAttr, i == 0 ? name
                           : builder.getStringAttr(name.getValue() + ":" +
                                                   std::to_string(i)));
  }
  op->replaceAllUsesWith(results);
  op->erase();
  return success();
}

} // namespace tfc

//===- Fusion.cpp - elementwise ops that a kernel takes along ------------===//

#include "codegen/kernels/Fusion.h"
#include "codegen/kernels/Body.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace tfc {

Value bufferRoot(Value memref) {
  while (Operation *def = memref.getDefiningOp()) {
    // The byte view of a buffer of bools (TileEmitter.cpp).
    if (isa<UnrealizedConversionCastOp>(def) && def->getNumOperands() == 1 &&
        isa<MemRefType>(def->getOperand(0).getType())) {
      memref = def->getOperand(0);
      continue;
    }
    // memref.view carves a buffer out of the workspace: a root of its own.
    auto view = dyn_cast<ViewLikeOpInterface>(def);
    if (!view || isa<memref::ViewOp>(def))
      break;
    memref = view.getViewSource();
  }
  return memref;
}

namespace {
/// Whether `op` or anything inside it uses a view of `root`.
bool touches(Operation *op, Value root) {
  auto result = op->walk([&](Operation *inner) {
    for (Value v : inner->getOperands())
      if (isa<MemRefType>(v.getType()) && bufferRoot(v) == root)
        return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return result.wasInterrupted();
}

/// Whether `op` may write a view of `root`.
bool mayWrite(Operation *op, Value root) {
  if (isa<memref::AllocOp, memref::DeallocOp>(op))
    return false;
  if (auto structured = dyn_cast<linalg::LinalgOp>(op))
    return llvm::any_of(structured.getDpsInits(), [&](Value v) {
      return isa<MemRefType>(v.getType()) && bufferRoot(v) == root;
    });
  return touches(op, root);
}

/// Every op that uses the root or a view of it, views themselves excluded.
void collectUsers(Value root, SmallPtrSetImpl<Operation *> &users) {
  for (Operation *user : root.getUsers()) {
    if (isa<ViewLikeOpInterface>(user) && user->getNumResults() == 1 &&
        !isa<memref::ViewOp>(user))
      collectUsers(user->getResult(0), users);
    else
      users.insert(user);
  }
}

class Finder {
public:
  Finder(OpBuilder &b, FlatNest &nest)
      : b(b), nest(nest), op(nest.op), accumulator(op.getDpsInits()[0]) {}

  Fusion run() {
    Fusion fusion;
    fusion.result = nest.numInputs;
    if (linalg::FillOp fill = findFill(nest, 0)) {
      fusion.initial = fill.getInputs()[0];
      fusion.absorbed.push_back(fill);
    }
    current = accumulator;
    if (!mapDimensions())
      return fusion;
    while (linalg::LinalgOp next = nextCandidate()) {
      auto step = match(next, fusion);
      if (failed(step))
        break;
      fusion.steps.push_back(*step);
      fusion.absorbed.push_back(next);
      last = next;
    }
    return fusion;
  }

private:
  /// The accumulator's dimension r runs with loop resultLoops[r].
  bool mapDimensions() {
    AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    for (AffineExpr expr : map.getResults()) {
      auto dim = dyn_cast<AffineDimExpr>(expr);
      if (!dim)
        return false;
      std::optional<unsigned> loop;
      for (auto [l, known] : llvm::enumerate(nest.loops))
        if (known.dim == dim.getPosition())
          loop = l;
      resultLoops.push_back(loop);
    }
    return true;
  }

  /// The next op that touches the result, if it is one that could be absorbed.
  linalg::LinalgOp nextCandidate() {
    Value root = bufferRoot(current);
    Operation *next = last ? last->getNextNode() : op->getNextNode();
    for (; next; next = next->getNextNode()) {
      if (isa<ViewLikeOpInterface, memref::DimOp>(next))
        continue;
      if (touches(next, root))
        return dyn_cast<linalg::LinalgOp>(next);
      // A choice between buffers hides which one is used later.
      bool choosesBuffer = llvm::any_of(next->getResultTypes(), [](Type type) {
        return isa<MemRefType>(type);
      });
      if (!isPure(next) || choosesBuffer)
        skipped.push_back(next);
    }
    return {};
  }

  /// Whether `v` is there before the kernel, or can be computed there.
  bool canHoist(Value v) {
    Operation *def = v.getDefiningOp();
    if (!def || def->getBlock() != op->getBlock() || def->isBeforeInBlock(op))
      return true;
    return (isPure(def) || isa<memref::AllocOp>(def)) &&
           def->getNumRegions() == 0 &&
           llvm::all_of(def->getOperands(),
                        [&](Value operand) { return canHoist(operand); });
  }

  void hoist(Value v) {
    Operation *def = v.getDefiningOp();
    if (!def || def->getBlock() != op->getBlock() || def->isBeforeInBlock(op))
      return;
    for (Value operand : def->getOperands())
      hoist(operand);
    def->moveBefore(op);
  }

  /// The values that `e` uses, its body included.
  static llvm::SetVector<Value> valuesOf(linalg::LinalgOp e) {
    llvm::SetVector<Value> values(e->operand_begin(), e->operand_end());
    getUsedValuesDefinedAbove(e->getRegions(), values);
    return values;
  }

  /// Whether `e` can run where the kernel runs: nothing between them writes
  /// what `e` reads or touches what it writes.
  bool canRise(linalg::LinalgOp e, Value target) {
    for (Value v : valuesOf(e))
      if (!canHoist(v))
        return false;
    for (Value v : e->getOperands()) {
      if (!isa<MemRefType>(v.getType()) || v == current)
        continue;
      Value root = bufferRoot(v);
      for (Operation *between : skipped)
        if (mayWrite(between, root) || (v == target && touches(between, root)))
          return false;
    }
    return true;
  }

  /// Whether the kernel with all that it absorbed can run where `e` runs.
  bool canSink() {
    for (Operation *between : skipped)
      for (const FlatAccess &access : nest.accesses)
        if (access.buffer && mayWrite(between, bufferRoot(access.operand)))
          return false;
    return true;
  }

  FailureOr<EpilogueStep> match(linalg::LinalgOp e, Fusion &fusion) {
    if (e.getNumDpsInits() != 1 || e.getNumParallelLoops() != e.getNumLoops() ||
        !e.hasPureBufferSemantics() || !canVectorizeBody(*e.getBlock()) ||
        !isSafeToMask(*e.getBlock()))
      return failure();
    bool hasIndex = false;
    e->walk([&](linalg::IndexOp) { hasIndex = true; });
    if (hasIndex)
      return failure();

    // Its dimensions, by way of the operand that is the accumulator.
    SmallVector<std::optional<unsigned>> dimToLoop(e.getNumLoops());
    AffineMap currentMap;
    for (OpOperand &operand : e->getOpOperands()) {
      if (operand.get() != current)
        continue;
      AffineMap map = e.getMatchingIndexingMap(&operand);
      if (currentMap && map != currentMap)
        return failure();
      currentMap = map;
    }
    if (!currentMap || !currentMap.isPermutation())
      return failure();
    for (auto [r, expr] : llvm::enumerate(currentMap.getResults()))
      dimToLoop[cast<AffineDimExpr>(expr).getPosition()] = resultLoops[r];

    Value target = e.getDpsInits()[0];
    if (target != current && !canMoveTo(target, e, fusion))
      return failure();
    for (Value v : e->getOperands()) {
      if (v == current || !isa<MemRefType>(v.getType()))
        continue;
      // It must not read what the kernel writes.
      Value root = bufferRoot(v);
      if (root == bufferRoot(accumulator) || root == bufferRoot(current) ||
          (root == bufferRoot(target) && v != target))
        return failure();
    }
    // A target read through another map would be read after it was written.
    AffineMap targetMap = e.getMatchingIndexingMap(e.getDpsInitOperand(0));
    if (!targetMap.isPermutation())
      return failure();
    for (OpOperand &operand : e->getOpOperands())
      if (operand.get() == target &&
          e.getMatchingIndexingMap(&operand) != targetMap)
        return failure();

    // One of the two moves to the other.
    if (canRise(e, target)) {
      for (Value v : valuesOf(e))
        hoist(v);
    } else if (canSink()) {
      op->moveBefore(e);
      skipped.clear();
    } else {
      return failure();
    }

    EpilogueStep step;
    step.op = e;
    unsigned stored = fusion.result;
    SmallVector<FlatAccess> added;
    for (OpOperand &operand : e->getOpOperands()) {
      if (operand.get() == current) {
        step.accesses.push_back(std::nullopt);
        continue;
      }
      auto access = nest.access(b, operand.get(),
                                e.getMatchingIndexingMap(&operand), dimToLoop);
      if (failed(access))
        return failure();
      step.accesses.push_back(nest.accesses.size() + added.size());
      if (operand.get() == target && e.isDpsInit(&operand))
        stored = nest.accesses.size() + added.size();
      added.push_back(*access);
    }
    nest.accesses.append(added.begin(), added.end());
    if (target != current) {
      fusion.result = stored;
      resultLoops.clear();
      for (AffineExpr expr : targetMap.getResults())
        resultLoops.push_back(
            dimToLoop[cast<AffineDimExpr>(expr).getPosition()]);
      current = target;
    }
    return step;
  }

  /// Whether the result can be stored to `target` and never to the accumulator:
  /// no one else may read the accumulator, and the kernel must not read what
  /// `target` held except where it writes it.
  bool canMoveTo(Value target, linalg::LinalgOp e, const Fusion &fusion) {
    auto isArgument = [](Value v) {
      auto argument = dyn_cast<BlockArgument>(v);
      return argument && isa<func::FuncOp>(argument.getOwner()->getParentOp());
    };
    Value root = bufferRoot(target), source = bufferRoot(current);
    if (!isArgument(root) && !root.getDefiningOp<memref::AllocOp>())
      return false;
    if (!source.getDefiningOp<memref::AllocOp>())
      return false;
    for (FlatAccess &access : nest.accesses)
      if (access.buffer && bufferRoot(access.operand) == root)
        return false;
    SmallPtrSet<Operation *, 8> users;
    collectUsers(source, users);
    return llvm::all_of(users, [&](Operation *user) {
      return user == op || user == e ||
             llvm::is_contained(fusion.absorbed, user) ||
             isa<memref::DeallocOp, memref::DimOp>(user);
    });
  }

  OpBuilder &b;
  FlatNest &nest;
  linalg::LinalgOp op;
  Value accumulator, current;
  Operation *last = nullptr;
  SmallVector<std::optional<unsigned>> resultLoops;
  SmallVector<Operation *> skipped; ///< what stays between `op` and the next
};
} // namespace

linalg::FillOp findFill(const FlatNest &nest, unsigned i) {
  Operation *op = nest.op;
  Value output = nest.op.getDpsInits()[i];
  Value root = bufferRoot(output);
  // The op must not read its output elsewhere than as accumulator.
  for (OpOperand *input : cast<linalg::LinalgOp>(op).getDpsInputOperands())
    if (isa<MemRefType>(input->get().getType()) &&
        bufferRoot(input->get()) == root)
      return {};
  for (Operation *before = op->getPrevNode(); before;
       before = before->getPrevNode()) {
    if (auto fill = dyn_cast<linalg::FillOp>(before))
      if (fill.getOutputs()[0] == output &&
          !isa<MemRefType>(fill.getInputs()[0].getType()))
        return fill;
    if (isa<ViewLikeOpInterface, memref::DimOp>(before))
      continue;
    if (touches(before, root))
      return {};
  }
  return {};
}

Fusion findFusion(OpBuilder &b, FlatNest &nest) {
  return Finder(b, nest).run();
}

void Fusion::eraseAbsorbed() {
  for (Operation *op : absorbed)
    op->erase();
  absorbed.clear();
}

} // namespace tfc

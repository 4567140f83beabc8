//===- DyingOperands.cpp - memory that is read for the last time ----------===//
#include "codegen/bufferize/DyingOperands.h"

using namespace mlir;
using namespace tfc;

bool tfc::isReshape(Operation *op) {
  return isa_and_nonnull<tensor::ExpandShapeOp, tensor::CollapseShapeOp,
                         tensor::CastOp>(op);
}

bool tfc::isView(Operation *op) {
  return isReshape(op) || isa_and_nonnull<tensor::ExtractSliceOp>(op);
}

Operation *tfc::ancestorIn(Block *block, Operation *op) {
  return block->findAncestorOpInBlock(*op);
}

void tfc::forEachMemoryUse(Value value, function_ref<void(OpOperand &)> visit) {
  for (OpOperand &use : value.getUses()) {
    visit(use);
    if (isView(use.getOwner()))
      forEachMemoryUse(use.getOwner()->getResult(0), visit);
  }
}

bool tfc::diesAt(Value value, Operation *op) {
  while (isView(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  bool dies = true;
  forEachMemoryUse(value, [&](OpOperand &use) {
    Operation *user = ancestorIn(op->getBlock(), use.getOwner());
    dies &= user && (user == op || user->isBeforeInBlock(op));
  });
  return dies;
}

OpOperand *tfc::unreadInit(Operation *op, unsigned result) {
  auto linalgOp = dyn_cast_or_null<linalg::LinalgOp>(op);
  if (!linalgOp)
    return nullptr;
  OpOperand *init = linalgOp.getDpsInitOperand(result);
  return linalgOp.payloadUsesValueFromOperand(init) ? nullptr : init;
}

static bool isParallel(linalg::LinalgOp op) {
  return op.getNumParallelLoops() == op.getNumLoops();
}

bool tfc::canShare(linalg::LinalgOp op, OpOperand *input, OpOperand *init) {
  return input->get().getType() == init->get().getType() && isParallel(op) &&
         op.getMatchingIndexingMap(input).isIdentity() &&
         op.getMatchingIndexingMap(init).isIdentity();
}

void tfc::cloneSharedDestinations(func::FuncOp function) {
  // Fills first, so that each clone then gets an own tensor.empty.
  SmallVector<Operation *> work;
  function.walk([&](linalg::FillOp op) { work.push_back(op); });
  function.walk([&](tensor::EmptyOp op) { work.push_back(op); });
  for (Operation *op : work) {
    SmallVector<OpOperand *> uses =
        llvm::map_to_vector(op->getUses(), [](OpOperand &use) { return &use; });
    for (OpOperand *use : llvm::drop_begin(uses)) {
      OpBuilder builder(use->getOwner());
      use->set(builder.clone(*op)->getResult(0));
    }
  }
}

void tfc::reuseDyingOperands(func::FuncOp function) {
  function.walk([](linalg::LinalgOp op) {
    SmallPtrSet<Value, 4> taken;
    for (unsigned r = 0, e = op.getNumDpsInits(); r < e; ++r) {
      OpOperand *init = unreadInit(op, r);
      if (!init || !init->get().getDefiningOp<tensor::EmptyOp>())
        continue;
      OpOperand *best = nullptr;
      for (OpOperand *input : op.getDpsInputOperands()) {
        Value value = input->get();
        Operation *producer = value.getDefiningOp();
        if (!producer || isa<bufferization::ToTensorOp>(producer) ||
            producer->hasTrait<OpTrait::ConstantLike>() ||
            producer->getBlock() != op->getBlock() || taken.contains(value) ||
            !canShare(op, input, init) || !diesAt(value, op))
          continue;
        auto isContraction = [](OpOperand *operand) {
          auto from = operand->get().getDefiningOp<linalg::LinalgOp>();
          return from && from.getNumReductionLoops() > 0;
        };
        if (!best || (!isContraction(best) && isContraction(input)))
          best = input;
      }
      if (!best)
        continue;
      taken.insert(best->get());
      init->set(best->get());
    }
  });
}

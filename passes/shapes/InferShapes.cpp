//===- InferShapes.cpp - Result types follow operand types ----------------===//

#include "ir/ops/control.h"
#include "ir/ops/state.h"
#include "passes/shapes/Passes.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_INFERSHAPES
#include "passes/shapes/Passes.h.inc"
} // namespace tfc

using namespace tfc;

namespace {

/// The more precise of two compatible types.
Type join(Type a, Type b) {
  auto x = dyn_cast<RankedTensorType>(a), y = dyn_cast<RankedTensorType>(b);
  if (!x || !y || x.getRank() != y.getRank())
    return a;
  SmallVector<int64_t> shape(x.getShape());
  for (auto [mine, other] : llvm::zip(shape, y.getShape()))
    if (ShapedType::isDynamic(mine))
      mine = other;
  return x.clone(shape);
}

struct InferShapes : tfc::impl::InferShapesBase<InferShapes> {
  void runOnOperation() override {
    for (Operation &op : getOperation().getOps())
      for (Region &region : op.getRegions())
        if (!region.empty() && failed(update(region)))
          return signalPassFailure();
  }

private:
  static LogicalResult update(Region &region) {
    for (Operation &op : region.front()) {
      LogicalResult updated = success();
      if (auto conditional = dyn_cast<IfOp>(op))
        updated = update(conditional);
      else if (auto loop = dyn_cast<WhileOp>(op))
        updated = update(loop);
      else
        updated = update(&op);
      if (failed(updated))
        return failure();
    }
    return success();
  }

  /// The shapes as far as both branches agree on them.
  static LogicalResult update(IfOp op) {
    if (failed(update(op.getThen())) || failed(update(op.getOtherwise())))
      return failure();
    for (auto [result, x, y] :
         llvm::zip(op.getResults(), op.thenYield().getValues(),
                   op.elseYield().getValues()))
      result.setType(join(join(x.getType(), y.getType()), result.getType()));
    return success();
  }

  /// Shapes of carried values stay what they are at first.
  static LogicalResult update(WhileOp op) {
    for (auto [i, init] : llvm::enumerate(op.getInits())) {
      Type type = join(op.getResult(i).getType(), init.getType());
      op.getResult(i).setType(type);
      op.getCond().getArgument(i).setType(type);
      op.getBody().getArgument(i).setType(type);
    }
    return failure(failed(update(op.getCond())) ||
                   failed(update(op.getBody())));
  }

  static LogicalResult update(Operation *op) {
    if (isa<WithDependenciesOp, FeedableOp>(op)) {
      op->getResult(0).setType(
          join(op->getResult(0).getType(), op->getOperand(0).getType()));
      return success();
    }
    if (auto gradients = dyn_cast<GradientsOp>(op)) {
      for (auto [gradient, x] :
           llvm::zip(gradients.getGradients(), gradients.getXs()))
        gradient.setType(join(gradient.getType(), x.getType()));
      return success();
    }
    auto infer = dyn_cast<InferTypeOpInterface>(op);
    if (!infer || !isa<TfcDialect>(op->getDialect()))
      return success();
    SmallVector<Type> types;
    if (failed(infer.inferReturnTypes(
            op->getContext(), op->getLoc(), op->getOperands(),
            op->getDiscardableAttrDictionary(), op->getPropertiesStorage(),
            op->getRegions(), types)))
      return failure();
    for (auto [result, type] : llvm::zip(op->getResults(), types))
      result.setType(join(type, result.getType()));
    return success();
  }
};

} // namespace

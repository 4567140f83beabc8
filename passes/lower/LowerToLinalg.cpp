//===- LowerToLinalg.cpp - tfc ops to linalg on tensors -------------------===//

#include "ir/Ops.h"
#include "ir/Shape.h"
#include "passes/lower/Lowering.h"
#include "passes/lower/Passes.h"
#include "passes/lower/SmallTensors.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace tfc {

#define GEN_PASS_DEF_LOWERTOLINALG
#include "passes/lower/Passes.h.inc"

#include "passes/lower/Reductions.h.inc"
#include "passes/scalar/Scalars.h.inc"

#define TFC_LOWERING_DECLARATIONS
#include "passes/lower/Lowerings.h.inc"
#undef TFC_LOWERING_DECLARATIONS
#define TFC_LOWERING_SWITCH
#include "passes/lower/Lowerings.h.inc"
#undef TFC_LOWERING_SWITCH

//===----------------------------------------------------------------------===//
// Elementwise ops and reductions
//===----------------------------------------------------------------------===//

static void lowerElementwise(Operation *op, Lowering &lowering) {
  if (isa<IdentityOp, StopGradientOp>(op))
    return lowering.replace(op->getOperands());
  SizeList shape = lowering.shape(op->getOperand(0));
  for (Value operand : op->getOperands().drop_front())
    shape = lowering.broadcast(shape, lowering.shape(operand));
  lowering.replace(lowering.elementwise(
      op->getOperands(), shape, getElementTypeOrSelf(op->getResult(0)),
      [&](OpBuilder &b, Location loc, ValueRange elements) {
        return emitElement(op, b, loc, elements);
      }));
}

static Value neutralOf(StringRef neutral, ScalarBuilder &scalars) {
  if (neutral == "lowest")
    return scalars.lowest();
  if (neutral == "highest")
    return scalars.highest();
  double number = neutral == "true" ? 1 : 0;
  if (neutral != "true" && neutral != "false")
    neutral.getAsDouble(number);
  return scalars.number(number);
}

static void lowerReduction(Operation *op, Lowering &lowering) {
  Value x = op->getOperand(0);
  SizeList whole = lowering.shape(x);
  auto axes = *normalizeAxes(op->getAttrOfType<DenseI64ArrayAttr>("axes"),
                             whole.size());
  ScalarBuilder scalars(lowering.b, lowering.loc, getElementTypeOrSelf(x));
  auto combine = [&](ScalarBuilder &s, Value accumulator, Value value) {
    return emitCombination(op, s, accumulator, value);
  };
  Value result =
      lowering.reduce(x, axes, neutralOf(neutralElement(op), scalars), combine);
  if (auto keep = op->getAttrOfType<BoolAttr>("keepdims");
      keep && keep.getValue()) {
    SizeList kept = whole;
    for (int64_t axis : axes)
      kept[axis] = lowering.sizes.constant(1);
    result = lowering.reshape(result, kept);
  }
  lowering.replace(result);
}

static LogicalResult lowerOp(Operation *op, Lowering &lowering) {
  lowering.begin(op);
  if (lowerSmallTensor(op, lowering))
    return success();
  if (isElementwise(op)) {
    lowerElementwise(op, lowering);
    return success();
  }
  if (!neutralElement(op).empty()) {
    lowerReduction(op, lowering);
    return success();
  }
  return lowerCustom(op, lowering);
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {

struct LowerToLinalg : impl::LowerToLinalgBase<LowerToLinalg> {
  void runOnOperation() override {
    makeStringsAddresses(getOperation());
    Lowering lowering(&getContext());
    lowering.findSizeArguments(getOperation());
    SmallVector<Operation *> lowered;
    WalkResult result = getOperation().walk([&](Operation *op) {
      if (!isa<TfcDialect>(op->getDialect()) ||
          isa<RequireOp, RuntimeCallOp, ReportOp, WhileCallOp, IfCallOp,
              RegionSizeOp>(op))
        return WalkResult::advance();
      if (failed(lowerOp(op, lowering)))
        return WalkResult::interrupt();
      lowered.push_back(op);
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      return signalPassFailure();
    for (Operation *op : llvm::reverse(lowered))
      op->erase();
    eraseUnused();
  }

  /// Tensors of what scalars hold anyway, sizes that nothing asked for.
  void eraseUnused() {
    // Ops in an op's regions come behind it here, so that they go before it.
    SmallVector<Operation *> ops;
    getOperation().walk<WalkOrder::PreOrder>(
        [&](Operation *op) { ops.push_back(op); });
    for (Operation *op : llvm::reverse(ops))
      if (isOpTriviallyDead(op))
        op->erase();
  }
};

} // namespace
} // namespace tfc

//===- ExpandOptimizers.cpp - Optimisers' updates as ops ------------------===//
//
// The formulas stand in the ops' defs (ir/ops/training.td, facet `update`),
// from which tfc-tblgen writes a function `update` for each op. Here is what
// all have in common: operands fit the variable, and the result stands for all
// assigns.
//
//===----------------------------------------------------------------------===//

#include "ir/InheritDevice.h"
#include "ir/ops/state.h"
#include "ir/ops/training.h"
#include "passes/expand/Passes.h"

#include "ir/Builder.h"
#include "ir/Shape.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using tfc::shape::elementOf;

namespace tfc {

#define GEN_PASS_DEF_EXPANDOPTIMIZERS
#include "passes/expand/Passes.h.inc"

namespace {

/// Builds one update: a formula by TfcBuilder's methods, and its assigns.
class UpdateBuilder : public TfcBuilder {
public:
  UpdateBuilder(OpBuilder &builder, Operation *op)
      : TfcBuilder(builder, op->getLoc(), elementOf(op->getResult(0))) {}

  /// x to the power of -power. The usual -0.5 is a square root, as in
  /// TensorFlow's kernel.
  Value negatedPower(Value x, double power) {
    return power == -0.5 ? sqrt(x) : pow(x, number(-power));
  }

  void assignSlot(Value slot, Value value) {
    slots.push_back(assign(slot, value));
  }
  /// The variable's new value, which comes after the slots' for whoever demands
  /// it.
  Value finish(Value updated) {
    if (slots.empty())
      return updated;
    return WithDependenciesOp::create(builder, loc, updated.getType(), updated,
                                      slots);
  }

private:
  SmallVector<Value> slots;
};

} // namespace

#define TFC_UPDATES
#include "passes/expand/Updates.inc"
#undef TFC_UPDATES

/// The type that an operand must have. Slots and the gradient are as the
/// variable. Everything else is a scalar, of the variable's element type where
/// it is a number and of its own where it counts steps.
static Type expectedType(Value operand, Value gradient,
                         RankedTensorType variable) {
  if (operand == gradient || isa<VariableType>(operand.getType()))
    return variable;
  Type given = getElementTypeOrSelf(operand.getType());
  return RankedTensorType::get(
      {}, given.isInteger() ? given : variable.getElementType());
}

static LogicalResult checkOperands(Operation *op, Value gradient) {
  auto variable = cast<RankedTensorType>(
      cast<VariableType>(op->getOperand(0).getType()).getTensor());
  auto describe = [](Type type) {
    return formatElementType(type) + " of shape " + formatShape(type);
  };
  for (Value operand : op->getOperands()) {
    Type given = operand.getType();
    if (auto slot = dyn_cast<VariableType>(given))
      given = slot.getTensor();
    Type expected = expectedType(operand, gradient, variable);
    if (!shape::compatible({expected}, {given}))
      return op->emitError()
             << op->getName().stripDialect() << ": an operand is "
             << describe(given) << ", expected " << describe(expected)
             << " for a variable that is " << describe(variable);
  }
  return success();
}

template <typename Op>
static LogicalResult expandUpdate(Op op) {
  if (failed(checkOperands(op, op.getGradient())))
    return failure();
  InheritDevice inherit;
  inherit.follow(op);
  OpBuilder builder(op, &inherit);
  UpdateBuilder updater(builder, op);
  Value updated = update(op, updater);
  if (Attribute name = op->getAttr(nameAttr))
    updated.getDefiningOp()->setAttr(nameAttr, name);
  op->replaceAllUsesWith(ValueRange(updated));
  op->erase();
  return success();
}

namespace {
struct ExpandOptimizers : impl::ExpandOptimizersBase<ExpandOptimizers> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([](Operation *op) {
      return WalkResult(llvm::TypeSwitch<Operation *, LogicalResult>(op)
#define TFC_UPDATE_OP(OP) .Case([](OP update) { return expandUpdate(update); })
#include "passes/expand/Updates.inc"
#undef TFC_UPDATE_OP
                            .Default([](Operation *) { return success(); }));
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace

} // namespace tfc

//===- LowerToLinalg.cpp - tfc ops to linalg on tensors -------------------===//

#include "ir/Ops.h"
#include "ir/Shape.h"
#include "passes/lower/Lowering.h"
#include "passes/lower/Passes.h"

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

/// One element of the result, from elements as they stand in tensors.
static Value emitElement(Operation *op, OpBuilder &b, Location loc,
                         ValueRange stored) {
  SmallVector<Value> elements;
  for (Value value : stored)
    elements.push_back(ScalarBuilder::load(b, loc, value));
  // Numbers have the type of the last operand: the first of select is a bool.
  ScalarBuilder scalars(b, loc, getElementTypeOrSelf(op->getOperands().back()));
  return ScalarBuilder::store(b, loc, emitScalar(op, scalars, elements),
                              getElementTypeOrSelf(op->getResult(0)));
}

/// Arithmetic of sizes stays that, so that dimensions can be compared.
static Size emitSize(Operation *op, SizeMath &sizes, ArrayRef<Size> operands) {
  if (!llvm::all_of(operands, [](Size size) { return bool(size); }))
    return Size();
  return llvm::TypeSwitch<Operation *, Size>(op)
      .Case([&](AddOp) { return sizes.add(operands[0], operands[1]); })
      .Case([&](SubOp) { return sizes.sub(operands[0], operands[1]); })
      .Case([&](MulOp) { return sizes.mul(operands[0], operands[1]); })
      .Default([](Operation *) { return Size(); });
}

/// Ops on small integer tensors and on scalars that scalar ops computed.
static bool lowerSmallElementwise(Operation *op, Lowering &lowering) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Type element = type.getElementType();
  bool isInteger = isa<IntegerType>(element);
  if (type.getRank() > 1 || !type.hasStaticShape() ||
      (!isInteger && type.getNumElements() != 1))
    return false;
  SmallVector<SmallVector<Element>> operands;
  for (Value operand : op->getOperands()) {
    auto elements = lowering.elements(operand);
    if (!elements || (int64_t(elements->size()) != type.getNumElements() &&
                      elements->size() != 1))
      return false;
    operands.push_back(std::move(*elements));
  }
  SmallVector<Element> results;
  for (int64_t i = 0; i < type.getNumElements(); ++i) {
    SmallVector<Size> operandSizes;
    SmallVector<Value> values;
    for (auto [operand, elements] : llvm::zip(op->getOperands(), operands)) {
      const Element &at = elements[elements.size() == 1 ? 0 : i];
      operandSizes.push_back(at.size);
      values.push_back(
          lowering.elementValue(at, getElementTypeOrSelf(operand)));
    }
    Size size = emitSize(op, lowering.sizes, operandSizes);
    if (size && isInteger)
      results.push_back(lowering.sizeElement(size));
    else
      results.push_back(
          {emitElement(op, lowering.b, lowering.loc, values), Size()});
  }
  lowering.replace(lowering.fromElements(type, results));
  return true;
}

static void lowerElementwise(Operation *op, Lowering &lowering) {
  if (isa<IdentityOp, StopGradientOp>(op))
    return lowering.replace(op->getOperands());
  if (lowerSmallElementwise(op, lowering))
    return;
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
    return emitCombiner(op, s, accumulator, value);
  };
  Value result;
  auto elements = lowering.elements(x);
  if (elements && !elements->empty() && axes.size() == 1) {
    // Of a shape: a product, say.
    Type element = getElementTypeOrSelf(x);
    Element total = elements->front();
    for (const Element &next : llvm::drop_begin(*elements)) {
      Size size;
      if (total.size && next.size && isa<ReduceProdOp>(op))
        size = lowering.sizes.mul(total.size, next.size);
      if (total.size && next.size && isa<ReduceSumOp>(op))
        size = lowering.sizes.add(total.size, next.size);
      if (size)
        total = lowering.sizeElement(size);
      else
        total = {ScalarBuilder::store(
                     lowering.b, lowering.loc,
                     combine(scalars,
                             ScalarBuilder::load(
                                 lowering.b, lowering.loc,
                                 lowering.elementValue(total, element)),
                             ScalarBuilder::load(
                                 lowering.b, lowering.loc,
                                 lowering.elementValue(next, element))),
                     element),
                 Size()};
    }
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    return lowering.replace(lowering.fromElements(type, total));
  }
  result = lowering.reduce(x, axes, neutralOf(neutralElement(op), scalars),
                           combine);
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
    // What an op holds comes behind it, so that it goes before it.
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

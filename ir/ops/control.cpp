//===- control.cpp - Rules of control.td ----------------------------------===//

#include "ir/ops/control.h"
#include "ir/Shape.h"

using namespace mlir;
using namespace tfc;

static YieldOp yieldOf(Region &region) {
  return cast<YieldOp>(region.front().getTerminator());
}

YieldOp IfOp::thenYield() { return yieldOf(getThen()); }
YieldOp IfOp::elseYield() { return yieldOf(getOtherwise()); }
YieldOp WhileOp::condYield() { return yieldOf(getCond()); }
YieldOp WhileOp::bodyYield() { return yieldOf(getBody()); }

static bool isCompatible(Type a, Type b) {
  return getElementTypeOrSelf(a) == getElementTypeOrSelf(b) &&
         succeeded(verifyCompatibleShape(a, b));
}

static std::string describe(Type type) {
  return formatElementType(type) + " of shape " + formatShape(type);
}

/// `given` must be values for `expected`, one each.
static LogicalResult checkTypes(Operation *op, const Twine &what,
                                TypeRange given, TypeRange expected) {
  if (given.size() != expected.size())
    return op->emitOpError(what)
           << ": " << given.size() << " values, expected " << expected.size();
  for (auto [i, type, wanted] : llvm::enumerate(given, expected))
    if (!isCompatible(type, wanted))
      return op->emitOpError(what)
             << ": value " << i << " is " << describe(type) << ", expected "
             << describe(wanted);
  return success();
}

static LogicalResult checkYields(Operation *op) {
  for (Region &region : op->getRegions())
    if (region.front().empty() || !isa<YieldOp>(region.front().back()))
      return op->emitOpError("a region must end with tfc.yield");
  return success();
}

static LogicalResult checkScalarBool(Operation *op, const Twine &what,
                                     Type type) {
  auto tensor = cast<RankedTensorType>(type);
  if (tensor.getRank() != 0 || !tensor.getElementType().isInteger(1))
    return op->emitOpError(what)
           << " is " << describe(type) << ", expected a bool scalar";
  return success();
}

LogicalResult IfOp::verify() {
  if (failed(
          checkScalarBool(*this, "the predicate", getPredicate().getType())) ||
      failed(checkYields(*this)))
    return failure();
  for (Region &region : getOperation()->getRegions())
    if (region.getNumArguments() != 0)
      return emitOpError("its regions take no arguments");
  return failure(
      failed(checkTypes(*this, "the first region",
                        thenYield().getOperandTypes(), getResultTypes())) ||
      failed(checkTypes(*this, "the second region",
                        elseYield().getOperandTypes(), getResultTypes())));
}

LogicalResult WhileOp::verify() {
  if (failed(checkYields(*this)) ||
      failed(checkTypes(*this, "the initial values", getInits().getTypes(),
                        getResultTypes())))
    return failure();
  for (Region &region : getOperation()->getRegions())
    if (region.getArgumentTypes() != getResultTypes())
      return emitOpError(
          "the arguments of its regions must have the types of its results");
  YieldOp condition = condYield();
  if (condition.getNumOperands() != 1)
    return emitOpError("the condition yields ")
           << condition.getNumOperands() << " values, expected one bool";
  if (failed(checkScalarBool(*this, "the condition",
                             condition.getOperand(0).getType())))
    return failure();
  return checkTypes(*this, "the body", bodyYield().getOperandTypes(),
                    getResultTypes());
}

LogicalResult tfc::inferShape(CheckOp::Adaptor op, InferredTypes &types) {
  if (!shape::shapeOf(op.getCondition()).empty())
    return types.error("check: the condition has shape " +
                       formatShape(shape::shapeOf(op.getCondition())) +
                       ", expected a scalar");
  return types.add({}, shape::elementOf(op.getCondition()));
}

LogicalResult tfc::inferShape(SetItemOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> list = shape::shapeOf(op.getList()),
                    value = shape::shapeOf(op.getValue());
  Type element = shape::elementOf(op.getList());
  if (list.empty())
    return types.error("set_item into a scalar, expected a first dimension");
  if (!shape::shapeOf(op.getIndex()).empty())
    return types.error("set_item: the index has shape " +
                       formatShape(shape::shapeOf(op.getIndex())) +
                       ", expected a scalar");
  if (element != shape::elementOf(op.getValue()))
    return types.error("set_item: a value of " +
                       formatElementType(op.getValue().getType()) +
                       " into a list of " + formatElementType(element));
  if (failed(verifyCompatibleShape(list.drop_front(), value)))
    return types.error("set_item: a value of shape " + formatShape(value) +
                       " into a list of shape " + formatShape(list));
  return types.add(list, element);
}

//===- strings.cpp - Strings as addresses; sizes of their kernels ----===//

#include "ir/ops/strings.h"
#include "ir/ops/elementwise.h"
#include "passes/lower/Lowering.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Addresses
//===----------------------------------------------------------------------===//

static bool hasStrings(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && isa<StringType>(tensor.getElementType());
}
static Type withAddresses(Type type) {
  if (!hasStrings(type))
    return type;
  return cast<RankedTensorType>(type).clone(
      IntegerType::get(type.getContext(), 64));
}

/// The comparison that tfc.string_compare is to make; nothing for another op.
static std::optional<int64_t> comparisonOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<int64_t>>(op)
      .Case([](EqualOp) { return 0; })
      .Case([](NotEqualOp) { return 1; })
      .Case([](LessOp) { return 2; })
      .Case([](LessEqualOp) { return 3; })
      .Case([](GreaterOp) { return 4; })
      .Case([](GreaterEqualOp) { return 5; })
      .Default([](Operation *) { return std::nullopt; });
}

static void replaceComparison(Operation *op, int64_t comparison) {
  OpBuilder b(op);
  auto made = StringCompareOp::create(b, op->getLoc(), op->getResultTypes(),
                                      op->getOperand(0), op->getOperand(1),
                                      b.getI64IntegerAttr(comparison));
  if (Attribute name = op->getAttr(nameAttr))
    made->setAttr(nameAttr, name);
  op->replaceAllUsesWith(made);
  op->erase();
}

void makeStringsAddresses(FunctionOpInterface function) {
  function->walk([&](Operation *op) {
    if (auto comparison = comparisonOf(op);
        comparison && hasStrings(op->getOperand(0).getType()))
      replaceComparison(op, *comparison);
  });
  function->walk([&](Operation *op) {
    for (Value result : op->getResults())
      result.setType(withAddresses(result.getType()));
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Value argument : block.getArguments())
          argument.setType(withAddresses(argument.getType()));
  });
  auto each = [](TypeRange types) {
    return llvm::to_vector(llvm::map_range(types, withAddresses));
  };
  function.setType(FunctionType::get(function->getContext(),
                                     each(function.getArgumentTypes()),
                                     each(function.getResultTypes())));
}

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

LogicalResult kernelSizes(StringCompareOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.push_back(l.broadcast(l.shape(op.getX()), l.shape(op.getY())));
  return success();
}

LogicalResult kernelSizes(SubstrOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.push_back(
      l.broadcast(l.broadcast(l.shape(op.getX()), l.shape(op.getPos())),
                  l.shape(op.getLen())));
  return success();
}

LogicalResult kernelSizes(StringJoinOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape;
  for (Value value : op.getValues()) {
    SizeList next = l.shape(value);
    if (next.empty())
      continue;
    if (shape.empty()) {
      shape = next;
      continue;
    }
    for (auto [i, size] : llvm::enumerate(shape))
      size =
          l.requireEqual(size, next[i],
                         "'" + l.name() + "' joins tensors whose dimension " +
                             Twine(i) + " is %lld and %lld");
  }
  sizes.push_back(shape);
  return success();
}

LogicalResult kernelSizes(ReduceJoinOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX()), result;
  SmallVector<bool> joined(shape.size(), !op.getAxes());
  for (int64_t axis : op.getAxes().value_or(ArrayRef<int64_t>()))
    joined[axis < 0 ? axis + int64_t(shape.size()) : axis] = true;
  for (auto [size, isJoined] : llvm::zip(shape, joined)) {
    if (!isJoined)
      result.push_back(size);
    else if (op.getKeepdims())
      result.push_back(l.sizes.constant(1));
  }
  sizes.push_back(result);
  return success();
}

/// A size operand of one element, checked.
static Size checkedCount(Value operand, Lowering &l) {
  Size count = l.shapeOperand(operand)[0];
  l.requireShape(count);
  return count;
}

LogicalResult kernelSizes(StringSplitCountOp, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.append({SizeList{}, SizeList{l.sizes.constant(2)}});
  return success();
}
LogicalResult kernelSizes(StringSplitPartsOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  Size count = checkedCount(op.getCount(), l);
  sizes.append({SizeList{count, l.sizes.constant(2)}, SizeList{count}});
  return success();
}

LogicalResult kernelSizes(StringNGramsCountOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.append({l.shape(op.getDataSplits()), SizeList{}});
  return success();
}
LogicalResult kernelSizes(StringNGramsValuesOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  sizes.push_back({checkedCount(op.getCount(), l)});
  return success();
}

LogicalResult kernelSizes(StringUniquePaddedOp op, Lowering &l,
                          SmallVectorImpl<SizeList> &sizes) {
  SizeList shape = l.shape(op.getX());
  int64_t axis = op.getAxis();
  Size n = shape[axis < 0 ? axis + int64_t(shape.size()) : axis];
  sizes.append({shape, SizeList{n}, SizeList{n}, SizeList{}});
  return success();
}

} // namespace tfc

//===- ShapeOperands.cpp - Values that decide shapes ----------------------===//

#include "ir/sizes/ShapeOperands.h"
#include "ir/Ops.h"
#include "ir/Shape.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace tfc {

#include "ir/sizes/ShapeOperands.cpp.inc"

SmallVector<Value> shapeOperands(Operation *op) {
  SmallVector<Value> values;
  appendShapeOperands(op, values);
  return values;
}

static RankedTensorType smallType(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  bool small = type && type.getRank() <= 1 && type.hasStaticShape() &&
               type.getNumElements() <= kMaxSizeElements;
  return small ? type : RankedTensorType();
}

bool isReadableSize(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.hasStaticShape() &&
         tensor.getElementType().isSignlessIntOrFloat();
}

/// By scalar arithmetic are computed: small vectors of integers, and single
/// numbers of any type.
static bool isScalarWork(RankedTensorType type) {
  return type && (isa<IntegerType>(type.getElementType()) ||
                  type.getNumElements() == 1);
}

static bool isKnown(Value vector) {
  auto known = knownElements(vector);
  return known && llvm::all_of(*known, [](std::optional<int64_t> element) {
           return element.has_value();
         });
}

std::optional<SmallVector<Value>> sizeSources(Value value) {
  SmallVector<Value> none;
  Operation *op = value.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (isa<ConstantOp, ShapeOp, SizeOp, RankOp>(op))
    return none;
  // What only passes a value on.
  if (isa<IdentityOp, StopGradientOp, WithDependenciesOp, FeedableOp>(op))
    return SmallVector<Value>{op->getOperand(0)};
  RankedTensorType type = smallType(value);
  if (!isScalarWork(type))
    return std::nullopt;
  auto all = [&]() -> std::optional<SmallVector<Value>> {
    for (Value operand : op->getOperands())
      if (!smallType(operand))
        return std::nullopt;
    return SmallVector<Value>(op->getOperands());
  };
  auto first = [&]() -> std::optional<SmallVector<Value>> {
    if (!smallType(op->getOperand(0)))
      return std::nullopt;
    return SmallVector<Value>{op->getOperand(0)};
  };
  if (isElementwise(op)) {
    for (Value operand : op->getOperands()) {
      RankedTensorType from = smallType(operand);
      if (!from || (from.getNumElements() != type.getNumElements() &&
                    from.getNumElements() != 1))
        return std::nullopt;
    }
    return SmallVector<Value>(op->getOperands());
  }
  bool isInteger = isa<IntegerType>(type.getElementType());
  if (isa<CastOp>(op) && type.getElementType().isInteger(1) &&
      type.getNumElements() != 1)
    return std::nullopt;
  if (isa<CastOp, ReshapeOp, ExpandDimsOp, SqueezeOp, UnstackOp, SplitOp>(op))
    return first();
  if (auto slice = dyn_cast<StridedSliceOp>(op))
    return shape::shapeOf(slice.getX()).size() == 1 ? first() : std::nullopt;
  if (isa<ConcatOp, StackOp>(op))
    return isInteger ? all() : std::nullopt;
  if (auto slice = dyn_cast<SliceOp>(op))
    return isKnown(slice.getBegin()) && isKnown(slice.getSize())
               ? first()
               : std::nullopt;
  if (auto gather = dyn_cast<GatherOp>(op))
    return isKnown(gather.getIndices()) ? first() : std::nullopt;
  if (isa<ReduceSumOp, ReduceProdOp, ReduceMaxOp, ReduceMinOp>(op)) {
    RankedTensorType from = smallType(op->getOperand(0));
    if (!from || from.getRank() != 1 || from.getNumElements() == 0)
      return std::nullopt;
    return first();
  }
  return std::nullopt;
}

void walkSizes(Operation *op, llvm::function_ref<bool(Value)> inMemory,
               llvm::function_ref<void(Value)> leaf) {
  SmallVector<Value> work = shapeOperands(op);
  std::reverse(work.begin(), work.end());
  DenseSet<Value> seen;
  while (!work.empty()) {
    Value value = work.pop_back_val();
    if (!seen.insert(value).second)
      continue;
    std::optional<SmallVector<Value>> sources;
    if (!inMemory(value))
      sources = sizeSources(value);
    // A value whose own sources cannot be read is read itself.
    auto isReadable = [&](Value source) {
      return sizeSources(source) || isReadableSize(source.getType());
    };
    if (sources && llvm::all_of(*sources, isReadable))
      work.append(sources->rbegin(), sources->rend());
    else
      leaf(value);
  }
}

} // namespace tfc

//===- ShapeOperands.cpp - Values that decide shapes ----------------------===//

#include "ir/sizes/ShapeOperands.h"
#include "ir/Expand.h"
#include "ir/Ops.h"
#include "ir/Shape.h"
#include "ir/sizes/Origins.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace tfc {

#define TFC_SHAPE_OPERANDS
#include "ir/sizes/Sizes.cpp.inc"

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

bool isComputedByScalars(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() <= 1 && tensor.hasStaticShape() &&
         (isa<IntegerType>(tensor.getElementType()) ||
          tensor.getNumElements() == 1);
}

/// The operands that the elements of a result are taken from. Nothing where an
/// element may come from elsewhere.
static std::optional<SmallVector<Value>> tracedSources(OpResult result) {
  Operation *op = result.getOwner();
  // A composition takes the place of the op before elements are lowered.
  if (hasExpansion(op))
    return std::nullopt;
  SmallVector<Value> sources;
  for (const Origin &origin : originsOf(result, knownElements)) {
    if (origin.kind == Origin::Unknown)
      return std::nullopt;
    if (origin.kind != Origin::Element)
      continue;
    Value operand = op->getOperand(origin.operand);
    if (!smallType(operand))
      return std::nullopt;
    if (!llvm::is_contained(sources, operand))
      sources.push_back(operand);
  }
  return sources;
}

std::optional<SmallVector<Value>> sizeSources(Value value) {
  auto result = dyn_cast<OpResult>(value);
  if (!result)
    return std::nullopt;
  Operation *op = result.getOwner();
  SizeRule rule = sizeRule(op);
  if (isa<ConstantOp>(op))
    return SmallVector<Value>();
  if (rule == SizeRule::Forward || rule == SizeRule::Feed)
    return SmallVector<Value>{op->getOperand(0)};
  RankedTensorType type = smallType(value);
  if (!type || !isComputedByScalars(type))
    return std::nullopt;
  switch (rule) {
  case SizeRule::None:
  case SizeRule::Forward:
  case SizeRule::Feed:
    return std::nullopt;
  case SizeRule::Elementwise:
    for (Value operand : op->getOperands()) {
      RankedTensorType from = smallType(operand);
      if (!from || (from.getNumElements() != type.getNumElements() &&
                    from.getNumElements() != 1))
        return std::nullopt;
    }
    return SmallVector<Value>(op->getOperands());
  case SizeRule::Reduction: {
    RankedTensorType from = smallType(op->getOperand(0));
    if (!from || from.getRank() != 1 || from.getNumElements() == 0 ||
        type.getNumElements() != 1)
      return std::nullopt;
    return SmallVector<Value>{op->getOperand(0)};
  }
  case SizeRule::Reshape:
  case SizeRule::Convert:
    if (!smallType(op->getOperand(0)))
      return std::nullopt;
    return SmallVector<Value>{op->getOperand(0)};
  case SizeRule::Custom:
    return tracedSources(result);
  }
  llvm_unreachable("every rule is handled");
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

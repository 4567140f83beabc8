//===- KnownElements.cpp - Integers that are known when compiling ---------===//
//
// Evaluates small tensors of integers and truth values element by element,
// through shapes of which only some dimensions are known. What an op does is
// said by its facet `sizes`; Origins.h has an example.
//
//===----------------------------------------------------------------------===//

#include "ir/Builder.h"
#include "ir/Shape.h"
#include "ir/sizes/KnownArithmetic.h"
#include "ir/sizes/Origins.h"

#include "mlir/IR/Matchers.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace tfc {

namespace {

/// Tensors of more elements are not looked into.
constexpr int64_t kMostElements = 4096;
constexpr int64_t kMostDimensions = 8;
/// Ops on one path, so that no graph overflows the stack.
constexpr int kDeepest = 500;

class Evaluator {
public:
  /// The elements of `value`; nothing if its size is not known.
  std::optional<KnownElements> evaluate(Value value);

private:
  void evaluate(OpResult result, KnownElements &elements);
  void elementwise(OpResult result, KnownElements &elements);
  void reduce(OpResult result, KnownElements &elements);
  void convert(OpResult result, KnownElements &elements);
  void trace(OpResult result, KnownElements &elements);
  void copy(Value from, KnownElements &elements) {
    if (auto known = evaluate(from); known && known->size() == elements.size())
      elements = *known;
  }

  llvm::DenseMap<Value, std::optional<KnownElements>> memo;
  int depth = 0;
};

bool isSmall(RankedTensorType type) {
  if (!type || !type.hasStaticShape() || type.getRank() > kMostDimensions)
    return false;
  // One after the other, so that their product does not overflow.
  return llvm::all_of(type.getShape(),
                      [](int64_t size) { return size <= kMostElements; }) &&
         type.getNumElements() <= kMostElements;
}

void readConstant(DenseElementsAttr constant, KnownElements &elements) {
  Type type = constant.getElementType();
  bool isUnsigned = type.isUnsignedInteger() || type.isInteger(1);
  for (auto [i, value] : llvm::enumerate(constant.getValues<APInt>()))
    elements[i] =
        isUnsigned ? int64_t(value.getZExtValue()) : value.getSExtValue();
}

} // namespace

std::optional<KnownElements> Evaluator::evaluate(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!isSmall(type))
    return std::nullopt;
  if (auto found = memo.find(value); found != memo.end())
    return found->second;
  KnownElements elements(type.getNumElements());
  auto result = dyn_cast<OpResult>(value);
  if (result && isa<IntegerType>(type.getElementType()) && depth < kDeepest) {
    ++depth;
    evaluate(result, elements);
    --depth;
    for (KnownElement &element : elements)
      if (element && !holds(type.getElementType(), *element))
        element = std::nullopt;
  }
  memo[value] = elements;
  return elements;
}

void Evaluator::evaluate(OpResult result, KnownElements &elements) {
  Operation *op = result.getOwner();
  DenseElementsAttr constant;
  if (matchPattern(op, m_Constant(&constant)))
    return readConstant(constant, elements);
  switch (sizeRule(op)) {
  case SizeRule::None:
  case SizeRule::Feed: // A run may feed what it likes.
    return;
  case SizeRule::Elementwise:
    return elementwise(result, elements);
  case SizeRule::Reduction:
    return reduce(result, elements);
  case SizeRule::Forward:
  case SizeRule::Reshape:
    return copy(op->getOperand(0), elements);
  case SizeRule::Convert:
    return convert(result, elements);
  case SizeRule::Custom:
    return trace(result, elements);
  }
}

void Evaluator::elementwise(OpResult result, KnownElements &elements) {
  Operation *op = result.getOwner();
  SmallVector<KnownElements> operands;
  for (Value operand : op->getOperands()) {
    auto known = evaluate(operand);
    if (!known || !isa<IntegerType>(shape::elementOf(operand)))
      return;
    operands.push_back(std::move(*known));
  }
  // Numbers have the type of the last operand: the first of select is a bool.
  KnownArithmetic arithmetic(shape::elementOf(op->getOperands().back()));
  SmallVector<KnownElement> given(operands.size());
  forEachIndex(shape::shapeOf(result), [&](ArrayRef<int64_t> index,
                                           int64_t place) {
    for (auto [i, operand] : llvm::enumerate(op->getOperands()))
      given[i] = operands[i][broadcastPlace(shape::shapeOf(operand), index)];
    elements[place] = knownScalar(op, arithmetic, given);
  });
}

void Evaluator::reduce(OpResult result, KnownElements &elements) {
  Operation *op = result.getOwner();
  Value x = op->getOperand(0);
  ArrayRef<int64_t> shape = shape::shapeOf(x);
  auto reduced =
      normalizeAxes(op->getAttrOfType<DenseI64ArrayAttr>("axes"), shape.size());
  auto known = evaluate(x);
  if (!known || !reduced || !isa<IntegerType>(shape::elementOf(x)))
    return;
  KnownArithmetic arithmetic(shape::elementOf(x));
  llvm::fill(elements, knownNeutral(op));
  SmallVector<bool> isBegun(elements.size(), false);
  forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t place) {
    int64_t target = 0;
    for (size_t axis = 0; axis < shape.size(); ++axis)
      if (!llvm::is_contained(*reduced, int64_t(axis)))
        target = target * shape[axis] + index[axis];
    KnownElement &sum = elements[target], next = (*known)[place];
    sum = isBegun[target] ? knownCombination(op, arithmetic, sum, next) : next;
    isBegun[target] = true;
  });
}

void Evaluator::convert(OpResult result, KnownElements &elements) {
  Value x = result.getOwner()->getOperand(0);
  if (isa<IntegerType>(shape::elementOf(x)))
    return copy(x, elements);
  // Below this every integer is a double.
  constexpr double kExact = 9e15;
  DenseElementsAttr numbers;
  if (!isa<FloatType>(shape::elementOf(x)) ||
      !matchPattern(x, m_Constant(&numbers)))
    return;
  for (auto [i, value] : llvm::enumerate(numbers.getValues<APFloat>()))
    if (double number = value.convertToDouble(); std::abs(number) < kExact)
      elements[i] = int64_t(number);
}

void Evaluator::trace(OpResult result, KnownElements &elements) {
  Operation *op = result.getOwner();
  auto read = [&](Value value) { return evaluate(value); };
  SmallVector<Origin> origins = originsOf(result, read);
  llvm::DenseMap<unsigned, std::optional<KnownElements>> operands;
  for (auto [origin, element] : llvm::zip_equal(origins, elements)) {
    switch (origin.kind) {
    case Origin::Unknown:
      break;
    case Origin::Element: {
      auto [known, isNew] = operands.try_emplace(origin.operand);
      if (isNew)
        known->second = evaluate(op->getOperand(origin.operand));
      if (known->second)
        element = (*known->second)[origin.index];
      break;
    }
    case Origin::Dimension: {
      Value operand = op->getOperand(origin.operand);
      int64_t size = shape::shapeOf(operand)[origin.index];
      if (!ShapedType::isDynamic(size))
        element = size;
      break;
    }
    case Origin::Count: {
      ArrayRef<int64_t> shape = shape::shapeOf(op->getOperand(origin.operand));
      if (!ShapedType::isDynamicShape(shape))
        element = ShapedType::getNumElements(shape);
      break;
    }
    case Origin::Number:
      element = origin.index;
      break;
    }
  }
}

std::optional<SmallVector<std::optional<int64_t>>> knownElements(Value value) {
  return Evaluator().evaluate(value);
}

} // namespace tfc

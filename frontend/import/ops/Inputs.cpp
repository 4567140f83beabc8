//===- Inputs.cpp - Inputs of a node, as tensors and as constants ---------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/state.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// Longer constants are no sizes, axes or the like.
constexpr int64_t kMaxConstant = 1 << 20;

void NodeImport::expectInputs(unsigned count) const {
  if (numInputs() != count)
    error() << "takes " << count << " inputs, got " << numInputs();
}

void NodeImport::expectInputsAtLeast(unsigned count) const {
  if (numInputs() < count)
    error() << "takes " << count << " inputs at least, got " << numInputs();
}

const Output &NodeImport::input(int k) const {
  static const Output none;
  unsigned index = k < 0 ? numInputs() + k : k;
  const Output *given =
      index < numInputs() ? scope.output(node.inputs[index]) : nullptr;
  return given ? *given : none;
}

Outputs NodeImport::inputsFrom(unsigned first) const {
  Outputs inputs;
  for (unsigned k = first; k < numInputs(); ++k)
    inputs.push_back(input(k));
  return inputs;
}

Value NodeImport::tensor(int k) {
  const Output &given = input(k);
  if (given.isTensor())
    return given.value;
  if (given.isVariable())
    return make<ReadVariableOp>(given.value);
  if (given.isNone())
    return error() << "lacks input " << k;
  return error() << "input " << k << " is no tensor";
}

SmallVector<Value> NodeImport::tensors(unsigned begin, unsigned end) {
  SmallVector<Value> values;
  for (unsigned k = begin; k < end; ++k)
    values.push_back(tensor(k));
  return values;
}

Value NodeImport::variable(int k) {
  if (input(k).isVariable())
    return input(k).value;
  return error() << "input " << k << " is no variable";
}

ArrayRef<std::string> NodeImport::strings(int k) {
  if (auto *object = input(k).as<StringsObject>())
    return object->values;
  return error() << "input " << k << " must be a constant of strings";
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

int64_t sizeOf(Value x, int64_t axis) {
  ArrayRef<int64_t> shape = shapeOf(x);
  if (axis < 0)
    axis += shape.size();
  return axis >= 0 && axis < int64_t(shape.size()) ? shape[axis]
                                                   : ShapedType::kDynamic;
}

DenseElementsAttr constantElements(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    DenseElementsAttr elements;
    if (matchPattern(value, m_Constant(&elements)))
      return elements;
    if (!isa<IdentityOp, StopGradientOp, WithDependenciesOp>(op))
      return {};
    value = op->getOperand(0);
  }
  return {};
}

static SmallVector<int64_t> intsOf(DenseElementsAttr elements) {
  bool isUnsigned = elements.getElementType().isUnsignedInteger() ||
                    elements.getElementType().isInteger(1);
  SmallVector<int64_t> result;
  for (const APInt &element : elements.getValues<APInt>())
    result.push_back(isUnsigned ? int64_t(element.getZExtValue())
                                : element.getSExtValue());
  return result;
}

/// The elements of a tensor of integers if all are known when compiling: of a
/// constant, or computed from constants and shapes.
static std::optional<SmallVector<int64_t>> knownInts(Value value) {
  if (!isa<IntegerType>(elementOf(value)))
    return std::nullopt;
  if (DenseElementsAttr elements = constantElements(value)) {
    if (elements.getNumElements() > kMaxConstant)
      return std::nullopt;
    return intsOf(elements);
  }
  auto known = knownElements(value);
  if (!known || llvm::is_contained(*known, std::nullopt))
    return std::nullopt;
  return llvm::to_vector(
      llvm::map_range(*known, [](auto element) { return *element; }));
}

bool NodeImport::isConstant(int k) const {
  const Output &given = input(k);
  return given.isTensor() &&
         (constantElements(given.value) || knownInts(given.value));
}

SmallVector<int64_t> NodeImport::constantInts(int k) {
  Value value = tensor(k);
  if (!isa<IntegerType>(elementOf(value)))
    return error() << "input " << k << " must be integers, got "
                   << formatElementType(value.getType());
  if (auto known = knownInts(value))
    return *known;
  return error() << "input " << k
                 << " must be known when compiling, but depends on a run";
}

SmallVector<double> NodeImport::constantFloats(int k) {
  Value value = tensor(k);
  if (!isa<FloatType>(elementOf(value))) {
    SmallVector<int64_t> ints = constantInts(k);
    return SmallVector<double>(ints.begin(), ints.end());
  }
  DenseElementsAttr elements = constantElements(value);
  if (!elements || elements.getNumElements() > kMaxConstant)
    return error() << "input " << k
                   << " must be known when compiling, but depends on a run";
  SmallVector<double> result;
  for (const APFloat &element : elements.getValues<APFloat>())
    result.push_back(element.convertToDouble());
  return result;
}

/// The only one of `values`, those of input k.
template <typename T>
static T onlyOne(const NodeImport &node, int k, ArrayRef<T> values) {
  if (values.size() == 1)
    return values.front();
  return node.error() << "input " << k << " must be one number, got "
                      << values.size();
}

int64_t NodeImport::constantInt(int k) {
  return onlyOne<int64_t>(*this, k, constantInts(k));
}

double NodeImport::constantFloat(int k) {
  return onlyOne<double>(*this, k, constantFloats(k));
}

} // namespace tfc

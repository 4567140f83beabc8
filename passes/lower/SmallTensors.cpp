//===- SmallTensors.cpp - Small tensors by scalar ops ---------------------===//
//
// Sizes are computed with tensors of a few integers. These are lowered to
// scalar ops, so that no loop is emitted for them and sizes can be compared
// (Sizes.h). Whatever the facet `sizes` lets the partition see through
// (ir/sizes/ShapeOperands.h) must be lowered here; ir/sizes/Origins.h has an
// example.
//
//===----------------------------------------------------------------------===//

#include "passes/lower/SmallTensors.h"

#include "ir/Ops.h"
#include "ir/Shape.h"
#include "ir/sizes/Origins.h"
#include "ir/sizes/ShapeOperands.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace tfc {

#include "passes/lower/Reductions.h.inc"
#include "passes/scalar/Scalars.h.inc"

Value emitElement(Operation *op, OpBuilder &b, Location loc,
                  ValueRange stored) {
  SmallVector<Value> elements;
  for (Value value : stored)
    elements.push_back(ScalarBuilder::load(b, loc, value));
  // Numbers have the type of the last operand: the first of select is a bool.
  ScalarBuilder scalars(b, loc, getElementTypeOrSelf(op->getOperands().back()));
  return ScalarBuilder::store(b, loc, emitScalar(op, scalars, elements),
                              getElementTypeOrSelf(op->getResult(0)));
}

Value emitCombination(Operation *op, ScalarBuilder &scalars, Value accumulator,
                      Value x) {
  return emitCombiner(op, scalars, accumulator, x);
}

//===----------------------------------------------------------------------===//
// Elements of small tensors
//===----------------------------------------------------------------------===//

static Value scalarConstant(OpBuilder &b, Location loc, Type element,
                            Attribute value) {
  Type compute = ScalarBuilder::computeType(element);
  if (isa<ComplexType>(element))
    return complex::ConstantOp::create(b, loc, element,
                                       mlir::cast<ArrayAttr>(value));
  if (element.isUnsignedInteger()) {
    auto integer =
        IntegerAttr::get(compute, mlir::cast<IntegerAttr>(value).getValue());
    return ScalarBuilder::store(
        b, loc, arith::ConstantOp::create(b, loc, integer), element);
  }
  return arith::ConstantOp::create(b, loc, mlir::cast<TypedAttr>(value));
}

Value Lowering::constant(Type element, double value) {
  ScalarBuilder scalar(b, loc, element);
  if (isa<FloatType>(element))
    return arith::ConstantOp::create(b, loc, FloatAttr::get(element, value));
  return ScalarBuilder::store(b, loc, scalar.number(value), element);
}

void Lowering::findSizeArguments(Operation *function) {
  sizeArguments.clear();
  function->walk([&](Operation *user) {
    walkSizes(
        user, [](Value value) { return isa<BlockArgument>(value); },
        [&](Value leaf) {
          if (isa<BlockArgument>(leaf) && isReadableSize(leaf.getType()))
            sizeArguments.insert(leaf);
        });
  });
}

std::optional<SmallVector<Element>> Lowering::elements(Value tensor) {
  auto known = smallTensors.find(tensor);
  if (known != smallTensors.end())
    return known->second;
  auto type = mlir::cast<RankedTensorType>(tensor.getType());
  if (sizeArguments.contains(tensor) &&
      type.getNumElements() <= kMaxSizeElements) {
    // Read before anything is written, whatever lies in the same memory.
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(tensor.getParentBlock());
    bool isSize = type.getElementType().isInteger(32) ||
                  type.getElementType().isInteger(64);
    SmallVector<Element> read;
    for (int64_t i = 0; i < type.getNumElements(); ++i) {
      SmallVector<Value> at(type.getRank());
      int64_t rest = i;
      for (int64_t d = type.getRank() - 1; d >= 0; --d) {
        at[d] =
            arith::ConstantIndexOp::create(b, loc, rest % type.getDimSize(d));
        rest /= type.getDimSize(d);
      }
      Value value = tensor::ExtractOp::create(b, loc, tensor, at);
      Size size;
      if (isSize)
        size = arith::IndexCastOp::create(b, loc, b.getIndexType(), value)
                   .getResult();
      read.push_back({value, size});
    }
    return smallTensors[tensor] = read;
  }
  DenseElementsAttr constant;
  if (type.getRank() > 1 || !type.hasStaticShape() ||
      type.getNumElements() > kMaxSizeElements ||
      !matchPattern(tensor, m_Constant(&constant)))
    return std::nullopt;
  SmallVector<Element> result;
  Type element = type.getElementType();
  for (Attribute value : constant.getValues<Attribute>()) {
    if (isa<IntegerType>(element) && !element.isInteger(1)) {
      APInt integer = mlir::cast<IntegerAttr>(value).getValue();
      result.push_back(sizeElement(sizes.constant(
          element.isUnsignedInteger() ? integer.getZExtValue()
                                      : integer.getSExtValue())));
    } else {
      result.push_back({scalarConstant(b, loc, element, value), Size()});
    }
  }
  return result;
}

Value Lowering::elementValue(const Element &element, Type type) {
  if (element.value)
    return element.value;
  Type compute = ScalarBuilder::computeType(type);
  Value result;
  if (std::optional<int64_t> known = SizeMath::known(element.size))
    result = arith::ConstantOp::create(
        b, loc,
        IntegerAttr::get(compute, APInt(compute.getIntOrFloatBitWidth(), *known,
                                        /*isSigned=*/true,
                                        /*implicitTrunc=*/true)));
  else
    result =
        arith::IndexCastOp::create(b, loc, compute, sizes.value(element.size));
  return ScalarBuilder::store(b, loc, result, type);
}

Value Lowering::fromElements(RankedTensorType type,
                             ArrayRef<Element> elements) {
  SmallVector<Element> complete(elements);
  SmallVector<Value> values;
  for (Element &element : complete)
    values.push_back(element.value =
                         elementValue(element, type.getElementType()));
  Value result = tensor::FromElementsOp::create(b, loc, type, values);
  smallTensors[result] = complete;
  return result;
}

Value Lowering::splat(Value tensor) {
  if (auto known = smallTensors.find(tensor);
      known != smallTensors.end() && known->second.size() == 1)
    return elementValue(known->second[0], getElementTypeOrSelf(tensor));
  Operation *producer = tensor.getDefiningOp();
  if (!producer)
    return Value();
  if (isa<tensor::CastOp, tensor::ExpandShapeOp, tensor::CollapseShapeOp>(
          producer))
    return splat(producer->getOperand(0));
  if (auto fill = dyn_cast<linalg::FillOp>(producer))
    return fill.getInputs()[0];
  SplatElementsAttr constant;
  if (matchPattern(tensor, m_Constant(&constant)))
    return scalarConstant(b, loc, constant.getElementType(),
                          constant.getSplatValue<Attribute>());
  return Value();
}

Value Lowering::scalar(Value tensor) {
  if (Value value = splat(tensor))
    return value;
  auto type = mlir::cast<RankedTensorType>(tensor.getType());
  SmallVector<Value> at;
  if (type.getRank())
    at.assign(type.getRank(), arith::ConstantIndexOp::create(b, loc, 0));
  return tensor::ExtractOp::create(b, loc, tensor, at);
}

//===----------------------------------------------------------------------===//
// Ops by their facet `sizes`
//===----------------------------------------------------------------------===//

/// Arithmetic of sizes stays that, so that dimensions can be compared. Null
/// where an operand is no size, or the op is none that SizeMath has.
static Size emitSize(Operation *op, SizeMath &sizes, ArrayRef<Size> operands) {
  if (!llvm::all_of(operands, [](Size size) { return bool(size); }))
    return Size();
  return llvm::TypeSwitch<Operation *, Size>(op)
      .Case<AddOp, ReduceSumOp>(
          [&](auto) { return sizes.add(operands[0], operands[1]); })
      .Case([&](SubOp) { return sizes.sub(operands[0], operands[1]); })
      .Case<MulOp, ReduceProdOp>(
          [&](auto) { return sizes.mul(operands[0], operands[1]); })
      .Default([](Operation *) { return Size(); });
}

static bool lowerSmallElementwise(Operation *op, RankedTensorType type,
                                  Lowering &l) {
  SmallVector<SmallVector<Element>> operands;
  for (Value operand : op->getOperands()) {
    auto elements = l.elements(operand);
    if (!elements || (int64_t(elements->size()) != type.getNumElements() &&
                      elements->size() != 1))
      return false;
    operands.push_back(std::move(*elements));
  }
  SmallVector<Element> results;
  for (int64_t i = 0; i < type.getNumElements(); ++i) {
    SmallVector<Size> sizes;
    SmallVector<Value> values;
    for (auto [operand, elements] : llvm::zip(op->getOperands(), operands)) {
      const Element &at = elements[elements.size() == 1 ? 0 : i];
      sizes.push_back(at.size);
      values.push_back(l.elementValue(at, getElementTypeOrSelf(operand)));
    }
    Size size = emitSize(op, l.sizes, sizes);
    if (size && isa<IntegerType>(type.getElementType()))
      results.push_back(l.sizeElement(size));
    else
      results.push_back({emitElement(op, l.b, l.loc, values), Size()});
  }
  l.replace(l.fromElements(type, results));
  return true;
}

/// A vector to a single number: the product of a shape, say.
static bool lowerSmallReduction(Operation *op, RankedTensorType type,
                                Lowering &l) {
  Value x = op->getOperand(0);
  auto elements = l.elements(x);
  if (cast<RankedTensorType>(x.getType()).getRank() != 1 || !elements ||
      elements->empty() || type.getNumElements() != 1)
    return false;
  Type element = type.getElementType();
  ScalarBuilder scalars(l.b, l.loc, element);
  auto load = [&](const Element &from) {
    return ScalarBuilder::load(l.b, l.loc, l.elementValue(from, element));
  };
  Element total = elements->front();
  for (const Element &next : llvm::drop_begin(*elements)) {
    if (Size size = emitSize(op, l.sizes, {total.size, next.size}))
      total = l.sizeElement(size);
    else
      total = {ScalarBuilder::store(
                   l.b, l.loc,
                   emitCombination(op, scalars, load(total), load(next)),
                   element),
               Size()};
  }
  l.replace(l.fromElements(type, total));
  return true;
}

static bool lowerSmallReshape(Operation *op, RankedTensorType type,
                              Lowering &l) {
  auto elements = l.elements(op->getOperand(0));
  if (!elements || type.getNumElements() != int64_t(elements->size()))
    return false;
  l.replace(l.fromElements(type, *elements));
  return true;
}

static bool lowerSmallConversion(Operation *op, RankedTensorType type,
                                 Lowering &l) {
  Value x = op->getOperand(0);
  Type from = getElementTypeOrSelf(x), to = type.getElementType();
  bool isNumber = isa<IntegerType>(to) && !to.isInteger(1);
  auto elements = l.elements(x);
  if (!elements)
    return false;
  for (Element &element : *elements) {
    if (element.size && isNumber)
      element.value = Value();
    else
      element = {
          ScalarBuilder::cast(l.b, l.loc, l.elementValue(element, from), to),
          Size()};
  }
  l.replace(l.fromElements(type, *elements));
  return true;
}

/// The elements of an operand that says which ones are taken.
static std::optional<KnownElements> knownSizes(Value value, Lowering &l) {
  auto elements = l.elements(value);
  if (!elements)
    return knownElements(value);
  KnownElements known;
  for (const Element &element : *elements)
    known.push_back(element.size ? SizeMath::known(element.size)
                                 : std::nullopt);
  return known;
}

static bool lowerSmallTraced(OpResult result, RankedTensorType type,
                             Lowering &l, SmallVectorImpl<Value> &values) {
  Operation *op = result.getOwner();
  auto read = [&](Value value) { return knownSizes(value, l); };
  SmallVector<Element> elements;
  for (const Origin &origin : originsOf(result, read)) {
    switch (origin.kind) {
    case Origin::Unknown:
      return false;
    case Origin::Element: {
      auto known = l.elements(op->getOperand(origin.operand));
      if (!known)
        return false;
      elements.push_back((*known)[origin.index]);
      break;
    }
    case Origin::Dimension:
      elements.push_back(
          l.sizeElement(l.dim(op->getOperand(origin.operand), origin.index)));
      break;
    case Origin::Count:
      elements.push_back(l.sizeElement(
          l.sizes.count(l.shape(op->getOperand(origin.operand)))));
      break;
    case Origin::Number:
      elements.push_back(l.sizeElement(l.sizes.constant(origin.index)));
      break;
    }
  }
  values.push_back(l.fromElements(type, elements));
  return true;
}

bool lowerSmallTensor(Operation *op, Lowering &l) {
  SizeRule rule = sizeRule(op);
  if (rule == SizeRule::None ||
      !llvm::all_of(op->getResultTypes(), isComputedByScalars))
    return false;
  auto type = op->getNumResults()
                  ? dyn_cast<RankedTensorType>(op->getResult(0).getType())
                  : RankedTensorType();
  switch (rule) {
  case SizeRule::None:
  case SizeRule::Forward: // The operand takes the result's place.
  case SizeRule::Feed:
    return false;
  case SizeRule::Elementwise:
    return lowerSmallElementwise(op, type, l);
  case SizeRule::Reduction:
    return lowerSmallReduction(op, type, l);
  case SizeRule::Reshape:
    return lowerSmallReshape(op, type, l);
  case SizeRule::Convert:
    return lowerSmallConversion(op, type, l);
  case SizeRule::Custom: {
    SmallVector<Value> values;
    for (OpResult result : op->getResults())
      if (!lowerSmallTraced(result, cast<RankedTensorType>(result.getType()), l,
                            values))
        return false;
    l.replace(values);
    return true;
  }
  }
  llvm_unreachable("every rule is handled");
}

} // namespace tfc

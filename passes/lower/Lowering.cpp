//===- Lowering.cpp - Shapes, the op in hand ------------------------------===//

#include "passes/lower/Lowering.h"
#include "ir/Program.h"
#include "ir/Shape.h"
#include "ir/sizes/ShapeOperands.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

std::string displayName(Operation *op) {
  std::string name;
  if (auto attr = op->getAttrOfType<StringAttr>(nameAttr))
    name = attr.getValue().str();
  else if (auto loc = dyn_cast<NameLoc>(op->getLoc()))
    name = loc.getName().str();
  else
    name = op->getName().stripDialect().str();
  // The runtime formats messages.
  llvm::replace(name, '%', '_');
  return name;
}

std::string Lowering::name() const { return displayName(op); }

void Lowering::begin(Operation *next) {
  op = next;
  replaced = false;
  b.setInsertionPoint(op);
  loc = op->getLoc();
}

void Lowering::replace(ValueRange values) {
  for (auto [result, value] : llvm::zip_equal(op->getResults(), values)) {
    if (result.getType() == value.getType()) {
      result.replaceAllUsesWith(value);
      continue;
    }
    // Ops that are still to be lowered profit from what the type says more.
    result.replaceUsesWithIf(value, [&](OpOperand &use) {
      return isa<TfcDialect>(use.getOwner()->getDialect()) &&
             !isa<DestinationStyleOpInterface>(use.getOwner());
    });
    if (!result.use_empty())
      result.replaceAllUsesWith(
          cast(value, mlir::cast<RankedTensorType>(result.getType())));
  }
  replaced = true;
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

SizeList Lowering::shape(Value tensor) {
  auto known = shapes.find(tensor);
  if (known != shapes.end())
    return known->second;
  // A result has the shape of its destination.
  if (auto result = dyn_cast<OpResult>(tensor))
    if (auto dps = dyn_cast<DestinationStyleOpInterface>(result.getOwner())) {
      SizeList same = shape(dps.getTiedOpOperand(result)->get());
      return shapes[tensor] = same;
    }
  auto type = mlir::cast<RankedTensorType>(tensor.getType());
  SizeList result;
  for (auto [i, size] : llvm::enumerate(type.getShape())) {
    if (ShapedType::isDynamic(size))
      result.push_back(tensor::DimOp::create(b, loc, tensor, i).getResult());
    else
      result.push_back(sizes.constant(size));
  }
  shapes[tensor] = result;
  return result;
}

RankedTensorType Lowering::type(ArrayRef<Size> shape, Type element) {
  SmallVector<int64_t> dims;
  for (Size size : shape)
    dims.push_back(SizeMath::orDynamic(size));
  return RankedTensorType::get(dims, element);
}

SizeList Lowering::shapeOperand(Value vector) {
  SizeList result;
  if (auto known = elements(vector)) {
    for (Element &element : *known)
      result.push_back(element.size
                           ? element.size
                           : Size(arith::IndexCastOp::create(
                                 b, loc, b.getIndexType(), element.value)));
    return result;
  }
  auto type = mlir::cast<RankedTensorType>(vector.getType());
  for (int64_t i = 0; i < type.getNumElements(); ++i) {
    SmallVector<Value> at(type.getRank(),
                          arith::ConstantIndexOp::create(b, loc, i));
    Value element = tensor::ExtractOp::create(b, loc, vector, at);
    result.push_back(
        arith::IndexCastOp::create(b, loc, b.getIndexType(), element)
            .getResult());
  }
  return result;
}

bool Lowering::isUntrusted(Size size) {
  if (std::optional<int64_t> known = SizeMath::known(size))
    return *known < 0;
  Value value = mlir::cast<Value>(size);
  if (auto known = untrusted.find(value); known != untrusted.end())
    return known->second;
  untrusted[value] = true;
  Operation *op = value.getDefiningOp();
  bool result = true;
  if (isa_and_nonnull<tensor::DimOp>(op))
    result = false;
  else if (isa_and_nonnull<arith::AddIOp, arith::MulIOp, arith::DivUIOp,
                           arith::RemUIOp, arith::MinSIOp>(op))
    result = isUntrusted(op->getOperand(0)) || isUntrusted(op->getOperand(1));
  else if (isa_and_nonnull<arith::MaxSIOp>(op))
    result = isUntrusted(op->getOperand(0)) && isUntrusted(op->getOperand(1));
  untrusted[value] = result;
  return result;
}

void Lowering::requireWithin(Size size, Size limit, const Twine &message) {
  std::optional<int64_t> known = SizeMath::known(size),
                         most = SizeMath::known(limit);
  if (known && most && *known >= 0 && *known <= *most)
    return;
  // As unsigned numbers, negative ones are too large.
  Value within = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule,
                                       sizes.value(size), sizes.value(limit));
  require(within, message, {size, limit});
}

void Lowering::requireShape(ArrayRef<Size> shape) {
  if (llvm::none_of(shape, [&](Size size) { return isUntrusted(size); }))
    return;
  // The limit is what the trusted ones leave; then one after the other, so that
  // no product overflows.
  Size limit = sizes.constant(TFC_MAX_ELEMENTS);
  Size one = sizes.constant(1);
  auto divide = [&](Size size) {
    limit = sizes.floorDiv(limit, sizes.max(size, one));
  };
  for (Size size : shape)
    if (!isUntrusted(size))
      divide(size);
  for (Size size : shape) {
    if (!isUntrusted(size))
      continue;
    requireWithin(size, limit,
                  "'" + name() +
                      "' has a dimension of %lld, expected 0 to %lld");
    divide(size);
  }
}

void Lowering::require(Value condition, const Twine &message,
                       ArrayRef<Size> values) {
  SmallVector<Value> numbers;
  for (Size size : values)
    numbers.push_back(sizes.value(size));
  RequireOp::create(b, loc, condition, b.getStringAttr(message), numbers);
}

Size Lowering::requireEqual(Size x, Size y, const Twine &message) {
  if (!sizes.same(x, y)) {
    Value equal = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq,
                                        sizes.value(x), sizes.value(y));
    require(equal, message, {x, y});
    bool yIsKnown = SizeMath::known(y).has_value();
    sizes.assumeSame(yIsKnown ? y : x, yIsKnown ? x : y);
  }
  return SizeMath::known(y) ? y : x;
}

Size Lowering::broadcast(Size x, Size y, int64_t i) {
  if (SizeMath::known(x) == 1)
    return y;
  if (SizeMath::known(y) == 1)
    return x;
  return requireEqual(
      x, y, "dimension " + Twine(i) + " of '" + name() + "' is %lld and %lld");
}

SizeList Lowering::broadcast(ArrayRef<Size> x, ArrayRef<Size> y) {
  if (x.size() < y.size())
    std::swap(x, y);
  SizeList result(x);
  size_t missing = x.size() - y.size();
  for (size_t i = 0; i < y.size(); ++i)
    result[missing + i] = broadcast(x[missing + i], y[i], missing + i);
  return result;
}

} // namespace tfc

//===- Sizes.cpp - Arithmetic of dimensions -------------------------------===//

#include "passes/lower/Sizes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace tfc {

Value SizeMath::value(Size size) {
  if (auto value = dyn_cast<Value>(size))
    return value;
  return arith::ConstantIndexOp::create(b, loc, *known(size));
}

int64_t SizeMath::orDynamic(Size size) {
  std::optional<int64_t> value = known(size);
  return value ? *value : ShapedType::kDynamic;
}

Product SizeMath::product(Size size) {
  if (std::optional<int64_t> value = known(size))
    return Product(*value);
  auto value = cast<Value>(size);
  auto [place, isNew] = products.try_emplace(value);
  if (isNew) {
    place->second = Product::symbol(symbols.size());
    symbols.push_back(value);
  }
  return place->second;
}

Product SizeMath::product(ArrayRef<Size> shape) {
  Product result(1);
  for (Size size : shape)
    result = result * product(size);
  return result;
}

Size SizeMath::size(const Product &product) {
  if (product.isStatic())
    return constant(product.factor);
  if (product.factor == 1 && product.symbols.size() == 1)
    return symbols[product.symbols[0]];
  auto key = std::make_pair(
      product.factor,
      std::vector<unsigned>(product.symbols.begin(), product.symbols.end()));
  Value &value = values[key];
  if (value)
    return value;
  Value result = symbols[product.symbols[0]];
  for (unsigned symbol : llvm::drop_begin(product.symbols))
    result = arith::MulIOp::create(b, loc, result, symbols[symbol]);
  if (product.factor != 1)
    result = arith::MulIOp::create(
        b, loc, result, arith::ConstantIndexOp::create(b, loc, product.factor));
  products[result] = product;
  return value = result;
}

Size SizeMath::count(ArrayRef<Size> shape) { return size(product(shape)); }

bool SizeMath::same(Size x, Size y) {
  return x == y || product(x) == product(y);
}

void SizeMath::assumeSame(Size x, Size y) {
  // A symbol that is not yet part of a product becomes another name of x.
  Product ours = product(x), theirs = product(y);
  auto value = dyn_cast<Value>(y);
  if (value && theirs.factor == 1 && theirs.symbols.size() == 1 &&
      !llvm::is_contained(ours.symbols, theirs.symbols[0]))
    products[value] = ours;
}

Size SizeMath::binary(Kind kind, Size x, Size y) {
  std::optional<int64_t> a = known(x), c = known(y);
  if (a && c) {
    switch (kind) {
    case Kind::Add:
      return constant(*a + *c);
    case Kind::Sub:
      return constant(*a - *c);
    case Kind::FloorDiv:
      return constant(llvm::divideFloorSigned(*a, *c));
    case Kind::CeilDiv:
      return constant(llvm::divideCeilSigned(*a, *c));
    case Kind::Remainder:
      return constant(*a % *c);
    case Kind::Min:
      return constant(std::min(*a, *c));
    case Kind::Max:
      return constant(std::max(*a, *c));
    }
  }
  auto key = [](Size size) {
    auto value = dyn_cast<Value>(size);
    return value
               ? value.getAsOpaquePointer()
               : const_cast<void *>(cast<Attribute>(size).getAsOpaquePointer());
  };
  Value &memo = expressions[{kind, key(x), key(y)}];
  if (memo)
    return memo;
  Value l = value(x), r = value(y);
  switch (kind) {
  case Kind::Add:
    return memo = arith::AddIOp::create(b, loc, l, r);
  case Kind::Sub:
    return memo = arith::SubIOp::create(b, loc, l, r);
  case Kind::FloorDiv:
    return memo = arith::DivUIOp::create(b, loc, l, r);
  case Kind::CeilDiv: {
    Value one = arith::ConstantIndexOp::create(b, loc, 1);
    Value sum =
        arith::AddIOp::create(b, loc, l, arith::SubIOp::create(b, loc, r, one));
    return memo = arith::DivUIOp::create(b, loc, sum, r);
  }
  case Kind::Remainder:
    return memo = arith::RemUIOp::create(b, loc, l, r);
  case Kind::Min:
    return memo = arith::MinSIOp::create(b, loc, l, r);
  case Kind::Max:
    return memo = arith::MaxSIOp::create(b, loc, l, r);
  }
  llvm_unreachable("every kind is handled");
}

Size SizeMath::add(Size x, Size y) {
  if (known(y) == 0)
    return x;
  if (known(x) == 0)
    return y;
  return binary(Kind::Add, x, y);
}
Size SizeMath::sub(Size x, Size y) {
  if (known(y) == 0)
    return x;
  return x == y ? constant(0) : binary(Kind::Sub, x, y);
}
Size SizeMath::floorDiv(Size x, Size y) {
  if (auto exact = product(x).dividedBy(product(y)))
    return size(*exact);
  return binary(Kind::FloorDiv, x, y);
}
Size SizeMath::ceilDiv(Size x, Size y) {
  if (auto exact = product(x).dividedBy(product(y)))
    return size(*exact);
  return binary(Kind::CeilDiv, x, y);
}
Size SizeMath::remainder(Size x, Size y) {
  if (product(x).dividedBy(product(y)))
    return constant(0);
  return binary(Kind::Remainder, x, y);
}
Size SizeMath::min(Size x, Size y) {
  return x == y ? x : binary(Kind::Min, x, y);
}
Size SizeMath::max(Size x, Size y) {
  return x == y ? x : binary(Kind::Max, x, y);
}

} // namespace tfc

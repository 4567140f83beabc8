//===- Product.cpp - A number times values that only a run knows ----------===//

#include "ir/sizes/Product.h"

#include "llvm/ADT/STLExtras.h"

namespace tfc {

Product Product::symbol(unsigned number) {
  Product product(1);
  product.symbols.push_back(number);
  return product;
}

bool Product::operator==(const Product &other) const {
  if (factor == 0 || other.factor == 0)
    return factor == other.factor;
  return factor == other.factor && symbols == other.symbols;
}

Product Product::operator*(const Product &other) const {
  Product product(factor * other.factor);
  if (product.factor == 0)
    return product;
  product.symbols = symbols;
  llvm::append_range(product.symbols, other.symbols);
  llvm::sort(product.symbols);
  return product;
}

std::optional<Product> Product::dividedBy(const Product &divisor) const {
  if (divisor.factor == 0 || factor % divisor.factor != 0)
    return std::nullopt;
  Product quotient(factor / divisor.factor);
  // Both lists are sorted: what the divisor lacks stays.
  auto left = symbols.begin();
  for (unsigned symbol : divisor.symbols) {
    while (left != symbols.end() && *left < symbol)
      quotient.symbols.push_back(*left++);
    if (left == symbols.end() || *left != symbol)
      return std::nullopt;
    ++left;
  }
  quotient.symbols.append(left, symbols.end());
  return quotient;
}

} // namespace tfc

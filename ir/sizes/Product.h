//===- Product.h - A number times values that only a run knows ------------===//
//
// Sizes and strides are products of constants and dimensions. Kept as such, two
// of them can be compared, multiplied and divided when compiling.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_IR_SIZES_PRODUCT_H
#define TFC_IR_SIZES_PRODUCT_H

#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <optional>

namespace tfc {

/// `factor` times the values of `symbols`, sorted numbers that the user of the
/// product gives to values of a run.
struct Product {
  int64_t factor = 0;
  llvm::SmallVector<unsigned, 2> symbols;

  Product() = default;
  Product(int64_t factor) : factor(factor) {}
  static Product symbol(unsigned number);

  bool isStatic() const { return symbols.empty() || factor == 0; }
  bool isZero() const { return factor == 0; }
  bool isOne() const { return factor == 1 && symbols.empty(); }
  bool operator==(const Product &other) const;
  bool operator!=(const Product &other) const { return !(*this == other); }
  Product operator*(const Product &other) const;
  /// This divided by `divisor`, if that leaves no rest whatever the symbols.
  std::optional<Product> dividedBy(const Product &divisor) const;
};

} // namespace tfc

#endif // TFC_IR_SIZES_PRODUCT_H

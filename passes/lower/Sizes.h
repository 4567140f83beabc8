//===- Sizes.h - Arithmetic of dimensions ---------------------------------===//
//
// Dimensions while lowering: constants, or index values that depend on the
// dimensions of a function's arguments. Equal expressions give the same value,
// and products are kept as such, so that two dimensions that meet can often be
// shown equal when compiling, and a reshape can be seen to keep dimensions
// apart.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_PASSES_LOWER_SIZES_H
#define TFC_PASSES_LOWER_SIZES_H

#include "ir/sizes/Product.h"

#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Builders.h"

#include <map>

namespace tfc {

using Size = mlir::OpFoldResult;
using SizeList = llvm::SmallVector<Size>;

/// Emits arithmetic of sizes with `b`, at its insertion point of the moment,
/// which must move forward in one block.
class SizeMath {
public:
  SizeMath(mlir::OpBuilder &b, mlir::Location &loc) : b(b), loc(loc) {}

  Size constant(int64_t value) { return b.getIndexAttr(value); }
  mlir::Value value(Size size);
  static std::optional<int64_t> known(Size size) {
    return mlir::getConstantIntValue(size);
  }
  /// For a static shape: the constant, or kDynamic.
  static int64_t orDynamic(Size size);

  Size add(Size x, Size y);
  Size sub(Size x, Size y);
  Size mul(Size x, Size y) { return size(product(x) * product(y)); }
  /// Sizes are not negative; the divisor is not 0.
  Size floorDiv(Size x, Size y);
  Size ceilDiv(Size x, Size y);
  Size remainder(Size x, Size y);
  Size min(Size x, Size y);
  Size max(Size x, Size y);
  Size count(llvm::ArrayRef<Size> shape);

  Product product(Size size);
  Product product(llvm::ArrayRef<Size> shape);
  Size size(const Product &product);

  /// Equal in every run, as far as can be told.
  bool same(Size x, Size y);
  /// From here on x and y are taken as equal: something checks it.
  void assumeSame(Size x, Size y);

private:
  enum class Kind { Add, Sub, FloorDiv, CeilDiv, Remainder, Min, Max };
  Size binary(Kind kind, Size x, Size y);

  mlir::OpBuilder &b;
  mlir::Location &loc;
  llvm::SmallVector<mlir::Value> symbols;
  llvm::DenseMap<mlir::Value, Product> products;
  std::map<std::pair<int64_t, std::vector<unsigned>>, mlir::Value> values;
  std::map<std::tuple<Kind, void *, void *>, mlir::Value> expressions;
};

} // namespace tfc

#endif // TFC_PASSES_LOWER_SIZES_H

// Properties of dtypes: tf.float32.max and the like.
#include "frontend/text/eval/Properties.h"

#include "ir/Dialect.h"

using namespace tfc::text;

/// The largest or least value, of the parts for none that is complex.
static std::optional<Value> limitOf(mlir::Type type, bool isMax) {
  if (auto floating = llvm::dyn_cast<mlir::FloatType>(type)) {
    llvm::APFloat limit = llvm::APFloat::getLargest(
        floating.getFloatSemantics(), /*Negative=*/!isMax);
    bool losesInfo;
    limit.convert(llvm::APFloat::IEEEdouble(),
                  llvm::APFloat::rmNearestTiesToEven, &losesInfo);
    return Value::of(limit.convertToDouble());
  }
  if (!llvm::isa<mlir::IntegerType>(type))
    return std::nullopt;
  unsigned width = type.getIntOrFloatBitWidth();
  if (width == 1)
    return Value::of(isMax);
  if (type.isUnsignedInteger())
    return Value::of(int64_t(isMax ? llvm::maxUIntN(std::min(width, 63u)) : 0));
  return Value::of(isMax ? llvm::maxIntN(width) : llvm::minIntN(width));
}

std::optional<Value> tfc::text::dtypeProperty(Heap &heap, mlir::Type type,
                                              StringRef name) {
  if (name == "name")
    return heap.makeString(dtypeName(type));
  if (name == "base_dtype" || name == "as_numpy_dtype")
    return Value::dtype(type);
  if (name == "is_floating")
    return Value::of(llvm::isa<mlir::FloatType>(type));
  if (name == "is_integer")
    return Value::of(llvm::isa<mlir::IntegerType>(type) && !type.isInteger(1));
  if (name == "is_bool")
    return Value::of(type.isInteger(1));
  if (llvm::isa<tfc::StringType>(type))
    return std::nullopt;
  auto complex = llvm::dyn_cast<mlir::ComplexType>(type);
  mlir::Type real = complex ? complex.getElementType() : type;
  if (name == "is_complex")
    return Value::of(bool(complex));
  if (name == "real_dtype")
    return Value::dtype(real);
  if (name == "size")
    return Value::number((real.getIntOrFloatBitWidth() + 7) / 8 *
                         (complex ? 2 : 1));
  if (name == "max" || name == "min")
    return limitOf(type, name == "max");
  return std::nullopt;
}

//===- DType.h - element types of the ABI -----------------------*- C++ -*-===//
#ifndef TFC_CODEGEN_SEGMENT_DTYPE_H
#define TFC_CODEGEN_SEGMENT_DTYPE_H

#include "ir/Dialect.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/IR/BuiltinTypes.h"

#include <optional>

namespace tfc {

/// The tfc_dtype of an element type, or nullopt for one that the ABI lacks.
inline std::optional<uint32_t> getDType(mlir::Type type) {
  if (type.isF16())
    return TFC_FLOAT16;
  if (type.isBF16())
    return TFC_BFLOAT16;
  if (type.isF32())
    return TFC_FLOAT32;
  if (type.isF64())
    return TFC_FLOAT64;
  if (auto complex = llvm::dyn_cast<mlir::ComplexType>(type))
    return complex.getElementType().isF64() ? TFC_COMPLEX128 : TFC_COMPLEX64;
  if (llvm::isa<StringType>(type))
    return TFC_STRING;
  auto integer = llvm::dyn_cast<mlir::IntegerType>(type);
  if (!integer)
    return std::nullopt;
  bool isUnsigned = integer.isUnsigned();
  switch (integer.getWidth()) {
  case 1:
    return TFC_BOOL;
  case 8:
    return isUnsigned ? TFC_UINT8 : TFC_INT8;
  case 16:
    return isUnsigned ? TFC_UINT16 : TFC_INT16;
  case 32:
    return isUnsigned ? TFC_UINT32 : TFC_INT32;
  case 64:
    return isUnsigned ? TFC_UINT64 : TFC_INT64;
  default:
    return std::nullopt;
  }
}

/// Bytes of one element in memory: bool takes one, a string its address.
inline int64_t getElementBytes(mlir::Type type) {
  if (auto complex = llvm::dyn_cast<mlir::ComplexType>(type))
    return 2 * getElementBytes(complex.getElementType());
  if (llvm::isa<StringType>(type))
    return sizeof(void *);
  return (type.getIntOrFloatBitWidth() + 7) / 8;
}

} // namespace tfc

#endif // TFC_CODEGEN_SEGMENT_DTYPE_H

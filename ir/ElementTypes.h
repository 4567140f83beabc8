//===- ElementTypes.h - MLIR's element types and TensorFlow's ---*- C++ -*-===//
//
// The compiler's view of runtime/include/tfc/dtypes.def: an element type as
// MLIR has it, as the ABI numbers it, and as TensorFlow's users name it.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_IR_ELEMENTTYPES_H
#define TFC_IR_ELEMENTTYPES_H

#include "runtime/include/tfc/abi.h"

#include "mlir/IR/Types.h"

#include <optional>
#include <string>

namespace tfc {

/// A line of dtypes.def.
struct ElementTypeInfo {
  uint32_t dtype;
  unsigned bytes;                 ///< An element takes as many in memory.
  llvm::StringLiteral name;       ///< "float32"
  llvm::StringLiteral tensorflow; ///< "float"
  llvm::StringLiteral mlir;       ///< "f32"
};

/// Null for a type that tensors of tfc cannot have.
const ElementTypeInfo *findElementType(uint32_t dtype);
const ElementTypeInfo *findElementType(mlir::Type type);
/// The name is Python's or C++'s: "float32" and "float" are one type.
const ElementTypeInfo *findElementType(llvm::StringRef name);

/// The type that MLIR has for a tfc_dtype; null where there is none.
mlir::Type elementTypeOf(uint32_t dtype, mlir::MLIRContext *context);

/// "float32", as TensorFlow writes a type or the element type of a tensor.
std::string formatElementType(mlir::Type type);

} // namespace tfc

#endif // TFC_IR_ELEMENTTYPES_H

// All that the text frontend knows of an op, generated from the definitions in
// ir/ops by tfc-tblgen --gen-text-api.
#ifndef TFC_FRONTEND_TEXT_API_OPTABLE_H
#define TFC_FRONTEND_TEXT_API_OPTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <cstdint>

namespace tfc::text {

enum class ArgumentKind : uint8_t {
  // Operands.
  Tensor,
  Tensors, // variadic
  Variable,
  // Attributes.
  Int,
  Float32,
  Float64,
  Bool,
  Unit,
  String,
  Ints,
  Strings,
  DType,
};

/// The element types that an operand takes. Operands of all but the last three
/// share one element type; that of a Python number follows from the others'.
enum class ElementClass : uint8_t {
  Element,    // anything, strings too
  Any,        // numbers and bools
  Ordered,    // numbers and strings
  Arithmetic, // numbers, complex ones too
  Number,
  Float,
  Analytic, // floats and complex numbers
  Complex,
  Int,
  Bool,
  Index,
  String
};

struct OpArgument {
  llvm::StringLiteral name;
  ArgumentKind kind;
  ElementClass elements;
  bool isOptional; // an attribute with a default or without need of a value
};

struct OpEntry {
  llvm::StringLiteral op;         // "tfc.matmul"
  llvm::StringLiteral tensorflow; // "MatMul": names a node that has no name
  llvm::ArrayRef<OpArgument> arguments; // operands first, as in the definition
  llvm::ArrayRef<const char *> signatures; // of the `api` facet
};

llvm::ArrayRef<OpEntry> opTable();

} // namespace tfc::text

#endif

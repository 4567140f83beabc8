//===- OpTable.h - The table that comes from the facet `tf` -----*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_OPTABLE_H
#define TFC_FRONTEND_IMPORT_OPS_OPTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace tfc {

struct OperandEntry {
  llvm::StringRef name;
  bool isVariadic;
  bool isVariable; // takes handles of variables, not tensors
};

enum class AttributeKind {
  Int64, Int32, Float32, Float64, Bool, Unit, String, Type,
  Ints, Floats32, Floats64, Bools, Strings, Types,
  Other, // never set from a node
};
struct AttributeEntry {
  llvm::StringRef name;
  AttributeKind kind;
};

/// Where an attribute or operand comes from: see class TensorFlow of
/// ir/Facets.td.
enum class RuleSource { Attribute, Input, Fixed };
struct RuleEntry {
  RuleSource source;
  llvm::StringRef text; // their attribute, or the fixed value
  int input;            // negative: from the end
  llvm::StringRef ours;
};

struct TableEntry {
  llvm::StringRef tensorflow;
  llvm::StringRef op;
  llvm::ArrayRef<OperandEntry> operands;
  llvm::ArrayRef<AttributeEntry> attributes;
  llvm::ArrayRef<RuleEntry> rules;
};

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_OPTABLE_H

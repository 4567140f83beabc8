//===- OpTable.h - The table that comes from the facet `tf` -----*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_OPTABLE_H
#define TFC_FRONTEND_IMPORT_OPS_OPTABLE_H

#include "frontend/import/ops/NodeImport.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace tfc {

struct OperandEntry {
  llvm::StringRef name;
  bool isVariadic;
  bool isVariable; // takes handles of variables, not tensors
};

enum class AttributeKind {
  Int64,
  Int32,
  Float32,
  Float64,
  Bool,
  Unit,
  String,
  Type,
  Ints,
  Floats32,
  Floats64,
  Bools,
  Strings,
  Types,
  Other, // never set from a node
};
struct AttributeEntry {
  llvm::StringRef name;
  AttributeKind kind;
};

/// A rule of class TensorFlow (ir/Facets.td): an attribute or operand of ours,
/// and where it comes from.
enum class RuleSource { Attribute, Operand, Input, Shape, Fixed };
struct RuleEntry {
  RuleSource source;
  llvm::StringRef theirs; // their attribute
  llvm::StringRef value;  // the fixed one, or that of an absent attribute
  int input;              // negative: from the end
  llvm::StringRef ours;
};

/// Nodes of one op of TensorFlow's are imported by a function, by the data, or
/// by a function which leaves to the data what it can.
struct TableEntry {
  llvm::StringRef tensorflow;
  const NodeImporter *importer;
  llvm::StringRef op = {};
  llvm::ArrayRef<OperandEntry> operands = {};
  llvm::ArrayRef<AttributeEntry> attributes = {};
  llvm::ArrayRef<RuleEntry> rules = {};
  /// How many of our results are outputs; 0 for all.
  unsigned numOutputs = 0;
  /// Without outputs: our result is what others wait for.
  bool isEffect = false;
};

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_OPTABLE_H

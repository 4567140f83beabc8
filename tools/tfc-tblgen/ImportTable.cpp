//===- ImportTable.cpp - Facet tf -> the table of frontend/import ---------===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TableGen/Error.h"

#include <map>

using namespace llvm;
using namespace tfc;
using mlir::tblgen::NamedAttribute;
using mlir::tblgen::NamedTypeConstraint;

/// The kind of an attribute as frontend/import/OpTable.h names them.
static StringRef attributeKind(const mlir::tblgen::Attribute &attribute) {
  return StringSwitch<StringRef>(attribute.getBaseAttr().getAttrDefName())
      .Cases({"I64Attr", "SI64Attr", "APIntAttr"}, "Int64")
      .Case("I32Attr", "Int32")
      .Case("F32Attr", "Float32")
      .Case("F64Attr", "Float64")
      .Case("BoolAttr", "Bool")
      .Case("UnitAttr", "Unit")
      .Case("StrAttr", "String")
      .Case("TypeAttr", "Type")
      .Case("DenseI64ArrayAttr", "Ints")
      .Case("DenseF32ArrayAttr", "Floats32")
      .Case("DenseF64ArrayAttr", "Floats64")
      .Case("DenseBoolArrayAttr", "Bools")
      .Case("StrArrayAttr", "Strings")
      .Case("TypeArrayAttr", "Types")
      .Default("Other");
}

static bool isVariable(const NamedTypeConstraint &operand) {
  const Record *def = &operand.constraint.getDef();
  if (operand.isVariadic() || operand.isOptional())
    def = def->getValueAsDef("baseType");
  return def->getName() == "Tfc_VariableType";
}

static void emitOp(const FacetOp &op, raw_ostream &os) {
  const mlir::tblgen::Operator &ods = op.ods();
  StringRef id = ods.getCppClassName();
  if (ods.getNumOperands()) {
    os << "static constexpr OperandEntry " << id << "Operands[] = {\n";
    for (const NamedTypeConstraint &operand : ods.getOperands())
      os << "    {\"" << operand.name << "\", "
         << (operand.isVariadic() ? "true" : "false") << ", "
         << (isVariable(operand) ? "true" : "false") << "},\n";
    os << "};\n";
  }
  if (ods.getNumAttributes()) {
    os << "static constexpr AttributeEntry " << id << "Attributes[] = {\n";
    for (const NamedAttribute &attribute : ods.getAttributes())
      os << "    {\"" << attribute.name << "\", AttributeKind::"
         << attributeKind(attribute.attr) << "},\n";
    os << "};\n";
  }
}

static void emitEntry(const FacetOp &op, const Record &facet, raw_ostream &os,
                      std::string &entries,
                      std::map<StringRef, StringRef> &seen) {
  const mlir::tblgen::Operator &ods = op.ods();
  StringRef name = facet.getValueAsString("name");
  auto fail = [&](const Twine &message) {
    PrintFatalError(&op.def(), "tf: '" + name + "': " + message);
  };
  auto [other, isNew] = seen.try_emplace(name, op.mnemonic());
  if (!isNew)
    fail("op " + other->second + " has this name too");
  auto isOperand = [&](StringRef ours) {
    return any_of(ods.getOperands(),
                  [&](const auto &operand) { return operand.name == ours; });
  };
  auto isAttribute = [&](StringRef ours) {
    return any_of(ods.getAttributes(), [&](const auto &attribute) {
      return attribute.name == ours;
    });
  };
  std::vector<StringRef> rules = facet.getValueAsListOfStrings("attributes");
  std::string id = (ods.getCppClassName() + "From" + name).str();
  if (!rules.empty())
    os << "static constexpr RuleEntry " << id << "[] = {\n";
  for (StringRef rule : rules) {
    auto [theirs, ours] = rule.split('=');
    StringRef source = "Attribute", text = theirs;
    int input = 0;
    if (theirs.consume_front("$")) {
      source = "Input";
      text = "";
      if (theirs.getAsInteger(10, input))
        fail("'" + rule + "': not a number of an input");
    } else if (theirs.empty()) {
      source = "Fixed";
      std::tie(ours, text) = ours.split(':');
    }
    if (!isAttribute(ours) && !(isOperand(ours) && source == "Input"))
      fail("'" + rule + "': the op has no attribute '" + ours + "'");
    os << "    {RuleSource::" << source << ", \"";
    os.write_escaped(text) << "\", " << input << ", \"" << ours << "\"},\n";
  }
  if (!rules.empty())
    os << "};\n";
  raw_string_ostream entry(entries);
  StringRef cppClass = ods.getCppClassName();
  entry << "    {\"" << name << "\", \"" << ods.getOperationName() << "\", "
        << (ods.getNumOperands() ? (cppClass + "Operands").str() : "{}") << ", "
        << (ods.getNumAttributes() ? (cppClass + "Attributes").str() : "{}")
        << ", " << (rules.empty() ? "{}" : id) << "},\n";
}

static bool emitTable(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("The table of TensorFlow's ops", os);
  std::string entries;
  std::map<StringRef, StringRef> seen;
  for (const FacetOp &op : readFacetOps(records)) {
    std::vector<const Record *> facets =
        op.def().getValueAsListOfDefs("tfAlso");
    if (const Record *facet = op.optional("tf"))
      facets.insert(facets.begin(), facet);
    if (facets.empty())
      continue;
    emitOp(op, os);
    for (const Record *facet : facets)
      emitEntry(op, *facet, os, entries, seen);
  }
  os << "\nstatic const TableEntry tableEntries[] = {\n" << entries << "};\n";
  return false;
}

static mlir::GenRegistration gen("gen-import-table",
                                 "The table of frontend/import", emitTable);

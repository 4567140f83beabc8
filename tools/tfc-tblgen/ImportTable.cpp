//===- ImportTable.cpp - Facet tf -> the tables of frontend/import --------===//
//
// From the facets `tf` of ops and the records `Nodes` come three files:
//
//   OpTable.inc      what imports a node of a name of TensorFlow's: the data of
//                    its facet, or a function written by hand
//   Importers.inc    declarations of these functions. One that is missing fails
//                    to link; one for a name that data imports has none of
//                    these declarations and fails to compile
//   OutputNames.inc  names of outputs, for nodes that have several
//
//===----------------------------------------------------------------------===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/TableGen/Error.h"

#include <map>

using namespace llvm;
using namespace tfc;
using mlir::tblgen::NamedAttribute;
using mlir::tblgen::NamedTypeConstraint;

namespace {
/// A name of TensorFlow's and what imports its nodes.
struct ImportedName {
  StringRef name;
  /// The record that says so, for messages.
  const Record *source;
  std::vector<StringRef> outputs;
  /// The constant in namespace `imports` that holds the function; empty where
  /// data imports the node.
  std::string importer;
  /// The op and its facet; null for a node that becomes no single op.
  const FacetOp *op = nullptr;
  const Record *facet = nullptr;

  bool isData() const { return importer.empty(); }
  /// Whether data says at least a part of it.
  bool hasRules() const {
    return isData() ||
           (facet && !facet->getValueAsListOfStrings("attributes").empty());
  }
};
} // namespace

/// "_FusedConv2D" without what C++ reserves.
static std::string importerName(StringRef name) {
  return name.ltrim('_').str();
}

/// Bodies of functions refer to outputs by name: they must be given where there
/// are several, unless one is a list, whose length only the node knows.
static void checkOutputs(const ImportedName &imported) {
  const mlir::tblgen::Operator &ods = imported.op->ods();
  size_t count = ods.getNumResults(), given = imported.outputs.size();
  bool hasList = ods.getNumVariableLengthResults() != 0;
  if (imported.isData() && !hasList && count > 1 && given == 0)
    PrintFatalError(imported.source, "tf: '" + imported.name + "': name its " +
                                         Twine(count) + " outputs");
  if (imported.isData() && given > count)
    PrintFatalError(imported.source, "tf: '" + imported.name + "': names " +
                                         Twine(given) + " outputs of " +
                                         Twine(count));
}

static std::vector<ImportedName> readNames(const RecordKeeper &records,
                                           ArrayRef<FacetOp> ops) {
  std::vector<ImportedName> names;
  for (const FacetOp &op : ops) {
    std::vector<const Record *> facets =
        op.def().getValueAsListOfDefs("tfAlso");
    if (const Record *facet = op.optional("tf"))
      facets.insert(facets.begin(), facet);
    for (const Record *facet : facets) {
      StringRef name = facet->getValueAsString("name");
      names.push_back({name, &op.def(),
                       facet->getValueAsListOfStrings("outputs"),
                       facet->getValueAsBit("isCustom") ? importerName(name)
                                                        : std::string(),
                       &op, facet});
      checkOutputs(names.back());
    }
  }
  for (const Record *nodes : records.getAllDerivedDefinitions("Nodes")) {
    std::vector<StringRef> all = nodes->getValueAsListOfStrings("names");
    for (StringRef name : all)
      names.push_back({name, nodes, nodes->getValueAsListOfStrings("outputs"),
                       importerName(all.front())});
  }
  std::map<StringRef, const Record *> seen;
  for (const ImportedName &imported : names)
    if (!seen.try_emplace(imported.name, imported.source).second)
      PrintFatalError(imported.source, "tf: '" + imported.name +
                                           "': another record has this name");
  return names;
}

//===----------------------------------------------------------------------===//
// The table of what imports a node
//===----------------------------------------------------------------------===//

/// The kind of an attribute as frontend/import/ops/OpTable.h names them.
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

/// The operands and attributes of an op, as arrays that its entries refer to.
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
      os << "    {\"" << attribute.name
         << "\", AttributeKind::" << attributeKind(attribute.attr) << "},\n";
    os << "};\n";
  }
}

/// One string of a facet's `attributes`, in the grammar of class TensorFlow:
/// "$1=axes", "=exclusive:true", "min=min:-6.0 : f32".
static void emitRule(const ImportedName &imported, StringRef rule,
                     raw_ostream &os) {
  const mlir::tblgen::Operator &ods = imported.op->ods();
  auto fail = [&](const Twine &message) {
    PrintFatalError(imported.source,
                    "tf: '" + imported.name + "': '" + rule + "': " + message);
  };
  auto [theirs, rest] = rule.split('=');
  auto [ours, value] = rest.split(':');
  bool isShape = ours.consume_front("shape(") && ours.consume_back(")");
  bool isOperand = any_of(ods.getOperands(), [&, ours = ours](auto &operand) {
    return operand.name == ours;
  });
  bool isAttribute =
      any_of(ods.getAttributes(), [&, ours = ours](auto &attribute) {
        return attribute.name == ours;
      });
  StringRef source = isOperand ? "Operand" : "Attribute";
  int input = 0;
  if (theirs.consume_front("$")) {
    source = isShape ? "Shape" : "Input";
    if (theirs.getAsInteger(10, input))
      fail("not a number of an input");
    theirs = "";
  } else if (theirs.empty()) {
    source = "Fixed";
  }
  if (isShape && (source != "Shape" || !isOperand))
    fail("only the shape of an operand can be an input");
  if (source == "Fixed" ? !isAttribute : !isAttribute && !isOperand)
    fail("the op has no attribute '" + ours + "'");
  os << "    {RuleSource::" << source << ", \"" << theirs << "\", \"";
  os.write_escaped(value) << "\", " << input << ", \"" << ours << "\"},\n";
}

/// The rules of one name, and its line of the table, which `entries` gets.
static void emitEntry(const ImportedName &imported, raw_ostream &os,
                      raw_ostream &entries) {
  entries << "    {\"" << imported.name << "\", ";
  if (imported.isData())
    entries << "nullptr";
  else
    entries << "&imports::" << imported.importer;
  if (!imported.hasRules()) {
    entries << "},\n";
    return;
  }
  const mlir::tblgen::Operator &ods = imported.op->ods();
  std::string op = ods.getCppClassName().str();
  std::string id = op + "From" + imported.name.str();
  std::vector<StringRef> rules =
      imported.facet->getValueAsListOfStrings("attributes");
  if (!rules.empty()) {
    os << "static constexpr RuleEntry " << id << "[] = {\n";
    for (StringRef rule : rules)
      emitRule(imported, rule, os);
    os << "};\n";
  }
  entries << ", \"" << ods.getOperationName() << "\", "
          << (ods.getNumOperands() ? op + "Operands" : "{}") << ", "
          << (ods.getNumAttributes() ? op + "Attributes" : "{}") << ", "
          << (rules.empty() ? "{}" : id) << ", " << imported.outputs.size()
          << ", "
          << (imported.facet->getValueAsBit("isEffect") ? "true" : "false")
          << "},\n";
}

static bool emitTable(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("What imports a node of TensorFlow's", os);
  std::vector<FacetOp> ops = readFacetOps(records);
  std::string text;
  raw_string_ostream entries(text);
  const FacetOp *last = nullptr;
  for (const ImportedName &imported : readNames(records, ops)) {
    if (imported.hasRules() && imported.op != last) {
      last = imported.op;
      emitOp(*last, os);
    }
    emitEntry(imported, os, entries);
  }
  os << "\nstatic const TableEntry tableEntries[] = {\n" << text << "};\n";
  return false;
}

//===----------------------------------------------------------------------===//
// Declarations and names
//===----------------------------------------------------------------------===//

static bool emitImporters(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("The importers written by hand, each in a file of ops/families",
             os);
  std::vector<FacetOp> ops = readFacetOps(records);
  StringRef last;
  std::vector<ImportedName> names = readNames(records, ops);
  for (const ImportedName &imported : names) {
    // The names of one record follow each other.
    if (!imported.isData() && imported.importer != last)
      os << "extern const NodeImporter " << imported.importer << ";\n";
    last = imported.importer;
  }
  return false;
}

static bool emitOutputNames(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("Names of outputs, of nodes that have several", os);
  std::vector<FacetOp> ops = readFacetOps(records);
  for (const ImportedName &imported : readNames(records, ops))
    if (imported.outputs.size() > 1)
      os << "{\"" << imported.name << "\", \"" << join(imported.outputs, " ")
         << "\"},\n";
  return false;
}

static mlir::GenRegistration
    table("gen-import-table", "What imports a node of TensorFlow's", emitTable);
static mlir::GenRegistration
    importers("gen-importers", "Importers written by hand", emitImporters);
static mlir::GenRegistration
    outputs("gen-output-names", "Names of outputs of nodes", emitOutputNames);

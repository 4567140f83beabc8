//===- Sizes.cpp - Facet sizes: what an op does to small integer tensors --===//
//
// One table and three switches from one facet; ir/sizes/Origins.h says what
// reads them. An op that may give integers and says nothing fails here, one
// that says custom and has no overload fails to link.
//
//===----------------------------------------------------------------------===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/TableGen/Error.h"

using namespace llvm;
using namespace tfc;

/// The constraint of an operand or a result, of one of them if they are many.
static const Record &
constraintOf(const mlir::tblgen::NamedTypeConstraint &value) {
  const Record *constraint = &value.constraint.getDef();
  return value.isVariableLength() ? *constraint->getValueAsDef("baseType")
                                  : *constraint;
}

static bool mayHoldIntegers(const mlir::tblgen::NamedTypeConstraint &value) {
  const Record &constraint = constraintOf(value);
  return constraint.isSubClassOf("RankedTensorOf") &&
         !constraint.isSubClassOf("NoIntegers");
}

/// Ops with the facet, by name: those with other facets, and plain ones.
static std::vector<FacetOp> readSizedOps(const RecordKeeper &records) {
  std::vector<FacetOp> ops = readFacetOps(records);
  for (const Record *def : records.getAllDerivedDefinitions("Tfc_PlainOp"))
    ops.emplace_back(def);
  return ops;
}

static bool isElementwise(const FacetOp &op) { return op.dag("scalar"); }

/// "Custom": the enumerator of SizeRule. Elementwise ops and reductions say it
/// by what makes them that.
static std::string ruleOf(const FacetOp &op) {
  StringRef said = op.text("sizes");
  if (said.empty() && isElementwise(op))
    return "Elementwise";
  if (said.empty() && op.isReduction())
    return "Reduction";
  if (said.empty()) {
    for (const auto &result : op.ods().getResults())
      if (mayHoldIntegers(result))
        PrintFatalError(&op.def(),
                        "op " + op.mnemonic() +
                            ": its result may hold integers: give sizes, which "
                            "is forward, feed, reshape, convert, custom, or "
                            "none where its elements cannot be traced");
    return "None";
  }
  if (!is_contained({"forward", "feed", "reshape", "convert", "custom", "none"},
                    said))
    PrintFatalError(&op.def(), "op " + op.mnemonic() + ": sizes is '" + said +
                                   "', see ir/Facets.td");
  return toUpper(said.front()) + said.drop_front().str();
}

static void emitRules(ArrayRef<FacetOp> ops, raw_ostream &os) {
  os << "#ifdef TFC_SIZE_RULES\n#undef TFC_SIZE_RULES\n"
        "static llvm::DenseMap<mlir::TypeID, SizeRule> makeSizeRules() {\n"
        "  return {\n";
  for (const FacetOp &op : ops)
    if (std::string rule = ruleOf(op); rule != "None")
      os << "      {mlir::TypeID::get<" << op.cppClass()
         << ">(), SizeRule::" << rule << "},\n";
  os << "  };\n}\n\n";
  for (const FacetOp &op : ops)
    if (op.text("sizes") == "custom")
      os << "void origins(" << op.cppClass()
         << " op, unsigned result, ElementReader known, Origins origins);\n";
  os << "static void customOrigins(mlir::Operation *operation, unsigned "
        "result, "
        "ElementReader known, Origins elements) {\n"
        "  llvm::TypeSwitch<mlir::Operation *>(operation)\n";
  for (const FacetOp &op : ops)
    if (op.text("sizes") == "custom")
      os << "    .Case([&](" << op.cppClass()
         << " op) { origins(op, result, known, elements); })\n";
  os << "    .Default([](mlir::Operation *) {});\n}\n#endif\n\n";
}

/// The values of elementwise ops and reductions on integers, from the dags of
/// which the lowering makes code.
static void emitKnownScalars(ArrayRef<FacetOp> ops, raw_ostream &os) {
  os << "#ifdef TFC_KNOWN_SCALARS\n#undef TFC_KNOWN_SCALARS\n"
        "KnownElement knownScalar(mlir::Operation *operation, const "
        "KnownArithmetic &b, llvm::ArrayRef<KnownElement> elements) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "KnownElement>(operation)\n";
  auto takesIntegers = [](const FacetOp &op) {
    return all_of(op.ods().getOperands(), mayHoldIntegers) &&
           all_of(op.ods().getResults(), mayHoldIntegers);
  };
  for (const FacetOp &op : ops) {
    if (!isElementwise(op) || !takesIntegers(op))
      continue;
    auto leaf = [&](StringRef name) -> std::string {
      for (int i = 0; i < op.ods().getNumOperands(); ++i)
        if (op.ods().getOperand(i).name == name)
          return "elements[" + std::to_string(i) + "]";
      return accessor(op, name);
    };
    os << "    .Case([&](" << op.cppClass() << " op) { return "
       << DagWriter{"b", leaf}.write(op.dag("scalar"), op) << "; })\n";
  }
  os << "    .Default([](mlir::Operation *) { return KnownElement(); });\n}\n\n"
        "KnownElement knownCombination(mlir::Operation *operation, const "
        "KnownArithmetic &b, KnownElement accumulator, KnownElement x) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "KnownElement>(operation)\n";
  auto leaf = [](StringRef name) { return name.str(); };
  for (const FacetOp &op : ops)
    if (op.isReduction())
      os << "    .Case([&](" << op.cppClass() << ") { return "
         << DagWriter{"b", leaf}.write(op.dag("combiner"), op) << "; })\n";
  os << "    .Default([](mlir::Operation *) { return KnownElement(); });\n}\n\n"
        "KnownElement knownNeutral(mlir::Operation *operation) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "KnownElement>(operation)\n";
  for (const FacetOp &op : ops) {
    if (!op.isReduction())
      continue;
    int64_t number;
    StringRef neutral = op.text("neutral");
    std::string value = neutral == "false"                 ? "0"
                        : neutral == "true"                ? "1"
                        : neutral.getAsInteger(10, number) ? ""
                                                           : neutral.str();
    os << "    .Case([&](" << op.cppClass() << ") { return KnownElement("
       << value << "); })\n";
  }
  os << "    .Default([](mlir::Operation *) { return KnownElement(); });\n}\n"
        "#endif\n\n";
}

/// The operands whose constraint is a DecidesShape.
static void emitShapeOperands(ArrayRef<FacetOp> ops, raw_ostream &os) {
  os << "#ifdef TFC_SHAPE_OPERANDS\n#undef TFC_SHAPE_OPERANDS\n"
        "static void appendShapeOperands(mlir::Operation *op, "
        "llvm::SmallVectorImpl<mlir::Value> &values) {\n";
  for (const FacetOp &op : ops) {
    std::string body;
    for (int i = 0; i < op.ods().getNumOperands(); ++i)
      if (constraintOf(op.ods().getOperand(i)).isSubClassOf("DecidesShape"))
        body += "    llvm::append_range(values, typed.getODSOperands(" +
                std::to_string(i) + "));\n";
    if (!body.empty())
      os << "  if (auto typed = llvm::dyn_cast<" << op.cppClass()
         << ">(op)) {\n"
         << body << "    return;\n  }\n";
  }
  os << "}\n#endif\n";
}

static bool emitSizes(const RecordKeeper &records, raw_ostream &os) {
  std::vector<FacetOp> ops = readSizedOps(records);
  emitHeader("What ops do to small tensors of integers", os);
  emitRules(ops, os);
  emitKnownScalars(ops, os);
  emitShapeOperands(ops, os);
  return false;
}

static mlir::GenRegistration gen("gen-sizes", "What ops do to sizes",
                                 emitSizes);

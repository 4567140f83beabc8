//===- Lowering.cpp - Facets scalar, combiner, expand, customLowering -----===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/ADT/StringExtras.h"

#include <set>

using namespace llvm;
using namespace tfc;

/// emitScalar: the value of one element of an elementwise op.
static bool emitScalar(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("The elements of elementwise ops", os);
  os << "inline bool isElementwise(mlir::Operation *op) {\n"
        "  return mlir::isa<";
  ListSeparator separator(",\n      ");
  std::vector<FacetOp> ops = readFacetOps(records);
  for (const FacetOp &op : ops)
    if (op.dag("scalar"))
      os << separator << op.cppClass();
  os << ">(op);\n}\n\n"
        "template <typename Builder>\n"
        "mlir::Value emitScalar(mlir::Operation *operation, Builder &b, "
        "mlir::ValueRange elements) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "mlir::Value>(operation)\n";
  for (const FacetOp &op : ops) {
    const DagInit *dag = op.dag("scalar");
    if (!dag)
      continue;
    auto leaf = [&](StringRef name) -> std::string {
      for (int i = 0; i < op.ods().getNumOperands(); ++i)
        if (op.ods().getOperand(i).name == name)
          return "elements[" + std::to_string(i) + "]";
      return accessor(op, name);
    };
    os << "    .Case([&](" << op.cppClass() << " op) { return "
       << DagWriter{"b", leaf}.write(dag, op) << "; })\n";
  }
  os << "    .Default([](auto) { return mlir::Value(); });\n}\n\n";
  return false;
}

/// The combining step and the neutral element of reductions.
static bool emitReductions(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("Reductions", os);
  std::vector<FacetOp> ops = readFacetOps(records);
  os << "/// Empty for an op that is no reduction.\n"
        "inline llvm::StringRef neutralElement(mlir::Operation *operation) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "llvm::StringRef>(operation)\n";
  for (const FacetOp &op : ops)
    if (op.isReduction())
      os << "    .Case([](" << op.cppClass() << ") { return \""
         << op.text("neutral") << "\"; })\n";
  os << "    .Default([](auto) { return \"\"; });\n}\n\n"
        "template <typename Builder>\n"
        "mlir::Value emitCombiner(mlir::Operation *operation, Builder &b, "
        "mlir::Value accumulator, mlir::Value x) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "mlir::Value>(operation)\n";
  auto leaf = [](StringRef name) { return name.str(); };
  for (const FacetOp &op : ops)
    if (const DagInit *dag = op.dag("combiner"))
      os << "    .Case([&](" << op.cppClass() << ") { return "
         << DagWriter{"b", leaf}.write(dag, op) << "; })\n";
  os << "    .Default([](auto) { return mlir::Value(); });\n}\n";
  return false;
}

/// expandOp: the composition of an op; failure for an op that has none.
static bool emitExpand(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("Compositions", os);
  std::vector<FacetOp> ops = readFacetOps(records);
  for (const FacetOp &op : ops)
    if (op.flag("customExpand"))
      os << "llvm::LogicalResult expand(" << op.cppClass()
         << " op, TfcBuilder &b, "
            "llvm::SmallVectorImpl<mlir::Value> &results);\n";
  os << "bool hasExpansion(mlir::Operation *operation) {\n"
        "  return mlir::isa<";
  ListSeparator separator(",\n      ");
  for (const FacetOp &op : ops)
    if (op.hasExpansion())
      os << separator << op.cppClass();
  os << ">(operation);\n}\n\n"
        "bool expandsEarly(mlir::Operation *operation) {\n"
        "  return mlir::isa<";
  ListSeparator comma(",\n      ");
  for (const FacetOp &op : ops)
    if (op.flag("expandEarly"))
      os << comma << op.cppClass();
  os << ">(operation);\n}\n\n"
        "llvm::LogicalResult expandOp(mlir::Operation *operation, "
        "tfc::TfcBuilder &b, llvm::SmallVectorImpl<mlir::Value> &results) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "llvm::LogicalResult>(operation)\n";
  for (const FacetOp &op : ops) {
    if (op.flag("customExpand"))
      os << "    .Case([&](" << op.cppClass()
         << " op) { return expand(op, b, results); })\n";
    std::vector<const DagInit *> dags = op.dags("expand");
    if (dags.empty())
      continue;
    os << "    .Case([&](" << op.cppClass() << " op) {\n";
    auto leaf = [&](StringRef name) { return accessor(op, name); };
    for (const DagInit *dag : dags)
      os << "      results.push_back(" << DagWriter{"b", leaf}.write(dag, op)
         << ");\n";
    os << "      return llvm::success();\n    })\n";
  }
  os << "    .Default([](auto) { return llvm::failure(); });\n}\n";
  return false;
}

/// `lowerKernel(op, "tfc_kernel_f", {op.getAAttr()}, lowering)`.
static void emitKernelCall(const FacetOp &op, const Record &kernel,
                           raw_ostream &os) {
  os << "    .Case([&](" << op.cppClass() << " op) {\n";
  if (op.flag("customSizes"))
    os << "      llvm::SmallVector<SizeList> sizes;\n"
          "      if (failed(kernelSizes(op, lowering, sizes)))\n"
          "        return llvm::failure();\n";
  os << "      return lowerKernel(op, \"" << kernel.getValueAsString("symbol")
     << "\", {";
  ListSeparator separator;
  for (StringRef name : kernel.getValueAsListOfStrings("attributes"))
    if (name.consume_front("#"))
      os << separator << "lowering.b.getI64IntegerAttr(op.get"
         << convertToCamelFromSnakeCase(name, true) << "().size())";
    else
      os << separator << "op.get" << convertToCamelFromSnakeCase(name, true)
         << "Attr()";
  os << "}, " << (op.flag("customSizes") ? "sizes" : "{}")
     << ", lowering);\n    })\n";
}

/// Declarations of the hand-written lowerings, and the switch that calls them.
static bool emitCustom(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("Hand-written lowerings", os);
  std::vector<FacetOp> ops = readFacetOps(records);
  os << "#ifdef TFC_LOWERING_DECLARATIONS\n";
  for (const FacetOp &op : ops)
    if (op.flag("customLowering"))
      os << "llvm::LogicalResult lower(" << op.cppClass()
         << " op, Lowering &lowering);\n";
    else if (op.flag("customSizes"))
      os << "llvm::LogicalResult kernelSizes(" << op.cppClass()
         << " op, Lowering &lowering, llvm::SmallVectorImpl<SizeList> "
            "&sizes);\n";
  os << "#endif\n#ifdef TFC_LOWERING_SWITCH\n"
        "static llvm::LogicalResult lowerCustom(mlir::Operation *operation, "
        "Lowering &lowering) {\n"
        "  return llvm::TypeSwitch<mlir::Operation *, "
        "llvm::LogicalResult>(operation)\n";
  for (const FacetOp &op : ops)
    if (op.flag("customLowering"))
      os << "    .Case([&](" << op.cppClass()
         << " op) { return lower(op, lowering); })\n";
    else if (const Record *kernel = op.optional("kernel"))
      emitKernelCall(op, *kernel, os);
  os << "    .Default([](mlir::Operation *op) { return op->emitOpError(\"has "
        "no lowering\"); });\n}\n#endif\n";
  return false;
}

/// TFC_KERNEL(tfc_kernel_f) of every function that a kernel facet names.
static bool emitKernels(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("The runtime's kernels", os);
  std::set<StringRef> symbols;
  for (const FacetOp &op : readFacetOps(records))
    if (const Record *kernel = op.optional("kernel"))
      symbols.insert(kernel->getValueAsString("symbol"));
  for (StringRef symbol : symbols)
    os << "TFC_KERNEL(" << symbol << ")\n";
  return false;
}

static mlir::GenRegistration
    genScalar("gen-scalar", "Elements of elementwise ops", emitScalar);
static mlir::GenRegistration
    genReductions("gen-reductions", "Combiners of reductions", emitReductions);
static mlir::GenRegistration genExpand("gen-expand", "Compositions",
                                       emitExpand);
static mlir::GenRegistration genCustom("gen-lowerings",
                                       "Hand-written lowerings", emitCustom);
static mlir::GenRegistration genKernels("gen-kernels", "Names of kernels",
                                        emitKernels);

//===- Layouts.cpp - Facet images: which values a data_format orders ------===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"

using namespace llvm;
using namespace tfc;

/// A function from an op to the bit sets of the operands and results that its
/// data_format orders; nothing for an op without one.
static bool emitLayouts(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("Operands and results in the order of data_format", os);
  os << "static std::optional<ImageValues> imageValuesOf(mlir::Operation "
        "*operation) {\n"
        "  using Result = std::optional<ImageValues>;\n"
        "  return llvm::TypeSwitch<mlir::Operation *, Result>(operation)\n";
  for (const FacetOp &op : readFacetOps(records)) {
    unsigned operands = 0, results = 0;
    for (StringRef name : op.def().getValueAsListOfStrings("images")) {
      if (std::optional<int> i = op.operand(name))
        operands |= 1u << *i;
      else
        results |= 1u << *op.result(name);
    }
    if (operands | results)
      os << "    .Case([](" << op.cppClass() << ") -> Result { return "
         << "ImageValues{" << operands << ", " << results << "}; })\n";
  }
  os << "    .Default([](auto) -> Result { return std::nullopt; });\n}\n";
  return false;
}

static mlir::GenRegistration gen("gen-layouts",
                                 "Operands and results that data_format orders",
                                 emitLayouts);

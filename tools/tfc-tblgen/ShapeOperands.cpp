//===- ShapeOperands.cpp - Which operands decide shapes by their values ---===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tfc;

/// Collects the operands whose constraint is a DecidesShape; and tells
/// elementwise ops, which have the facet `scalar`.
static bool emitShapeOperands(const RecordKeeper &records, raw_ostream &os) {
  std::vector<FacetOp> ops = readFacetOps(records);
  emitHeader("Operands that decide shapes by their values", os);
  os << "static bool isElementwise(mlir::Operation *op) {\n"
        "  return llvm::isa<";
  ListSeparator separator(",\n      ");
  for (const FacetOp &op : ops)
    if (op.dag("scalar"))
      os << separator << op.cppClass();
  os << ">(op);\n}\n\n"
        "static void appendShapeOperands(mlir::Operation *op, "
        "llvm::SmallVectorImpl<mlir::Value> &values) {\n";
  for (const FacetOp &op : ops) {
    std::string body;
    for (int i = 0; i < op.ods().getNumOperands(); ++i) {
      const Record *constraint = &op.ods().getOperand(i).constraint.getDef();
      if (op.ods().getOperand(i).isVariableLength())
        constraint = constraint->getValueAsDef("baseType");
      if (constraint->isSubClassOf("DecidesShape"))
        body += "    llvm::append_range(values, typed.getODSOperands(" +
                std::to_string(i) + "));\n";
    }
    if (!body.empty())
      os << "  if (auto typed = llvm::dyn_cast<" << op.cppClass()
         << ">(op)) {\n" << body << "    return;\n  }\n";
  }
  os << "}\n";
  return false;
}

static mlir::GenRegistration gen("gen-shape-operands",
                                 "List operands that decide shapes",
                                 emitShapeOperands);

//===- Builder.cpp - A method of TfcBuilder for every op ------------------===//

#include "Facets.h"

#include "mlir/TableGen/Format.h"
#include "mlir/TableGen/GenInfo.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tfc;
using mlir::tblgen::Argument;
using mlir::tblgen::NamedAttribute;
using mlir::tblgen::NamedTypeConstraint;

/// `mlir::Value mul(mlir::Value x, mlir::Value y)`: operands and attributes in
/// the order of the def; attributes that may be absent default to null.
static void emitBuilder(const RecordKeeper &records, raw_ostream &os,
                        bool declare) {
  emitHeader("Methods of TfcBuilder", os);
  for (const FacetOp &op : readFacetOps(records)) {
    const mlir::tblgen::Operator &ods = op.ods();
    int count = ods.getNumArgs();
    auto mayBeAbsent = [&](int i) {
      auto *attribute = dyn_cast<NamedAttribute *>(ods.getArg(i));
      return attribute && (attribute->attr.isOptional() ||
                           attribute->attr.hasDefaultValue());
    };
    int firstOptional = count;
    while (firstOptional > 0 && mayBeAbsent(firstOptional - 1))
      --firstOptional;
    std::string parameters, operands, attributes, defaults;
    for (int i = 0; i < count; ++i) {
      Argument argument = ods.getArg(i);
      if (i)
        parameters += ", ";
      StringRef name = ods.getArgName(i);
      if (auto *operand = dyn_cast<NamedTypeConstraint *>(argument)) {
        parameters +=
            (operand->isVariadic() ? "mlir::ValueRange " : "mlir::Value ") +
            name.str();
        operands += ("  state.addOperands(" + name + ");\n").str();
      } else {
        const mlir::tblgen::Attribute &attribute =
            cast<NamedAttribute *>(argument)->attr;
        parameters += attribute.getStorageType().str() + " " + name.str();
        // Shape rules look at attributes before defaults are filled in.
        mlir::tblgen::FmtContext context;
        context.withBuilder("builder");
        if (attribute.hasDefaultValue())
          defaults +=
              ("  if (!" + name + ")\n    " + name + " = " +
               mlir::tblgen::tgfmt(attribute.getConstBuilderTemplate(),
                                   &context, attribute.getDefaultValue())
                   .str() +
               ";\n")
                  .str();
        attributes +=
            ((attribute.isOptional() ? "  if (" + name + ")\n  "
                                     : llvm::Twine("")) +
             "  state.addAttribute(\"" + name + "\", " + name + ");\n")
                .str();
      }
      if (declare && i >= firstOptional)
        parameters += " = {}";
    }
    bool single = ods.getNumResults() == 1 && !ods.getResult(0).isVariadic();
    os << (single ? "mlir::Value " : "mlir::ResultRange ")
       << (declare ? "" : "TfcBuilder::") << op.mnemonic() << "(" << parameters
       << ")";
    if (declare) {
      os << ";\n";
      continue;
    }
    os << " {\n"
       << defaults << "  mlir::OperationState state(loc, " << op.cppClass()
       << "::getOperationName());\n"
       << operands << attributes << "  return create(state)->"
       << (single ? "getResult(0)" : "getResults()") << ";\n}\n";
  }
}

static bool emitDeclarations(const RecordKeeper &records, raw_ostream &os) {
  emitBuilder(records, os, /*declare=*/true);
  return false;
}
static bool emitDefinitions(const RecordKeeper &records, raw_ostream &os) {
  emitBuilder(records, os, /*declare=*/false);
  return false;
}

static mlir::GenRegistration genDecls("gen-builder-decls",
                                      "Declare the methods of TfcBuilder",
                                      emitDeclarations);
static mlir::GenRegistration genDefs("gen-builder-defs",
                                     "Define the methods of TfcBuilder",
                                     emitDefinitions);

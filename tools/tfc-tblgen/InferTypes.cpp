//===- InferTypes.cpp - Facet infer -> inferReturnTypes of every op -------===//

#include "Facets.h"

#include "mlir/TableGen/GenInfo.h"

using namespace llvm;
using namespace tfc;

static bool emitDeclarations(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("Overloads that hand-written shape rules define", os);
  for (const FacetOp &op : readFacetOps(records))
    if (op.text("infer") == "custom")
      os << "llvm::LogicalResult inferShape(" << op.cppClass()
         << "::Adaptor op, InferredTypes &types);\n";
  return false;
}

static bool emitDefinitions(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("Result types", os);
  for (const FacetOp &op : readFacetOps(records)) {
    StringRef rule = op.text("infer");
    std::string call = rule == "custom"
                           ? std::string("tfc::inferShape(op, types)")
                           : "tfc::shape::" + rule.str() + "(op, types)";
    os << "llvm::LogicalResult " << op.cppClass()
       << "::inferReturnTypes(mlir::MLIRContext *context, "
          "std::optional<mlir::Location> location, Adaptor op, "
          "llvm::SmallVectorImpl<mlir::Type> &inferred) {\n"
       << "  tfc::InferredTypes types{context, location, inferred};\n";
    // Types are inferred before an op is verified.
    for (const mlir::tblgen::NamedAttribute &attribute :
         op.ods().getAttributes())
      if (!attribute.attr.isOptional() && !attribute.attr.hasDefaultValue() &&
          !attribute.attr.isDerivedAttr())
        os << "  if (!op.getProperties()." << attribute.name
           << ")\n    return types.error(\"requires attribute '"
           << attribute.name << "'\");\n";
    os << "  return " << call << ";\n}\n"
       << "bool " << op.cppClass()
       << "::isCompatibleReturnTypes(mlir::TypeRange inferred, mlir::TypeRange "
          "given) {\n  return tfc::shape::compatible(inferred, given);\n}\n";
  }
  return false;
}

static mlir::GenRegistration genDecls("gen-infer-decls",
                                      "Declare hand-written shape rules",
                                      emitDeclarations);
static mlir::GenRegistration genDefs("gen-infer-defs",
                                     "Define inferReturnTypes of every op",
                                     emitDefinitions);

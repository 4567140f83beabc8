//===- Facets.cpp - The facets of an op, read from its record -------------===//

#include "Facets.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/TableGen/Error.h"

using namespace llvm;
using mlir::tblgen::NamedAttribute;

namespace tfc {

const DagInit *FacetOp::dag(StringRef field) const {
  const RecordVal *value = record->getValue(field);
  return value ? dyn_cast<DagInit>(value->getValue()) : nullptr;
}

std::vector<const DagInit *> FacetOp::dags(StringRef field) const {
  std::vector<const DagInit *> result;
  for (const Init *init : *record->getValueAsListInit(field))
    result.push_back(cast<DagInit>(init));
  return result;
}

const Record *FacetOp::optional(StringRef field) const {
  return record->getValueAsOptionalDef(field);
}

std::optional<int> FacetOp::operand(StringRef name) const {
  for (int i = 0; i < op->getNumOperands(); ++i)
    if (op->getOperand(i).name == name)
      return i;
  return std::nullopt;
}

std::optional<int> FacetOp::result(StringRef name) const {
  for (int i = 0; i < op->getNumResults(); ++i)
    if (op->getResultName(i) == name)
      return i;
  return std::nullopt;
}

bool FacetOp::differentiatesThroughExpansion() const {
  return hasExpansion() && dags("grad").empty() && !flag("customGrad") &&
         text("notDifferentiable").empty() && !flag("gradientMissing");
}

/// The one-place rule: what an op must say of itself.
static void check(const FacetOp &op) {
  const Record &def = op.def();
  auto fail = [&](const Twine &message) {
    PrintFatalError(&def, "op " + op.mnemonic() + ": " + message);
  };
  if (!op.ods().hasSummary())
    fail("give a summary");
  if (def.getValueAsListOfDefs("examples").empty())
    fail("give an example: it is the op's value and gradient test");

  int lowerings = (op.dag("scalar") ? 1 : 0) + (op.isReduction() ? 1 : 0) +
                  (op.dags("expand").empty() ? 0 : 1) +
                  op.flag("customExpand") + (op.optional("kernel") ? 1 : 0) +
                  op.flag("customLowering") + op.flag("sizesLowering") +
                  op.flag("structural");
  if (lowerings != 1)
    fail("give exactly one of scalar, combiner, expand, customExpand, kernel, "
         "customLowering, sizesLowering, structural");
  if (!op.dags("expand").empty() &&
      (int)op.dags("expand").size() != op.ods().getNumResults())
    fail("expand needs one dag per result");

  std::vector<StringRef> images = def.getValueAsListOfStrings("images");
  bool hasFormat = any_of(op.ods().getAttributes(), [](const auto &attribute) {
    return attribute.name == "data_format";
  });
  if (hasFormat == images.empty())
    fail("give images, the operands and results that data_format orders, to an "
         "op with that attribute and to no other");
  for (StringRef image : images)
    if (!op.operand(image) && !op.result(image))
      fail("images: '" + image + "' is neither an operand nor a result");

  size_t grads = op.dags("grad").size();
  int gradients = (grads ? 1 : 0) + op.flag("customGrad") +
                  !op.text("notDifferentiable").empty() +
                  op.flag("gradientMissing") +
                  op.differentiatesThroughExpansion();
  if (gradients != 1)
    fail("give exactly one of grad, customGrad, notDifferentiable, "
         "gradientMissing (an expand counts where none is given)");
  if (grads && (int)grads != op.ods().getNumOperands())
    fail("grad needs one dag per operand");
}

std::vector<FacetOp> readFacetOps(const RecordKeeper &records) {
  if (!records.getClass("Tfc_Op"))
    return {}; // a family without facets
  std::vector<const Record *> defs(
      records.getAllDerivedDefinitions("Tfc_Op").vec());
  llvm::sort(defs, [](const Record *a, const Record *b) {
    return a->getValueAsString("opName") < b->getValueAsString("opName");
  });
  std::vector<FacetOp> ops;
  for (const Record *def : defs) {
    ops.emplace_back(def);
    check(ops.back());
  }
  return ops;
}

std::string DagWriter::write(const DagInit *dag, const FacetOp &op) const {
  const auto *operatorDef = dyn_cast<DefInit>(dag->getOperator());
  if (!operatorDef || !operatorDef->getDef()->isSubClassOf("Call"))
    PrintFatalError(&op.def(), "op " + op.mnemonic() +
                                   ": not of the vocabulary: " +
                                   dag->getOperator()->getAsString());
  std::string text = builder + "." +
                     operatorDef->getDef()->getValueAsString("callee").str() +
                     "(";
  for (unsigned i = 0; i < dag->getNumArgs(); ++i) {
    if (i)
      text += ", ";
    const Init *argument = dag->getArg(i);
    if (const auto *nested = dyn_cast<DagInit>(argument)) {
      text += write(nested, op);
    } else if (const auto *leafDef = dyn_cast<DefInit>(argument)) {
      const Record *record = leafDef->getDef();
      if (record->isSubClassOf("Number"))
        text += builder + ".number(" + record->getValueAsString("value").str() +
                ")";
      else if (record->isSubClassOf("Grad") && grad)
        text += grad(record->getValueAsInt("index"));
      else
        PrintFatalError(&op.def(),
                        "not an argument here: " + record->getName());
    } else if (dag->getArgName(i)) {
      text += leaf(dag->getArgNameStr(i));
    } else {
      text += argument->getAsString();
    }
  }
  return text + ")";
}

std::string accessor(const FacetOp &op, StringRef name, StringRef builder) {
  std::string getter = "op.get" + convertToCamelFromSnakeCase(name, true);
  for (int i = 0; i < op.ods().getNumOperands(); ++i)
    if (op.ods().getOperand(i).name == name)
      return getter + "()";
  for (int i = 0; i < op.ods().getNumResults(); ++i)
    if (op.ods().getResultName(i) == name)
      return getter + "()";
  for (const NamedAttribute &attribute : op.ods().getAttributes()) {
    if (attribute.name != name)
      continue;
    StringRef kind = attribute.attr.getBaseAttr().getAttrDefName();
    if (kind == "F32Attr" || kind == "F64Attr")
      return (builder + ".number(" + getter + "().convertToDouble())").str();
    return getter + "Attr()";
  }
  PrintFatalError(&op.def(), "$" + name +
                                 " is neither operand, result nor attribute "
                                 "of " +
                                 op.mnemonic());
}

void emitHeader(StringRef what, raw_ostream &os) {
  os << "// " << what << ", generated by tfc-tblgen from ir/ops.\n\n";
}

} // namespace tfc

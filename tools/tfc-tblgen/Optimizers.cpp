//===- Optimizers.cpp - The facets of optimisers (ir/ops/training.td) -----===//
//
// --gen-updates writes for passes/expand a function for each optimiser, its
// formula as calls of a builder; --gen-optimizers writes for frontend/text a
// table of TensorFlow's classes, with where each argument of the op comes from.
//
//===----------------------------------------------------------------------===//

#include "Facets.h"

#include "frontend/text/api/Signature.h"

#include "mlir/TableGen/GenInfo.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/TableGen/Error.h"

using namespace llvm;
using namespace tfc;
using mlir::tblgen::NamedAttribute;
using mlir::tblgen::NamedTypeConstraint;

namespace {

/// An op of training.td.
class OptimizerOp : public FacetOp {
public:
  using FacetOp::FacetOp;

  [[noreturn]] void fail(const Twine &message) const {
    PrintFatalError(&def(), "op " + mnemonic() + ": " + message);
  }
  std::vector<const Record *> list(StringRef field) const {
    return def().getValueAsListOfDefs(field);
  }
  /// The place of the record of `field` that is about operand `name`, or -1.
  int indexIn(StringRef field, StringRef name) const {
    for (auto [i, record] : enumerate(list(field)))
      if (record->getValueAsString("operand") == name)
        return i;
    return -1;
  }
  const NamedTypeConstraint *operand(StringRef name) const {
    for (const NamedTypeConstraint &operand : ods().getOperands())
      if (operand.name == name)
        return &operand;
    return nullptr;
  }
  const NamedAttribute *attribute(StringRef name) const {
    for (const NamedAttribute &attribute : ods().getAttributes())
      if (attribute.name == name)
        return &attribute;
    return nullptr;
  }
};

bool isVariable(const NamedTypeConstraint &operand) {
  return operand.constraint.getDef().getName() == "Tfc_VariableType";
}

std::string getter(StringRef name) {
  return "op.get" + convertToCamelFromSnakeCase(name, true) + "()";
}

std::vector<OptimizerOp> readOptimizers(const RecordKeeper &records) {
  std::vector<OptimizerOp> ops;
  for (const FacetOp &op : readFacetOps(records))
    if (op.def().isSubClassOf("Tfc_ApplyOp"))
      ops.emplace_back(&op.def());
  return ops;
}

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

/// Writes the function of one formula: each operation is a statement of its
/// own, so that their order is the formula's with every compiler. Variables and
/// what Let names are locals, `now_<name>`; an Assign gives its local the new
/// value.
class UpdateWriter {
public:
  UpdateWriter(const OptimizerOp &op, raw_ostream &os) : op(op), os(os) {}

  void write();

private:
  void readVariables();
  void mentioned(const DagInit *dag, std::vector<StringRef> &names) const;
  void writeStep(const Record &step, bool isLast);
  /// The C++ name of the value, whose statements come first.
  std::string value(const Init *argument, StringRef name, unsigned indent);
  std::string call(const DagInit *dag, unsigned indent);
  std::string choice(const DagInit *dag, unsigned indent);
  std::string leaf(StringRef name) const;
  std::string newName() { return "value" + std::to_string(numValues++); }
  raw_ostream &line(unsigned indent) { return os.indent(2 * indent + 2); }

  const OptimizerOp &op;
  raw_ostream &os;
  StringSet<> locals, assigned;
  unsigned numValues = 0;
};

} // namespace

void UpdateWriter::write() {
  os << "static mlir::Value update(" << op.cppClass()
     << " op, UpdateBuilder &b) {\n";
  readVariables();
  std::vector<const Record *> steps = op.list("update");
  if (steps.empty())
    op.fail("give its formula, update");
  for (const Record *step : steps)
    writeStep(*step, step == steps.back());
  for (const Record *slot : op.list("slots"))
    if (!assigned.contains(slot->getValueAsString("operand")))
      op.fail("update assigns nothing to slot " +
              slot->getValueAsString("operand"));
  os << "}\n\n";
}

/// The names in a dag, in order.
void UpdateWriter::mentioned(const DagInit *dag,
                             std::vector<StringRef> &names) const {
  for (unsigned i = 0; i < dag->getNumArgs(); ++i)
    if (const auto *nested = dyn_cast<DagInit>(dag->getArg(i)))
      mentioned(nested, names);
    else if (dag->getArgName(i))
      names.push_back(dag->getArgNameStr(i));
}

/// Reads, before anything is written, the variables whose old values matter.
void UpdateWriter::readVariables() {
  StringSet<> written;
  for (const Record *step : op.list("update")) {
    std::vector<StringRef> names;
    mentioned(step->getValueAsDag("value"), names);
    for (StringRef name : names) {
      const NamedTypeConstraint *operand = op.operand(name);
      if (operand && isVariable(*operand) && !written.contains(name) &&
          locals.insert(name).second)
        line(0) << "mlir::Value now_" << name << " = b.read_variable("
                << getter(name) << ");\n";
    }
    if (!step->isSubClassOf("Let"))
      written.insert(step->getValueAsString("name"));
  }
}

void UpdateWriter::writeStep(const Record &step, bool isLast) {
  StringRef name = step.getValueAsString("name");
  const NamedTypeConstraint *operand = op.operand(name);
  bool isLet = step.isSubClassOf("Let");
  bool isAssignable = operand && isVariable(*operand);
  if (isLet ? operand || op.attribute(name) || locals.contains(name)
            : !isAssignable || !assigned.insert(name).second)
    op.fail("update: no step can set '" + name + "' here");
  if (isLast != (name == "variable" && !isLet))
    op.fail("update: the step of the variable must be the last, and is missing "
            "or comes too early");
  std::string result = call(step.getValueAsDag("value"), 0);
  if (isLast) {
    line(0) << "return b.finish(b."
            << (step.isSubClassOf("Subtract") ? "assign_sub" : "assign") << "("
            << getter(name) << ", " << result << "));\n";
    return;
  }
  if (step.isSubClassOf("Subtract"))
    op.fail("update: only the variable can be subtracted from");
  line(0) << (locals.insert(name).second ? "mlir::Value " : "") << "now_"
          << name << " = " << result << ";\n";
  if (!isLet)
    line(0) << "b.assignSlot(" << getter(name) << ", now_" << name << ");\n";
}

std::string UpdateWriter::leaf(StringRef name) const {
  if (locals.contains(name))
    return ("now_" + name).str();
  if (const NamedTypeConstraint *operand = op.operand(name))
    if (!isVariable(*operand))
      return getter(name);
  if (const NamedAttribute *attribute = op.attribute(name))
    return getter(name) +
           (attribute->attr.getBaseAttr().getAttrDefName() == "F64Attr"
                ? ".convertToDouble()"
                : "");
  op.fail("update: '$" + name + "' is no operand, attribute or earlier step");
}

std::string UpdateWriter::value(const Init *argument, StringRef name,
                                unsigned indent) {
  if (const auto *dag = dyn_cast<DagInit>(argument))
    return call(dag, indent);
  if (const auto *def = dyn_cast<DefInit>(argument)) {
    if (!def->getDef()->isSubClassOf("Number"))
      op.fail("update: not an argument here: " + def->getAsString());
    std::string number = newName();
    line(indent) << "mlir::Value " << number << " = b.number("
                 << def->getDef()->getValueAsString("value") << ");\n";
    return number;
  }
  return leaf(name);
}

std::string UpdateWriter::call(const DagInit *dag, unsigned indent) {
  const auto *head = dyn_cast<DefInit>(dag->getOperator());
  if (!head || !head->getDef()->isSubClassOf("Call"))
    op.fail("update: not of the vocabulary: " +
            dag->getOperator()->getAsString());
  StringRef name = head->getDef()->getName();
  if (name == "WhenSet")
    return choice(dag, indent);
  std::string arguments;
  for (unsigned i = 0; i < dag->getNumArgs(); ++i)
    arguments +=
        (i ? ", " : "") + value(dag->getArg(i), dag->getArgNameStr(i), indent);
  if (name == "Just")
    return arguments;
  std::string result = newName();
  line(indent) << "mlir::Value " << result << " = b."
               << head->getDef()->getValueAsString("callee") << "(" << arguments
               << ");\n";
  return result;
}

/// An if statement over (WhenSet $attribute, then, else).
std::string UpdateWriter::choice(const DagInit *dag, unsigned indent) {
  if (dag->getNumArgs() != 3 || !op.attribute(dag->getArgNameStr(0)))
    op.fail("update: expected (WhenSet $attribute, then, else)");
  std::string result = newName();
  line(indent) << "mlir::Value " << result << ";\n";
  line(indent) << "if (" << leaf(dag->getArgNameStr(0)) << ") {\n";
  for (unsigned i : {1, 2}) {
    std::string chosen =
        value(dag->getArg(i), dag->getArgNameStr(i), indent + 1);
    line(indent + 1) << result << " = " << chosen << ";\n";
    line(indent) << (i == 1 ? "} else {\n" : "}\n");
  }
  return result;
}

static bool emitUpdates(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("The formulas of optimisers", os);
  std::vector<OptimizerOp> ops = readOptimizers(records);
  os << "#ifdef TFC_UPDATES\n";
  for (const OptimizerOp &op : ops)
    UpdateWriter(op, os).write();
  os << "#endif\n#ifdef TFC_UPDATE_OP\n";
  for (const OptimizerOp &op : ops)
    os << "TFC_UPDATE_OP(" << op.cppClass() << ")\n";
  os << "#endif\n";
  return false;
}

//===----------------------------------------------------------------------===//
// Classes
//===----------------------------------------------------------------------===//

/// Where an argument of the op comes from in
/// frontend/text/builtins/OptimizerTable.h.
struct Source {
  StringRef kind;
  int index = 0;
  StringRef text = "";
};

static const text::SignatureParameter *
parameterOf(const text::Signature &signature, StringRef name) {
  for (const text::SignatureParameter &parameter : signature.parameters)
    if (parameter.name == name)
      return &parameter;
  return nullptr;
}

static StringRef parameterFor(const text::Signature &signature,
                              StringRef argument) {
  for (const text::SignatureParameter &parameter : signature.parameters)
    if (parameter.argument == argument)
      return parameter.name;
  return "";
}

static Source sourceOfOperand(const OptimizerOp &op,
                              const text::Signature &signature,
                              const NamedTypeConstraint &operand) {
  if (operand.name == "variable")
    return {"Variable"};
  if (operand.name == "gradient")
    return {"Gradient"};
  if (isVariable(operand)) {
    int index = op.indexIn("slots", operand.name);
    if (index < 0)
      op.fail("slots says nothing of " + operand.name);
    return {"Slot", index};
  }
  if (int index = op.indexIn("powers", operand.name); index >= 0)
    return {"Power", index};
  StringRef parameter = parameterFor(signature, operand.name);
  if (parameter.empty())
    op.fail("no parameter of " + signature.function + " gives " + operand.name);
  bool isCount = operand.constraint.getDef().getName() == "ShapeTensor";
  return {isCount ? "Count" : "Number", 0, parameter};
}

static Source sourceOfAttribute(const OptimizerOp &op, const Record &optimizer,
                                const text::Signature &signature,
                                const NamedAttribute &attribute) {
  for (StringRef fixed : optimizer.getValueAsListOfStrings("fixed")) {
    auto [name, value] = fixed.split('=');
    if (name == attribute.name)
      return {"Fixed", 0, value};
  }
  StringRef parameter = parameterFor(signature, attribute.name);
  if (parameter.empty())
    return {"Default"};
  return {attribute.attr.getBaseAttr().getAttrDefName() == "BoolAttr" ? "Truth"
                                                                      : "Float",
          0, parameter};
}

/// {"accum", "initial_accumulator_value", 0}: what `slot` begins with is a
/// parameter or a number.
static void emitSlot(const OptimizerOp &op, const text::Signature &signature,
                     const Record &slot, raw_ostream &os) {
  StringRef initial = slot.getValueAsString("initial");
  double number;
  bool isNumber = to_float(initial, number);
  if (!isNumber && !parameterOf(signature, initial))
    op.fail("slots: " + signature.function + " has no parameter " + initial);
  os << "    {\"" << slot.getValueAsString("key") << "\", \""
     << (isNumber ? "" : initial) << "\", " << (isNumber ? initial : "0")
     << "},\n";
}

template <typename Emit>
static void emitArray(StringRef type, const Twine &name, size_t size,
                      raw_ostream &os, Emit emit) {
  if (!size)
    return;
  os << "static constexpr " << type << " " << name << "[] = {\n";
  emit();
  os << "};\n";
}

static void emitClass(const OptimizerOp &op, const Record &optimizer,
                      raw_ostream &os, raw_ostream &entries) {
  StringRef signatureText = optimizer.getValueAsString("signature");
  text::Signature signature;
  std::string error;
  if (!text::parseSignature(signatureText, signature, error))
    op.fail("classes: " + error);
  auto [module, name] = signature.function.rsplit('.');
  if (!name.consume_back("Optimizer") || module.empty())
    op.fail("classes: expected a name like tf.train.AdamOptimizer, found " +
            signature.function);
  StringRef condition = optimizer.getValueAsString("condition");
  if (!condition.empty() && !parameterOf(signature, condition.ltrim('!')))
    op.fail("classes: no parameter is called " + condition.ltrim('!'));

  std::vector<const Record *> slots = op.list("slots"),
                              powers = op.list("powers");
  std::string id = (op.ods().getCppClassName() + "As" + name).str();
  emitArray("OptimizerSlot", id + "Slots", slots.size(), os, [&] {
    for (const Record *slot : slots)
      emitSlot(op, signature, *slot, os);
  });
  emitArray("OptimizerPower", id + "Powers", powers.size(), os, [&] {
    for (const Record *power : powers) {
      StringRef base = parameterFor(signature, power->getValueAsString("base"));
      if (base.empty())
        op.fail("powers: no parameter gives " +
                power->getValueAsString("base"));
      os << "    {\"" << power->getValueAsString("operand") << "\", \"" << base
         << "\"},\n";
    }
  });
  emitArray("OptimizerArgument", id + "Arguments", 1, os, [&] {
    auto emit = [&](const Source &source) {
      os << "    {OptimizerArgument::" << source.kind << ", " << source.index
         << ", \"" << source.text << "\"},\n";
    };
    for (const NamedTypeConstraint &operand : op.ods().getOperands())
      emit(sourceOfOperand(op, signature, operand));
    for (const NamedAttribute &attribute : op.ods().getAttributes())
      emit(sourceOfAttribute(op, optimizer, signature, attribute));
  });
  entries << "    {\"" << signatureText << "\", \"" << signature.function
          << "\", \"" << name << "\", \"" << condition
          << "\", Update<&OpMaker::" << op.mnemonic() << ">::make, \""
          << op.optional("tf")->getValueAsString("name") << "\", "
          << (slots.empty() ? "{}" : id + "Slots") << ", "
          << (powers.empty() ? "{}" : id + "Powers") << ", " << id
          << "Arguments},\n";
}

static bool emitOptimizers(const RecordKeeper &records, raw_ostream &os) {
  emitHeader("TensorFlow's classes of optimisers", os);
  std::string entries;
  raw_string_ostream entry(entries);
  for (const OptimizerOp &op : readOptimizers(records)) {
    std::vector<const Record *> classes = op.list("classes");
    if (classes.empty())
      op.fail("give the classes that make it");
    for (const Record *optimizer : classes)
      emitClass(op, *optimizer, os, entry);
  }
  os << "\nstatic constexpr OptimizerEntry optimizerEntries[] = {\n"
     << entries << "};\n";
  return false;
}

static mlir::GenRegistration
    genUpdates("gen-updates", "The formulas of optimisers", emitUpdates);
static mlir::GenRegistration genOptimizers("gen-optimizers",
                                           "The classes of optimisers",
                                           emitOptimizers);

// tf.signature: entry points of the compiled program.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/Evaluator.h"

#include "ir/ops/state.h"

using namespace tfc::text;

namespace {
struct NamedValue {
  std::string name;
  Value value;
};
using NamedValues = std::vector<NamedValue>;
} // namespace

/// The name of the node that makes a value.
static std::string nodeName(Evaluator &ev, Call &call, StringRef parameter,
                            const Value &value) {
  std::string what = ("tf.signature: " + parameter).str();
  if (value.is(ValueKind::Variable))
    return value.asVariable()->name;
  if (!value.is(ValueKind::Tensor) && !value.is(ValueKind::Operation))
    return ev.typeError(call.locOf(parameter), what + ": an item", "a tensor",
                        value);
  StringRef name = ev.graph.nameOf(value.asGraphValue());
  if (name.empty())
    call.error(parameter,
               parameter + ": a tensor has no name; use a dict of names");
  return name.str();
}

/// Tells an error if a name is none, or stands there already.
static void checkName(Call &call, StringRef parameter,
                      const NamedValues &others, const std::string &name,
                      Evaluator &ev) {
  if (llvm::any_of(others,
                   [&](const NamedValue &other) { return other.name == name; }))
    ev.error(call.locOf(parameter),
             "duplicate name: tf.signature: " + parameter + ": '" + name +
                 "' stands here twice");
  if (auto wrong = checkNodeName(name))
    call.error(parameter, parameter + ": '" + name + "': " + *wrong);
}

/// The values of a dict by its keys; of a list by the names of the nodes.
static NamedValues namedValues(Evaluator &ev, Call &call, StringRef parameter) {
  NamedValues result;
  const Value &given = call[parameter];
  auto add = [&](std::string name, const Value &value) {
    checkName(call, parameter, result, name, ev);
    result.push_back({std::move(name), value});
  };
  if (given.isNone())
    return result;
  if (given.is(ValueKind::Dict)) {
    for (auto &[key, value] : given.as<DictObject>()->items)
      add(ev.toString(key, call.locOf(parameter),
                      "tf.signature: " + parameter + ": a key")
              .str(),
          value);
    return result;
  }
  std::vector<Value> items = {given};
  if (given.isSequence())
    items = given.items();
  for (const Value &item : items)
    add(nodeName(ev, call, parameter, item), item);
  return result;
}

/// The operand of tfc.signature for an output: of a variable its handle.
static mlir::Value outputOperand(Evaluator &ev, Call &call,
                                 const NamedValue &output) {
  if (!output.value.isTensorLike())
    return ev.typeError(call.locOf("outputs"),
                        "tf.signature: output '" + output.name + "'",
                        "a tensor or a variable", output.value);
  return output.value.is(ValueKind::Variable)
             ? output.value.asVariable()->handle
             : output.value.asGraphValue();
}

/// The operations to run besides, None among them left out.
static std::vector<Value> targetsOf(Evaluator &ev, Call &call) {
  std::vector<Value> targets = flatten(call["targets"]);
  llvm::erase_if(targets, [](const Value &v) { return v.isNone(); });
  for (const Value &target : targets)
    if (!target.is(ValueKind::Operation) && !target.is(ValueKind::Tensor))
      ev.typeError(call.locOf("targets"), "tf.signature: a target",
                   "an operation", target);
  return targets;
}

static StringRef signatureName(Evaluator &ev, Call &call) {
  StringRef name = call.text("name");
  if (auto wrong = checkNodeName(name))
    call.error("name", "name '" + name + "': " + *wrong);
  if (!ev.graph.signatures.insert(name.str()).second)
    ev.error(call.locOf("name"),
             "duplicate name: a signature '" + name + "' exists already");
  return name;
}

static Value signature(Evaluator &ev, Call &call) {
  StringRef name = signatureName(ev, call);
  NamedValues inputs = namedValues(ev, call, "inputs");
  NamedValues outputs = namedValues(ev, call, "outputs");
  llvm::SmallVector<mlir::Value> operands;
  llvm::SmallVector<StringRef> inputNames, outputNames;
  for (const NamedValue &input : inputs) {
    if (!input.value.is(ValueKind::Tensor))
      return ev.typeError(call.locOf("inputs"),
                          "tf.signature: input '" + input.name + "'",
                          "a tensor", input.value);
    inputNames.push_back(input.name);
    operands.push_back(input.value.asGraphValue());
  }
  for (const NamedValue &output : outputs) {
    outputNames.push_back(output.name);
    operands.push_back(outputOperand(ev, call, output));
  }
  std::vector<Value> targets = targetsOf(ev, call);
  if (outputs.empty() && targets.empty())
    ev.error(call.loc,
             "tf.signature '" + name + "' has neither outputs nor targets");
  if (ev.hasFailed())
    return ev.graph.poison();
  for (const Value &target : targets)
    operands.push_back(target.asGraphValue());

  mlir::OpBuilder &b = ev.graph.builder;
  mlir::NamedAttrList attributes;
  attributes.set("name", b.getStringAttr(name));
  attributes.set("input_names", b.getStrArrayAttr(inputNames));
  attributes.set("output_names", b.getStrArrayAttr(outputNames));
  attributes.set(
      "operandSegmentSizes",
      b.getDenseI32ArrayAttr({int32_t(inputs.size()), int32_t(outputs.size()),
                              int32_t(targets.size())}));
  ev.graph.createTyped<tfc::SignatureOp>({}, operands, attributes, /*full=*/"");
  return Value();
}

void tfc::text::addSignatures(FunctionTable &table) {
  table.add("tf.signature(name, inputs=None, outputs=None, targets=None)",
            signature);
}

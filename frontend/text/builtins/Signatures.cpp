// tf.signature: entry points of the compiled program.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

namespace {
struct NamedValue {
  std::string name;
  Value value;
  SMLoc loc;
};
} // namespace

/// The values of a dict by its keys; of a list by the names of the nodes.
static FailureOr<std::vector<NamedValue>> namedValues(Evaluator &ev, Call &call,
                                                      StringRef parameter) {
  std::vector<NamedValue> result;
  const Value &given = call[parameter];
  SMLoc loc = call.locOf(parameter);
  std::string what = ("tf.signature: " + parameter).str();
  auto add = [&](std::string name, const Value &value) {
    for (const NamedValue &other : result)
      if (other.name == name)
        return ev.error(loc, "duplicate name: " + llvm::Twine(what) + ": '" +
                                 name + "' stands here twice");
    if (auto wrong = checkNodeName(name))
      return ev.error(loc, llvm::Twine(what) + ": '" + name + "': " + *wrong);
    result.push_back({std::move(name), value, loc});
    return mlir::success();
  };
  if (given.isNone())
    return result;
  if (given.is(ValueKind::Dict)) {
    for (auto &[key, value] : given.as<DictObject>()->items) {
      FailureOr<StringRef> name = ev.toString(key, loc, what + ": a key");
      if (failed(name) || failed(add(name->str(), value)))
        return failure();
    }
    return result;
  }
  std::vector<Value> items = {given};
  if (given.isSequence())
    items = given.items();
  for (const Value &item : items) {
    std::string name;
    if (item.is(ValueKind::Variable))
      name = item.asVariable()->name;
    else if (item.is(ValueKind::Tensor) || item.is(ValueKind::Operation))
      name = ev.graph.nameOf(item.asGraphValue()).str();
    else
      return ev.typeError(loc, what + ": an item", "a tensor", item);
    if (name.empty())
      return ev.error(loc, llvm::Twine(what) +
                               ": a tensor has no name; use a dict of names");
    if (failed(add(name, item)))
      return failure();
  }
  return result;
}

static Result signature(Evaluator &ev, Call &call) {
  Graph &graph = ev.graph;
  FailureOr<StringRef> name =
      ev.toString(call["name"], call.locOf("name"), "tf.signature: name");
  if (failed(name))
    return failure();
  if (auto wrong = checkNodeName(*name))
    return ev.error(call.locOf("name"),
                    "tf.signature: name '" + *name + "': " + *wrong);
  if (!graph.signatures.insert(name->str()).second)
    return ev.error(call.locOf("name"), "duplicate name: a signature '" +
                                            *name + "' exists already");
  auto inputs = namedValues(ev, call, "inputs");
  if (failed(inputs))
    return failure();
  auto outputs = namedValues(ev, call, "outputs");
  if (failed(outputs))
    return failure();

  llvm::SmallVector<mlir::Value> operands;
  llvm::SmallVector<StringRef> inputNames, outputNames;
  for (const NamedValue &input : *inputs) {
    if (!input.value.is(ValueKind::Tensor))
      return ev.typeError(input.loc, "tf.signature: input '" + input.name + "'",
                          "a tensor", input.value);
    inputNames.push_back(input.name);
    operands.push_back(input.value.asGraphValue());
  }
  for (const NamedValue &output : *outputs) {
    if (!output.value.isTensorLike())
      return ev.typeError(output.loc,
                          "tf.signature: output '" + output.name + "'",
                          "a tensor or a variable", output.value);
    outputNames.push_back(output.name);
    operands.push_back(output.value.is(ValueKind::Variable)
                           ? output.value.asVariable()->handle
                           : output.value.asGraphValue());
  }
  std::vector<Value> targets;
  flatten(call["targets"], targets);
  llvm::erase_if(targets, [](const Value &v) { return v.isNone(); });
  for (const Value &target : targets) {
    if (!target.is(ValueKind::Operation) && !target.is(ValueKind::Tensor))
      return ev.typeError(call.locOf("targets"), "tf.signature: a target",
                          "an operation", target);
    operands.push_back(target.asGraphValue());
  }
  if (outputs->empty() && targets.empty())
    return ev.error(call.loc, "tf.signature '" + *name +
                                  "' has neither outputs nor targets");

  mlir::OpBuilder &b = graph.builder;
  mlir::NamedAttrList attributes;
  attributes.set("name", b.getStringAttr(*name));
  attributes.set("input_names", b.getStrArrayAttr(inputNames));
  attributes.set("output_names", b.getStrArrayAttr(outputNames));
  attributes.set(
      "operandSegmentSizes",
      b.getDenseI32ArrayAttr({int32_t(inputs->size()), int32_t(outputs->size()),
                              int32_t(targets.size())}));
  if (failed(graph.createTyped("tfc.signature", {}, operands, attributes, "")))
    return failure();
  return Value();
}

void tfc::text::addSignatureFunctions(FunctionTable &table) {
  table.add("tf.signature(name, inputs=None, outputs=None, targets=None)",
            signature);
}

// tf.group and tf.no_op: targets of a run that are several, or nothing.
#include "frontend/text/builtins/Groups.h"
#include "frontend/text/builtins/Builtins.h"

#include "ir/ops/state.h"

using namespace tfc::text;

Value tfc::text::makeGroup(Evaluator &ev, ArrayRef<Value> values,
                           StringRef full, SMLoc loc) {
  llvm::SmallVector<mlir::Value> operands;
  for (const Value &value : values) {
    if (value.isNone())
      continue;
    if (value.is(ValueKind::Variable))
      operands.push_back(ev.graph.read(value.asVariable()));
    else if (value.is(ValueKind::Tensor) || value.is(ValueKind::Operation))
      operands.push_back(value.asGraphValue());
    else
      return ev.typeError(loc, "tf.group: an argument",
                          "an operation or a tensor", value);
  }
  llvm::append_range(operands, ev.graph.controlDependencies());
  mlir::Operation *op = ev.graph.createTyped<tfc::GroupOp>(
      tfc::ControlType::get(ev.context()), operands, {}, full);
  return Value::operation(op->getResult(0));
}

static Value group(Evaluator &ev, Call &call) {
  NodeName name = call.nameOr("group_deps");
  std::string full = ev.graph.names.claim(name);
  Value result = makeGroup(ev, flatten(call["inputs"]), full, call.loc);
  if (name.isHint)
    ev.graph.names.holdWeakly(full, result.asGraphValue().getDefiningOp());
  return result;
}

static Value noOp(Evaluator &ev, Call &call) {
  return makeGroup(ev, {}, ev.graph.names.claim(call.nameOr("NoOp")), call.loc);
}

void tfc::text::addGroups(FunctionTable &table) {
  table.add("tf.group(*inputs)", group);
  table.add("tf.no_op()", noOp);
}

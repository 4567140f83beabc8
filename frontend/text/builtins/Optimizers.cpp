// tf.train's optimisers: slots, one update op for each variable, the group. The
// classes and their ops stand in a table, OptimizerTable.h; here is what all of
// them have in common.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Groups.h"
#include "frontend/text/builtins/OptimizerTable.h"
#include "frontend/text/builtins/Training.h"
#include "frontend/text/builtins/Variables.h"

using namespace tfc::text;

#include "frontend/text/builtins/OptimizerTable.inc"

namespace {
struct Optimizer : Object {
  StringRef className() const override { return "Optimizer"; }
  const OptimizerEntry *entry = nullptr;
  std::string name;                     // "Adam", or the caller's
  llvm::StringMap<Value> parameters;    // of the constructor
  std::vector<VariableObject *> powers; // by entry->powers, once made
  llvm::DenseMap<VariableObject *, std::vector<VariableObject *>>
      slots; // of each trained variable, by entry->slots
};

struct GradientAndVariable {
  Value gradient, variable;
};
} // namespace

//===----------------------------------------------------------------------===//
// The constructors
//===----------------------------------------------------------------------===//

/// The entry of the class that is called; where it has several, the one that an
/// argument chooses.
static const OptimizerEntry &chooseEntry(const Call &call) {
  for (const OptimizerEntry &entry : optimizerEntries) {
    if (entry.function != call.function())
      continue;
    StringRef parameter = entry.condition;
    bool isNegated = parameter.consume_front("!");
    if (parameter.empty() || call.flag(parameter) != isNegated)
      return entry;
  }
  llvm_unreachable("an entry for each value of the condition");
}

/// Checks an argument where the optimiser is made rather than where it is used.
static void checkParameter(Evaluator &ev, const Call &call,
                           const OptimizerArgument &argument) {
  StringRef parameter = argument.text;
  switch (argument.source) {
  case OptimizerArgument::Number:
    if (!call[parameter].isTensorLike())
      call.number(parameter);
    break;
  case OptimizerArgument::Count:
    if (!call[parameter].isTensorLike())
      ev.typeError(call.locOf(parameter), call.what(parameter),
                   "a tensor of integers", call[parameter]);
    break;
  case OptimizerArgument::Truth:
    call.flag(parameter);
    break;
  case OptimizerArgument::Float:
    call.number(parameter);
    break;
  default:
    break;
  }
}

static Value makeOptimizer(Evaluator &ev, Call &call) {
  const OptimizerEntry &entry = chooseEntry(call);
  auto *optimizer = ev.heap.makeObject<Optimizer>();
  optimizer->entry = &entry;
  optimizer->name = call.name.text.empty() || call.name.isHint
                        ? entry.name.str()
                        : call.name.text.str();
  for (const OptimizerArgument &argument : entry.arguments)
    checkParameter(ev, call, argument);
  for (const OptimizerSlot &slot : entry.slots)
    if (!slot.parameter.empty())
      call.number(slot.parameter);
  for (const SignatureParameter &parameter : call.callee.signature.parameters)
    optimizer->parameters[parameter.name] = call[parameter.name];
  return Value::of(static_cast<Object *>(optimizer));
}

//===----------------------------------------------------------------------===//
// Slots and powers
//===----------------------------------------------------------------------===//

/// Runs `body` at the root of names and outside of all scopes and branches,
/// where TensorFlow makes slots.
template <typename Body>
static auto atRoot(Evaluator &ev, Body body) {
  std::string outer = ev.graph.names.enterFull("");
  auto scopes = std::exchange(ev.graph.controlScopes, {});
  auto result = [&] {
    Graph::TopScope top(ev.graph);
    return body();
  }();
  ev.graph.controlScopes = std::move(scopes);
  ev.graph.names.leave(outer);
  return result;
}

/// A variable <primary>/<Optimizer> of the primary's shape.
static VariableObject *makeSlot(Evaluator &ev, Optimizer &optimizer,
                                const Value &primary, const OptimizerSlot &slot,
                                SMLoc loc) {
  Value initial = slot.parameter.empty()
                      ? Value::of(slot.initial)
                      : optimizer.parameters.lookup(slot.parameter);
  return atRoot(ev, [&] {
    VariableSpec spec;
    spec.fullName = ev.graph.names.claimFull(primary.asVariable()->name + "/" +
                                             optimizer.name);
    spec.trainable = false;
    mlir::RankedTensorType type = ev.typeOf(primary);
    mlir::DenseElementsAttr element =
        ev.toElements(initial, type.getElementType(), loc, "slot");
    if (!ev.hasFailed())
      element = element.resizeSplat(type);
    spec.initialValue = Value::tensor(ev.graph.constant(
        element, {StringRef(spec.fullName + "/Initializer/Const")}));
    return makeVariable(ev, spec, loc);
  });
}

/// The slots of a variable, which an optimiser makes once.
static void makeSlots(Evaluator &ev, Optimizer &optimizer, const Value &primary,
                      SMLoc loc) {
  std::vector<VariableObject *> &slots = optimizer.slots[primary.asVariable()];
  for (size_t i = slots.size(); i < optimizer.entry->slots.size(); ++i)
    slots.push_back(
        makeSlot(ev, optimizer, primary, optimizer.entry->slots[i], loc));
}

/// beta1_power and its like: one for an optimiser, of the first variable's
/// type.
static void makePowers(Evaluator &ev, Optimizer &optimizer, mlir::Type dtype,
                       SMLoc loc) {
  for (size_t i = optimizer.powers.size(); i < optimizer.entry->powers.size();
       ++i) {
    const OptimizerPower &power = optimizer.entry->powers[i];
    optimizer.powers.push_back(atRoot(ev, [&] {
      VariableSpec spec;
      spec.fullName = ev.graph.names.claim({power.name});
      spec.trainable = false;
      spec.dtype = dtype;
      spec.initialValue = optimizer.parameters.lookup(power.parameter);
      return makeVariable(ev, spec, loc);
    }));
  }
}

/// optimizer.get_slot(w, "momentum"): None where there is no such variable.
static Value getSlot(Evaluator &ev, Call &call) {
  auto *optimizer = call["self"].asObject<Optimizer>();
  StringRef name = call.text("name");
  if (!call["var"].is(ValueKind::Variable))
    return ev.typeError(call.locOf("var"), call.what("var"), "a variable",
                        call["var"]);
  std::vector<VariableObject *> slots =
      optimizer->slots.lookup(call["var"].asVariable());
  for (auto [slot, variable] : llvm::zip(optimizer->entry->slots, slots))
    if (slot.key == name)
      return Value::of(variable);
  return Value();
}

/// The names that get_slot knows, sorted.
static Value getSlotNames(Evaluator &ev, Call &call) {
  std::vector<StringRef> names;
  for (const OptimizerSlot &slot :
       call["self"].asObject<Optimizer>()->entry->slots)
    names.push_back(slot.key);
  llvm::sort(names);
  std::vector<Value> values;
  for (StringRef name : names)
    values.push_back(ev.heap.makeString(name));
  return ev.heap.makeList(std::move(values));
}

//===----------------------------------------------------------------------===//
// Updates
//===----------------------------------------------------------------------===//

namespace {
/// Makes the ops of one training step.
class Updates {
public:
  Updates(Evaluator &ev, Optimizer &optimizer, SMLoc loc)
      : ev(ev), optimizer(optimizer), entry(*optimizer.entry), loc(loc),
        make(ev, loc) {}

  void update(const GradientAndVariable &pair);
  /// Multiplies beta1_power by beta1, and so on.
  void advancePowers();
  void advance(const Value &globalStep);

  std::vector<Value> done; // a tensor of each update

private:
  Value argument(const OptimizerArgument &argument,
                 const GradientAndVariable &pair);
  Value number(StringRef parameter, mlir::Type dtype);
  Value scalar(const Value &value, mlir::Type dtype, StringRef name);

  Evaluator &ev;
  Optimizer &optimizer;
  const OptimizerEntry &entry;
  SMLoc loc;
  OpMaker make;
  llvm::DenseMap<mlir::Type, llvm::StringMap<Value>> numbers;
};
} // namespace

/// The value as a scalar tensor of this type: TensorFlow casts it.
Value Updates::scalar(const Value &value, mlir::Type dtype, StringRef name) {
  Value result = Value::tensor(
      ev.toTensor(value.isIntegral() ? Value::of(value.asFloat()) : value,
                  dtype, name, loc, "the optimizer's " + name));
  if (ev.rankOf(result) != 0)
    ev.error(loc, "shape mismatch: the optimizer's " + name +
                      " must be a scalar, its shape is " +
                      shapeText(ev.typeOf(result).getShape()));
  return ev.elementType(result) == dtype ? result : make.cast(result, dtype);
}

/// A parameter such as the learning rate: one tensor for all variables of a
/// type.
Value Updates::number(StringRef parameter, mlir::Type dtype) {
  Value &made = numbers[dtype][parameter];
  if (made.isNone())
    made = scalar(optimizer.parameters.lookup(parameter), dtype, parameter);
  return made;
}

Value Updates::argument(const OptimizerArgument &argument,
                        const GradientAndVariable &pair) {
  mlir::Type dtype = ev.elementType(pair.variable);
  switch (argument.source) {
  case OptimizerArgument::Variable:
    return pair.variable;
  case OptimizerArgument::Slot:
    return Value::of(
        optimizer.slots[pair.variable.asVariable()][argument.index]);
  case OptimizerArgument::Power:
    return scalar(Value::of(optimizer.powers[argument.index]), dtype, "power");
  case OptimizerArgument::Gradient:
    return pair.gradient;
  case OptimizerArgument::Number:
    return number(argument.text, dtype);
  case OptimizerArgument::Count:
  case OptimizerArgument::Truth:
  case OptimizerArgument::Float:
    return optimizer.parameters.lookup(argument.text);
  case OptimizerArgument::Fixed:
    return literalValue(argument.text, ev.heap, ev.context());
  case OptimizerArgument::Default:
    return Value();
  }
  llvm_unreachable("covered above");
}

void Updates::update(const GradientAndVariable &pair) {
  // TensorFlow makes the tensors that updates share before the updates.
  for (const OptimizerArgument &a : entry.arguments)
    if (a.source == OptimizerArgument::Number)
      number(a.text, ev.elementType(pair.variable));
  std::vector<Value> arguments;
  for (const OptimizerArgument &a : entry.arguments)
    arguments.push_back(argument(a, pair));
  std::string outer =
      ev.graph.names.enter("update_" + pair.variable.asVariable()->name);
  done.push_back(entry.make(make.named(entry.node), arguments));
  ev.graph.names.leave(outer);
}

void Updates::advancePowers() {
  for (auto [power, variable] : llvm::zip(entry.powers, optimizer.powers)) {
    Value value = Value::of(variable);
    Value base = scalar(optimizer.parameters.lookup(power.parameter),
                        ev.elementType(value), "beta");
    Value product = make.named("mul").mul(value, base);
    done.push_back(make.named("Assign").assign(value, product));
  }
}

void Updates::advance(const Value &globalStep) {
  if (globalStep.isNone())
    return;
  if (globalStep.is(ValueKind::Variable))
    done.push_back(make.named("AssignAdd").assign_add(globalStep, 1));
  else
    ev.typeError(loc, "global_step", "a variable", globalStep);
}

/// The group of all updates of a training step.
static Value apply(Evaluator &ev, Optimizer &optimizer,
                   ArrayRef<GradientAndVariable> pairs, const Value &globalStep,
                   NodeName name, SMLoc loc) {
  Graph &graph = ev.graph;
  // All slots come first, as TensorFlow makes them.
  for (const GradientAndVariable &pair : pairs)
    makeSlots(ev, optimizer, pair.variable, loc);
  makePowers(ev, optimizer, ev.elementType(pairs.front().variable), loc);

  std::string full = graph.names.claim(
      name.text.empty() ? NodeName{StringRef(optimizer.name), false} : name);
  std::string outer = graph.names.enterFull(full);
  llvm::scope_exit leave([&] { graph.names.leave(outer); });
  Updates updates(ev, optimizer, loc);
  for (const GradientAndVariable &pair : pairs)
    updates.update(pair);
  updates.advancePowers();
  updates.advance(globalStep);
  Value group = makeGroup(ev, updates.done, full, loc);
  if (name.isHint)
    graph.names.holdWeakly(full, group.asGraphValue().getDefiningOp());
  return group;
}

//===----------------------------------------------------------------------===//
// Gradients, and the methods
//===----------------------------------------------------------------------===//

/// The variables to train: those given, else all trainable ones.
static std::vector<Value> variablesOf(Evaluator &ev, const Value &given) {
  std::vector<Value> result;
  if (!given.isNone())
    return flatten(given);
  for (VariableObject *variable : ev.graph.variables)
    if (variable->trainable)
      result.push_back(Value::of(variable));
  return result;
}

static std::vector<GradientAndVariable> computeGradients(Evaluator &ev,
                                                         Call &call) {
  std::vector<Value> variables = variablesOf(ev, call["var_list"]);
  if (variables.empty())
    return ev.error(call.loc, "no variables to optimize");
  for (const Value &variable : variables)
    if (!variable.is(ValueKind::Variable))
      return ev.typeError(call.loc, "an item of var_list", "a variable",
                          variable);
  if (!call["loss"].isTensorLike())
    return ev.typeError(call.locOf("loss"), "loss", "a tensor of floats",
                        call["loss"]);
  std::vector<Value> gradYs;
  if (call.has("grad_loss"))
    gradYs.push_back(call["grad_loss"]);
  std::string outer = ev.graph.names.enter("gradients");
  auto gradients = makeGradients(ev, {call["loss"]}, variables, gradYs,
                                 call.function().rsplit('.').second, call.loc);
  ev.graph.names.leave(outer);
  std::vector<GradientAndVariable> pairs;
  for (auto [gradient, variable] : llvm::zip(gradients, variables))
    pairs.push_back({gradient, variable});
  return pairs;
}

/// Drops variables without a gradient; an error if none has one.
static void keepConnected(Evaluator &ev,
                          std::vector<GradientAndVariable> &pairs, SMLoc loc) {
  llvm::erase_if(pairs, [](auto &pair) { return pair.gradient.isNone(); });
  if (pairs.empty())
    ev.error(loc, "No gradients provided for any variable: the loss depends on "
                  "none of them");
}

static Value minimize(Evaluator &ev, Call &call) {
  auto *optimizer = call["self"].asObject<Optimizer>();
  auto pairs = computeGradients(ev, call);
  keepConnected(ev, pairs, call.loc);
  if (ev.hasFailed())
    return ev.graph.poison();
  return apply(ev, *optimizer, pairs, call["global_step"], call.name, call.loc);
}

static Value computeGradientsMethod(Evaluator &ev, Call &call) {
  std::vector<Value> result;
  for (const GradientAndVariable &pair : computeGradients(ev, call))
    result.push_back(ev.heap.makeTuple({pair.gradient, pair.variable}));
  return ev.heap.makeList(std::move(result));
}

/// A gradient as a tensor that fits its variable; None stays.
static Value givenGradient(Evaluator &ev, const Value &gradient,
                           const Value &variable, SMLoc loc) {
  if (gradient.isNone())
    return gradient;
  Value tensor =
      Value::tensor(ev.toTensor(gradient, ev.elementType(variable), "gradient",
                                loc, "apply_gradients: a gradient"));
  if (mlir::failed(
          mlir::verifyCompatibleShape(ev.typeOf(tensor), ev.typeOf(variable))))
    ev.error(loc, "shape mismatch: a gradient of shape " +
                      shapeText(ev.typeOf(tensor).getShape()) +
                      " for variable '" + variable.asVariable()->name +
                      "' of shape " +
                      shapeText(ev.typeOf(variable).getShape()));
  return tensor;
}

static Value applyGradients(Evaluator &ev, Call &call) {
  auto *optimizer = call["self"].asObject<Optimizer>();
  std::vector<GradientAndVariable> pairs;
  for (const Value &item : ev.iterate(call["grads_and_vars"], call.loc)) {
    if (!item.isSequence() || item.items().size() != 2 ||
        !item.items()[1].is(ValueKind::Variable))
      return ev.typeError(call.loc, "apply_gradients: an item",
                          "a pair of gradient and variable", item);
    const Value &variable = item.items()[1];
    pairs.push_back(
        {givenGradient(ev, item.items()[0], variable, call.loc), variable});
  }
  keepConnected(ev, pairs, call.loc);
  if (ev.hasFailed())
    return ev.graph.poison();
  return apply(ev, *optimizer, pairs, call["global_step"], call.name, call.loc);
}

void tfc::text::addOptimizers(FunctionTable &table) {
  for (const OptimizerEntry &entry : optimizerEntries)
    if (!table.find(entry.function)) // Two entries may serve one class.
      table.add(entry.signature, makeOptimizer);
  table.add("Optimizer.minimize(self, loss, global_step=None, var_list=None, "
            "gate_gradients=1, aggregation_method=None, "
            "colocate_gradients_with_ops=False, grad_loss=None)",
            minimize);
  table.add("Optimizer.compute_gradients(self, loss, var_list=None, "
            "gate_gradients=1, aggregation_method=None, "
            "colocate_gradients_with_ops=False, grad_loss=None)",
            computeGradientsMethod);
  table.add("Optimizer.apply_gradients(self, grads_and_vars, "
            "global_step=None)",
            applyGradients);
  table.add("Optimizer.get_slot(self, var, name)", getSlot);
  table.add("Optimizer.get_slot_names(self)", getSlotNames);
}

// Variables: making, sharing by tf.get_variable, assigning, initialising.
#include "frontend/text/builtins/Variables.h"
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Groups.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

#include "ir/ops/state.h"

using namespace tfc::text;

/// Tells an error if `type` is none that a variable can have.
static void checkInitialType(Evaluator &ev, const VariableSpec &spec,
                             mlir::RankedTensorType type, StringRef what,
                             SMLoc loc) {
  if (spec.dtype && type.getElementType() != spec.dtype)
    ev.error(loc, "type mismatch: " + what + " is " +
                      dtypeName(type.getElementType()) + ", the variable " +
                      dtypeName(spec.dtype));
  if (llvm::isa<tfc::StringType>(type.getElementType()))
    ev.error(loc, what + " is of strings; variables hold numbers and truth "
                         "values");
  if (!type.hasStaticShape())
    ev.error(loc, what + " has shape " + shapeText(type.getShape()) +
                      "; a variable's shape must be known");
}

VariableObject *tfc::text::makeVariable(Evaluator &ev, const VariableSpec &spec,
                                        SMLoc loc) {
  Graph &graph = ev.graph;
  if (graph.isInRegion())
    ev.error(loc, "variable '" + llvm::Twine(spec.fullName) +
                      "' is made inside a branch or a loop; make it outside");
  // Initial values do not wait for what surrounds the variable.
  auto controlScopes = std::exchange(graph.controlScopes, {});
  std::string outer = graph.names.enterFull(spec.fullName);
  std::string what = "variable '" + spec.fullName + "': the initial value";
  mlir::Value initial =
      ev.toTensor(spec.initialValue, spec.dtype, "initial_value", loc, what);
  auto type = llvm::cast<mlir::RankedTensorType>(initial.getType());
  checkInitialType(ev, spec, type, what, loc);

  mlir::NamedAttrList attributes;
  attributes.set("name", graph.builder.getStringAttr(spec.fullName));
  attributes.set("trainable", graph.builder.getBoolAttr(spec.trainable));
  mlir::Operation *op = graph.createTyped<tfc::VariableOp>(
      tfc::VariableType::get(ev.context(), type), {}, attributes, /*full=*/"");
  mlir::NamedAttrList isInitializer;
  isInitializer.set("initializer", graph.builder.getUnitAttr());
  mlir::Operation *assign =
      graph.create<tfc::AssignOp>({op->getResult(0), initial}, isInitializer,
                                  graph.names.claim({"Assign"}));
  graph.countNode(); // <name>/read, which is made when it is first used
  graph.names.leave(outer);
  graph.controlScopes = std::move(controlScopes);

  VariableObject *variable = ev.heap.makeVariable();
  variable->name = spec.fullName;
  variable->handle = op->getResult(0);
  variable->initialValue = initial;
  variable->initializer = assign->getResult(0);
  variable->trainable = spec.trainable;
  graph.variables.push_back(variable);
  return variable;
}

static Value newVariable(Evaluator &ev, Call &call) {
  VariableSpec spec;
  spec.initialValue = call["initial_value"];
  if (spec.initialValue.isNone())
    return ev.error(call.loc,
                    "missing argument 'initial_value' of tf.Variable");
  if (call.has("dtype"))
    spec.dtype = call.dtype("dtype");
  spec.trainable = call.flag("trainable");
  spec.fullName = ev.graph.names.claim(call.nameOr("Variable"));
  if (spec.initialValue.is(ValueKind::Function) ||
      spec.initialValue.is(ValueKind::Method)) {
    std::string outer =
        ev.graph.names.enterFull(spec.fullName + "/Initializer");
    spec.initialValue = ev.call(spec.initialValue, {}, call.loc);
    ev.graph.names.leave(outer);
  }
  return Value::of(makeVariable(ev, spec, call.locOf("initial_value")));
}

//===----------------------------------------------------------------------===//
// tf.get_variable
//===----------------------------------------------------------------------===//

/// The initial value that `initializer` makes, in the scope of the variable.
static Value initialValue(Evaluator &ev, Value initializer,
                          const Value &shapeValue, mlir::Type dtype,
                          StringRef full, SMLoc loc) {
  if (initializer.isNumber() && !shapeValue.isNone())
    return ev.error(loc, "variable '" + full +
                             "': a number as the initializer leaves no room "
                             "for a shape; use tf.constant_initializer");
  if (initializer.isNumber() || initializer.isSequence() ||
      initializer.isTensorLike())
    return initializer;
  // A class stands for its instance with all defaults.
  if (initializer.is(ValueKind::Builtin))
    initializer = ev.call(initializer, {}, loc);
  auto shape =
      ev.toStaticShape(shapeValue, loc, "variable '" + full + "': the shape");
  if (auto *object = initializer.asObject<InitializerObject>())
    return object->make(ev, shape, dtype, loc);
  if (!initializer.is(ValueKind::Function))
    return ev.typeError(loc, "variable '" + full + "': initializer",
                        "an initializer or a value", initializer);
  CallArguments arguments(shapeValue, loc);
  arguments.keywords.push_back({"dtype", Value::dtype(dtype), loc});
  return ev.call(initializer, arguments, loc);
}

/// The variable of this name again: it must be what is asked for.
static Value sharedVariable(Evaluator &ev, VariableObject *known,
                            StringRef full, const Value &shape,
                            mlir::Type dtype, SMLoc loc) {
  if (!ev.variableScope.mayReuse && !ev.variableScope.mustReuse)
    ev.error(loc, "duplicate name: variable '" + full +
                      "' exists already; tf.variable_scope(.., reuse=True) "
                      "shares it");
  Value value = Value::of(known);
  mlir::RankedTensorType type = ev.typeOf(value);
  if (type.getElementType() != dtype)
    ev.error(loc, "type mismatch: variable '" + full + "' is " +
                      dtypeName(type.getElementType()) + ", not " +
                      dtypeName(dtype));
  if (shape.isNone())
    return value;
  auto dims = ev.toStaticShape(shape, loc, "tf.get_variable: shape");
  if (ArrayRef<int64_t>(dims) != type.getShape())
    ev.error(loc, "shape mismatch: variable '" + full + "' has shape " +
                      shapeText(type.getShape()) + ", not " + shapeText(dims));
  return value;
}

Value tfc::text::getVariable(Evaluator &ev, StringRef name, const Value &shape,
                             mlir::Type dtype, const Value &initializer,
                             bool trainable, SMLoc loc) {
  std::string full = ev.variableScope.path + name.str();
  if (VariableObject *known = ev.sharedVariables.lookup(full))
    return sharedVariable(ev, known, full, shape, dtype, loc);
  if (ev.variableScope.mustReuse && !ev.variableScope.mayReuse)
    return ev.error(loc, "variable '" + llvm::Twine(full) +
                             "' does not exist, and reuse=True makes none");
  VariableSpec spec;
  spec.dtype = dtype;
  spec.trainable = trainable;
  spec.fullName = ev.graph.names.claimFull(full);
  Value with = initializer;
  if (with.isNone())
    with = ev.variableScope.initializer;
  if (with.isNone())
    with = Value::of(ev.functions.find("tf.glorot_uniform_initializer"));
  std::string outer = ev.graph.names.enterFull(spec.fullName + "/Initializer");
  spec.initialValue = initialValue(ev, with, shape, dtype, full, loc);
  ev.graph.names.leave(outer);
  VariableObject *variable = makeVariable(ev, spec, loc);
  ev.sharedVariables[full] = variable;
  return Value::of(variable);
}

static Value getVariableFunction(Evaluator &ev, Call &call) {
  StringRef name = call.text("name");
  if (auto wrong = checkNodeName(name))
    return call.error("name", "name='" + name + "': " + *wrong);
  const Value &initializer = call["initializer"];
  mlir::Type dtype = ev.graph.builder.getF32Type();
  if (call.has("dtype"))
    dtype = call.dtype("dtype");
  else if (initializer.isTensorLike())
    dtype = ev.elementType(initializer);
  return getVariable(ev, name, call["shape"], dtype, initializer,
                     call.flag("trainable"), call.loc);
}

//===----------------------------------------------------------------------===//
// Using variables
//===----------------------------------------------------------------------===//

/// tf.assign, tf.assign_add, tf.assign_sub, and the methods of these names.
using AssignMaker = Value (OpMaker::*)(const VariableArgument &,
                                       const OperandArgument &,
                                       const BoolArgument &) const;
template <AssignMaker maker>
static Value assign(Evaluator &ev, Call &call) {
  StringRef function = call.function();
  StringRef target = function.starts_with("Variable.") ? "self" : "ref";
  const Value &variable = call[target];
  if (!variable.is(ValueKind::Variable))
    return ev.typeError(call.locOf(target), call.what(target), "a variable",
                        variable);
  NodeScope scope(ev, call,
                  function.ends_with("assign_add")   ? "AssignAdd"
                  : function.ends_with("assign_sub") ? "AssignSub"
                                                     : "Assign");
  Value value = call.tensor("value", ev.elementType(variable));
  if (ev.elementType(value) != ev.elementType(variable))
    ev.error(call.loc, "type mismatch: " + function + ": the variable is " +
                           dtypeName(ev.elementType(variable)) +
                           ", the value " + dtypeName(ev.elementType(value)));
  OpMaker make(ev, call.loc);
  return scope.finish((make.*maker)(variable, value, /*initializer=*/{}));
}

/// The value at this place of the program.
static Value value(Evaluator &ev, Call &call) {
  return Value::tensor(ev.graph.read(call["self"].asVariable()));
}

/// The same as a node of its own, which can be named and can wait.
static Value readValue(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "read");
  return scope.finish(OpMaker(ev, call.loc).identity(call["self"]));
}

static Value initializedValue(Evaluator &ev, Call &call) {
  return Value::tensor(call["self"].asVariable()->initialValue);
}

static Value listVariables(Evaluator &ev, Call &call) {
  bool onlyTrainable = call.function() == "tf.trainable_variables";
  std::vector<Value> result;
  for (VariableObject *variable : ev.graph.variables)
    if (variable->trainable || !onlyTrainable)
      result.push_back(Value::of(variable));
  return ev.heap.makeList(std::move(result));
}

/// An operation that initialises `variables`.
static Value initialize(Evaluator &ev, Call &call, ArrayRef<Value> variables) {
  std::vector<Value> assigns;
  for (const Value &variable : variables) {
    if (!variable.is(ValueKind::Variable))
      return ev.typeError(call.loc, call.function() + ": an item", "a variable",
                          variable);
    assigns.push_back(Value::operation(variable.asVariable()->initializer));
  }
  return makeGroup(ev, assigns, ev.graph.names.claim(call.nameOr("init")),
                   call.loc);
}

static Value initializeThese(Evaluator &ev, Call &call) {
  return initialize(ev, call, flatten(call["var_list"]));
}

static Value initializeAll(Evaluator &ev, Call &call) {
  std::vector<Value> variables;
  for (VariableObject *variable : ev.graph.variables)
    variables.push_back(Value::of(variable));
  return initialize(ev, call, variables);
}

void tfc::text::addVariables(FunctionTable &table) {
  table.add("tf.Variable(initial_value=None, trainable=True, collections=None, "
            "validate_shape=True, caching_device=None, dtype=None, "
            "expected_shape=None, import_scope=None, constraint=None, "
            "use_resource=None)",
            newVariable);
  table.add("tf.get_variable(name, shape=None, dtype=None, initializer=None, "
            "regularizer=None, trainable=True, collections=None, "
            "caching_device=None, partitioner=None, validate_shape=True, "
            "use_resource=None)",
            getVariableFunction);
  table.add({"tf.assign(ref, value, validate_shape=None, use_locking=None)",
             "Variable.assign(self, value, use_locking=None)"},
            assign<&OpMaker::assign>);
  table.add({"tf.assign_add(ref, value, use_locking=None)",
             "Variable.assign_add(self, value:value=None, delta:value=None, "
             "use_locking=None)"},
            assign<&OpMaker::assign_add>);
  table.add({"tf.assign_sub(ref, value, use_locking=None)",
             "Variable.assign_sub(self, value:value=None, delta:value=None, "
             "use_locking=None)"},
            assign<&OpMaker::assign_sub>);
  table.add("Variable.value(self)", value);
  table.add("Variable.read_value(self)", readValue);
  table.add("Variable.initialized_value(self)", initializedValue);
  table.add({"tf.trainable_variables(scope=None)",
             "tf.global_variables(scope=None)", "tf.all_variables()"},
            listVariables);
  table.add(
      {"tf.global_variables_initializer()", "tf.initialize_all_variables()"},
      initializeAll);
  table.add({"tf.variables_initializer(var_list)",
             "tf.initialize_variables(var_list)"},
            initializeThese);
}

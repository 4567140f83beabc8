// Variables: making, sharing by tf.get_variable, assigning, initialising.
#include "frontend/text/eval/Evaluator.h"
#include "ir/Dialect.h"


using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

FailureOr<VariableObject *>
tfc::text::makeVariable(Evaluator &ev, const VariableSpec &spec, SMLoc loc) {
  Graph &graph = ev.graph;
  if (graph.isInRegion())
    return ev.error(loc, "variable '" + llvm::Twine(spec.fullName) +
                             "' is made inside a branch or a loop; make it "
                             "outside");
  // Initial values do not wait for what surrounds the variable.
  auto controlScopes = std::exchange(graph.controlScopes, {});
  std::string outer = graph.names.enterFull(spec.fullName);
  llvm::scope_exit leave([&] {
    graph.names.leave(outer);
    graph.controlScopes = std::move(controlScopes);
  });
  std::string what = "variable '" + spec.fullName + "': the initial value";
  FailureOr<mlir::Value> initial =
      ev.toTensor(spec.initialValue, spec.dtype, "initial_value", loc, what);
  if (failed(initial))
    return failure();
  auto type = llvm::cast<mlir::RankedTensorType>(initial->getType());
  if (spec.dtype && type.getElementType() != spec.dtype)
    return ev.error(loc, "type mismatch: " + llvm::Twine(what) + " is " +
                             dtypeName(type.getElementType()) +
                             ", the variable " + dtypeName(spec.dtype));
  if (llvm::isa<tfc::StringType>(type.getElementType()))
    return ev.error(loc, llvm::Twine(what) +
                             " is of strings; variables hold numbers and truth "
                             "values");
  if (!type.hasStaticShape())
    return ev.error(loc, llvm::Twine(what) + " has shape " +
                             shapeText(type.getShape()) +
                             "; a variable's shape must be known");

  mlir::NamedAttrList attributes;
  attributes.set("name", graph.builder.getStringAttr(spec.fullName));
  attributes.set("trainable", graph.builder.getBoolAttr(spec.trainable));
  FailureOr<mlir::Operation *> op = graph.createTyped(
      "tfc.variable", tfc::VariableType::get(ev.context(), type), {},
      attributes, "");
  if (failed(op))
    return failure();
  mlir::NamedAttrList isInitializer;
  isInitializer.set("initializer", graph.builder.getUnitAttr());
  FailureOr<mlir::Operation *> assign =
      graph.create("tfc.assign", {(*op)->getResult(0), *initial}, isInitializer,
                   graph.names.claim({"Assign"}));
  if (failed(assign))
    return failure();
  graph.countNode(); // <name>/read, which is made when it is first used

  VariableObject *variable = ev.heap.makeVariable();
  variable->name = spec.fullName;
  variable->handle = (*op)->getResult(0);
  variable->initialValue = *initial;
  variable->initializer = (*assign)->getResult(0);
  variable->trainable = spec.trainable;
  graph.variables.push_back(variable);
  return variable;
}

static Result newVariable(Evaluator &ev, Call &call) {
  Value initial = call["initial_value"];
  if (initial.isNone())
    return ev.error(call.loc,
                    "missing argument 'initial_value' of tf.Variable");
  VariableSpec spec;
  if (call.has("dtype")) {
    FailureOr<mlir::Type> dtype =
        ev.toDType(call["dtype"], call.locOf("dtype"), "tf.Variable: dtype");
    if (failed(dtype))
      return failure();
    spec.dtype = *dtype;
  }
  FailureOr<bool> trainable = ev.toBool(
      call["trainable"], call.locOf("trainable"), "tf.Variable: trainable");
  if (failed(trainable))
    return failure();
  spec.trainable = *trainable;
  spec.fullName = ev.graph.names.claim(
      call.name.text.empty() ? NodeName{"Variable", false} : call.name);
  if (initial.is(ValueKind::Function) || initial.is(ValueKind::Method)) {
    std::string outer =
        ev.graph.names.enterFull(spec.fullName + "/Initializer");
    Result made = ev.call(initial, {}, call.loc);
    ev.graph.names.leave(outer);
    if (failed(made))
      return failure();
    initial = *made;
  }
  spec.initialValue = initial;
  FailureOr<VariableObject *> variable =
      makeVariable(ev, spec, call.locOf("initial_value"));
  return failed(variable) ? Result(failure()) : Value::of(*variable);
}

//===----------------------------------------------------------------------===//
// tf.get_variable
//===----------------------------------------------------------------------===//

/// The initial value that `initializer` makes, in the scope of the variable.
static Result initialValue(Evaluator &ev, Value initializer,
                           const Value &shapeValue, mlir::Type dtype,
                           StringRef full, SMLoc loc) {
  bool isValue = initializer.isNumber() || initializer.isSequence() ||
                 initializer.isTensorLike();
  if (isValue) {
    if (initializer.isNumber() && !shapeValue.isNone())
      return ev.error(loc, "variable '" + full +
                               "': a number as the initializer leaves no room "
                               "for a shape; use tf.constant_initializer");
    return initializer;
  }
  // A class stands for its instance with all defaults.
  if (initializer.is(ValueKind::Builtin)) {
    Result made = ev.call(initializer, {}, loc);
    if (failed(made))
      return failure();
    initializer = *made;
  }
  auto shape =
      ev.toStaticShape(shapeValue, loc, "variable '" + full + "': the shape");
  if (failed(shape))
    return failure();
  if (auto *object = initializer.asObject<InitializerObject>())
    return object->make(ev, *shape, dtype, loc);
  if (!initializer.is(ValueKind::Function))
    return ev.typeError(loc, "variable '" + full + "': initializer",
                        "an initializer or a value", initializer);
  CallArguments arguments;
  arguments.positional.push_back({shapeValue, loc});
  arguments.keywords.push_back({"dtype", Value::dtype(dtype), loc});
  return ev.call(initializer, arguments, loc);
}

Result tfc::text::getVariable(Evaluator &ev, StringRef name, const Value &shape,
                              mlir::Type dtype, const Value &initializer,
                              bool trainable, SMLoc loc) {
  std::string full = ev.variableScope.path + name.str();
  if (VariableObject *known = ev.sharedVariables.lookup(full)) {
    if (!ev.variableScope.mayReuse && !ev.variableScope.mustReuse)
      return ev.error(loc, "duplicate name: variable '" + llvm::Twine(full) +
                               "' exists already; tf.variable_scope(.., "
                               "reuse=True) shares it");
    Value value = Value::of(known);
    mlir::RankedTensorType type = ev.typeOf(value);
    if (type.getElementType() != dtype)
      return ev.error(loc, "type mismatch: variable '" + llvm::Twine(full) +
                               "' is " + dtypeName(type.getElementType()) +
                               ", not " + dtypeName(dtype));
    if (!shape.isNone()) {
      auto dims = ev.toStaticShape(shape, loc, "tf.get_variable: shape");
      if (failed(dims))
        return failure();
      if (ArrayRef<int64_t>(*dims) != type.getShape())
        return ev.error(loc, "shape mismatch: variable '" + llvm::Twine(full) +
                                 "' has shape " + shapeText(type.getShape()) +
                                 ", not " + shapeText(*dims));
    }
    return value;
  }
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
  Result initial = initialValue(ev, with, shape, dtype, full, loc);
  ev.graph.names.leave(outer);
  if (failed(initial))
    return failure();
  spec.initialValue = *initial;
  FailureOr<VariableObject *> variable = makeVariable(ev, spec, loc);
  if (failed(variable))
    return failure();
  ev.sharedVariables[full] = *variable;
  return Value::of(*variable);
}

static Result getVariableFunction(Evaluator &ev, Call &call) {
  FailureOr<StringRef> name =
      ev.toString(call["name"], call.locOf("name"), "tf.get_variable: name");
  if (failed(name))
    return failure();
  if (auto wrong = checkNodeName(*name))
    return ev.error(call.locOf("name"),
                    "tf.get_variable: name='" + *name + "': " + *wrong);
  mlir::Type dtype;
  if (call.has("dtype")) {
    FailureOr<mlir::Type> given = ev.toDType(call["dtype"], call.locOf("dtype"),
                                             "tf.get_variable: dtype");
    if (failed(given))
      return failure();
    dtype = *given;
  } else {
    const Value &initializer = call["initializer"];
    dtype = initializer.isTensorLike() ? ev.elementType(initializer)
                                       : ev.graph.builder.getF32Type();
  }
  FailureOr<bool> trainable = ev.toBool(
      call["trainable"], call.locOf("trainable"), "tf.get_variable: trainable");
  if (failed(trainable))
    return failure();
  return getVariable(ev, *name, call["shape"], dtype, call["initializer"],
                     *trainable, call.loc);
}

//===----------------------------------------------------------------------===//
// Using variables
//===----------------------------------------------------------------------===//

static Result assign(Evaluator &ev, Call &call) {
  StringRef function = call.function();
  StringRef target = function.starts_with("Variable.") ? "self" : "ref";
  const Value &variable = call[target];
  if (!variable.is(ValueKind::Variable))
    return ev.typeError(call.locOf(target), function + ": '" + target + "'",
                        "a variable", variable);
  StringRef op = function.ends_with("assign_add")   ? "assign_add"
                 : function.ends_with("assign_sub") ? "assign_sub"
                                                    : "assign";
  StringRef node = op == "assign_add"   ? "AssignAdd"
                   : op == "assign_sub" ? "AssignSub"
                                        : "Assign";
  NodeScope scope(ev, call, node);
  FailureOr<mlir::Value> value =
      ev.toTensor(call["value"], ev.elementType(variable), "value",
                  call.locOf("value"), function + ": 'value'");
  if (failed(value))
    return failure();
  Value tensor = Value::tensor(*value);
  if (ev.elementType(tensor) != ev.elementType(variable))
    return ev.error(call.loc,
                    "type mismatch: " + function + ": the variable is " +
                        dtypeName(ev.elementType(variable)) + ", the value " +
                        dtypeName(ev.elementType(tensor)));
  Result updated = ev.op(op, {variable, tensor}, call.loc);
  return failed(updated) ? updated : Result(scope.finish(updated));
}

/// The value at this place of the program.
static Result value(Evaluator &ev, Call &call) {
  FailureOr<mlir::Value> read = ev.graph.read(call["self"].asVariable());
  return failed(read) ? Result(failure()) : Value::tensor(*read);
}

/// The same as a node of its own, which can be named and can wait.
static Result readValue(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "read");
  Result read = ev.op("identity", {call["self"]}, call.loc);
  return failed(read) ? read : Result(scope.finish(read));
}

static Result initializedValue(Evaluator &ev, Call &call) {
  return Value::tensor(call["self"].asVariable()->initialValue);
}

static Result listVariables(Evaluator &ev, Call &call) {
  bool onlyTrainable = call.function() == "tf.trainable_variables";
  std::vector<Value> result;
  for (VariableObject *variable : ev.graph.variables)
    if (variable->trainable || !onlyTrainable)
      result.push_back(Value::of(variable));
  return ev.heap.makeList(std::move(result));
}

static Result initialize(Evaluator &ev, Call &call) {
  std::vector<Value> variables;
  if (call.function() == "tf.variables_initializer" ||
      call.function() == "tf.initialize_variables") {
    flatten(call["var_list"], variables);
  } else {
    for (VariableObject *variable : ev.graph.variables)
      variables.push_back(Value::of(variable));
  }
  std::vector<Value> assigns;
  for (const Value &variable : variables) {
    if (!variable.is(ValueKind::Variable))
      return ev.typeError(call.loc, call.function() + ": an item", "a variable",
                          variable);
    assigns.push_back(Value::operation(variable.asVariable()->initializer));
  }
  return makeGroup(ev, assigns,
                   ev.graph.names.claim(
                       call.name.text.empty() ? NodeName{"init"} : call.name),
                   call.loc);
}

void tfc::text::addVariableFunctions(FunctionTable &table) {
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
  table.add("tf.assign(ref, value, validate_shape=None, use_locking=None)",
            assign);
  for (const char *signature :
       {"tf.assign_add(ref, value, use_locking=None)",
        "tf.assign_sub(ref, value, use_locking=None)",
        "Variable.assign(self, value, use_locking=None)",
        "Variable.assign_add(self, value:value=None, "
        "delta:value=None, use_locking=None)",
        "Variable.assign_sub(self, value:value=None, "
        "delta:value=None, use_locking=None)"})
    table.add(signature, assign);
  table.add("Variable.value(self)", value);
  table.add("Variable.read_value(self)", readValue);
  table.add("Variable.initialized_value(self)", initializedValue);
  for (const char *signature :
       {"tf.trainable_variables(scope=None)", "tf.global_variables(scope=None)",
        "tf.all_variables()"})
    table.add(signature, listVariables);
  for (const char *signature :
       {"tf.global_variables_initializer()", "tf.initialize_all_variables()",
        "tf.variables_initializer(var_list)",
        "tf.initialize_variables(var_list)"})
    table.add(signature, initialize);
}

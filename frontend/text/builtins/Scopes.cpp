// What stands after `with`: name scopes, variable scopes, devices, control
// dependencies.
#include "frontend/text/eval/Evaluator.h"
#include "ir/Dialect.h"


using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

namespace {
struct NameScope : ScopeObject {
  StringRef className() const override { return "NameScope"; }
  Result enter(Evaluator &ev, SMLoc loc) override {
    previous.push_back(ev.graph.names.enter(name));
    return ev.heap.makeString(ev.graph.names.scope());
  }
  void leave(Evaluator &ev) override {
    ev.graph.names.leave(previous.back());
    previous.pop_back();
  }
  std::string name;
  std::vector<std::string> previous;
};

/// tf.device: tfc places ops itself.
struct DeviceScope : ScopeObject {
  StringRef className() const override { return "DeviceScope"; }
  Result enter(Evaluator &, SMLoc) override { return Value(); }
  void leave(Evaluator &) override {}
};

struct ControlScope : ScopeObject {
  StringRef className() const override { return "ControlScope"; }
  Result enter(Evaluator &ev, SMLoc loc) override {
    saved.push_back(ev.graph.controlScopes);
    if (clears)
      ev.graph.controlScopes.clear();
    else
      ev.graph.controlScopes.push_back({dependencies, {}});
    return Value();
  }
  void leave(Evaluator &ev) override {
    ev.graph.controlScopes = std::move(saved.back());
    saved.pop_back();
  }
  bool clears = false;
  std::vector<mlir::Value> dependencies;
  std::vector<std::vector<Graph::ControlScope>> saved;
};

/// A variable scope, to enter or to look at.
struct VariableScopeObject : ScopeObject {
  StringRef className() const override { return "VariableScope"; }
  Result enter(Evaluator &ev, SMLoc loc) override {
    saved.push_back({ev.variableScope, ev.graph.names.enter(nodeScope)});
    Evaluator::VariableScope &scope = ev.variableScope;
    scope.path = isAbsolute ? name + "/" : scope.path + name + "/";
    if (isAbsolute && name.empty())
      scope.path = "";
    if (!initializer.isNone())
      scope.initializer = initializer;
    scope.mustReuse |= mustReuse;
    scope.mayReuse |= mayReuse;
    auto *entered = ev.heap.makeObject<VariableScopeObject>(*this);
    entered->name = StringRef(scope.path).drop_back(!scope.path.empty()).str();
    entered->isAbsolute = true;
    entered->nodeScope = ev.graph.names.scope().str();
    return Value::of(static_cast<Object *>(entered));
  }
  void leave(Evaluator &ev) override {
    ev.variableScope = saved.back().first;
    ev.graph.names.leave(saved.back().second);
    saved.pop_back();
  }
  std::string name, nodeScope;
  bool isAbsolute = false, mustReuse = false, mayReuse = false;
  Value initializer;
  std::vector<std::pair<Evaluator::VariableScope, std::string>> saved;
};
} // namespace

static Result makeScope(Object *scope) { return Value::of(scope); }

static FailureOr<StringRef> scopeName(Evaluator &ev, Call &call,
                                      const Value &name) {
  FailureOr<StringRef> text =
      ev.toString(name, call.loc, call.function() + ": name");
  if (failed(text))
    return failure();
  if (!text->empty())
    if (auto wrong = checkNodeName(*text))
      return ev.error(call.loc,
                      call.function() + ": name='" + *text + "': " + *wrong);
  return text;
}

static Result nameScope(Evaluator &ev, Call &call) {
  auto *scope = ev.heap.makeObject<NameScope>();
  Value name = call["name"].isNone() ? call["default_name"] : call["name"];
  if (name.isNone())
    return makeScope(scope); // the root
  FailureOr<StringRef> text = scopeName(ev, call, name);
  if (failed(text))
    return failure();
  scope->name = text->str();
  return makeScope(scope);
}

static Result variableScope(Evaluator &ev, Call &call) {
  Value name = call["name_or_scope"];
  if (name.isNone())
    name = call["default_name"];
  auto *scope = ev.heap.makeObject<VariableScopeObject>();
  if (auto *other = name.asObject<VariableScopeObject>()) {
    scope->name = other->name;
    scope->isAbsolute = true;
    // Entered again, its nodes stand in a new name scope.
    scope->nodeScope = StringRef(other->name).rsplit('/').second.str();
    if (scope->nodeScope.empty())
      scope->nodeScope = other->name;
  } else {
    FailureOr<StringRef> text = scopeName(ev, call, name);
    if (failed(text))
      return failure();
    if (text->empty())
      return ev.error(call.loc, call.function() + ": the name is empty");
    scope->name = scope->nodeScope = text->str();
  }
  const Value &reuse = call["reuse"];
  if (reuse.isString()) {
    scope->mayReuse = reuse.asString() == "tf.AUTO_REUSE";
  } else if (!reuse.isNone()) {
    FailureOr<bool> must =
        ev.toBool(reuse, call.locOf("reuse"), "tf.variable_scope: reuse");
    if (failed(must))
      return failure();
    scope->mustReuse = *must;
  }
  scope->initializer = call["initializer"];
  return makeScope(scope);
}

static Result getVariableScope(Evaluator &ev, Call &call) {
  auto *scope = ev.heap.makeObject<VariableScopeObject>();
  scope->name = StringRef(ev.variableScope.path)
                    .drop_back(!ev.variableScope.path.empty())
                    .str();
  scope->isAbsolute = true;
  scope->nodeScope = ev.graph.names.scope().str();
  return makeScope(scope);
}

static Result reuseVariables(Evaluator &ev, Call &call) {
  ev.variableScope.mustReuse = true;
  return Value();
}

static Result device(Evaluator &ev, Call &call) {
  const Value &name = call["device_name_or_function"];
  if (!name.isString() && !name.isNone())
    return ev.typeError(call.loc, "tf.device: the device",
                        "a string such as '/cpu:0'", name);
  return makeScope(ev.heap.makeObject<DeviceScope>());
}

static Result controlDependencies(Evaluator &ev, Call &call) {
  auto *scope = ev.heap.makeObject<ControlScope>();
  if (call["control_inputs"].isNone()) {
    scope->clears = true;
    return makeScope(scope);
  }
  std::vector<Value> inputs;
  flatten(call["control_inputs"], inputs);
  for (const Value &input : inputs) {
    if (input.is(ValueKind::Tensor) || input.is(ValueKind::Operation)) {
      scope->dependencies.push_back(input.asGraphValue());
    } else if (input.is(ValueKind::Variable)) {
      FailureOr<mlir::Value> value = ev.graph.read(input.asVariable());
      if (failed(value))
        return failure();
      scope->dependencies.push_back(*value);
    } else {
      return ev.typeError(call.loc, "tf.control_dependencies: an item",
                          "an operation or a tensor", input);
    }
  }
  return makeScope(scope);
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

static void flatten(const Value &value, std::vector<Value> &items,
                    unsigned depth, size_t &visits) {
  // Lists can share items: a small program can stand for a great many.
  if (depth > 16 || ++visits > 1000000)
    return;
  if (value.isSequence()) {
    for (const Value &item : value.items())
      flatten(item, items, depth + 1, visits);
  } else if (value.is(ValueKind::Dict)) {
    for (auto &[key, item] : value.as<DictObject>()->items)
      flatten(item, items, depth + 1, visits);
  } else {
    items.push_back(value);
  }
}

void tfc::text::flatten(const Value &value, std::vector<Value> &items) {
  size_t visits = 0;
  ::flatten(value, items, 0, visits);
}

Result tfc::text::makeGroup(Evaluator &ev, ArrayRef<Value> values,
                            StringRef full, SMLoc loc) {
  llvm::SmallVector<mlir::Value> operands;
  for (const Value &value : values) {
    if (value.isNone())
      continue;
    if (value.is(ValueKind::Variable)) {
      FailureOr<mlir::Value> read = ev.graph.read(value.asVariable());
      if (failed(read))
        return failure();
      operands.push_back(*read);
    } else if (value.is(ValueKind::Tensor) || value.is(ValueKind::Operation)) {
      operands.push_back(value.asGraphValue());
    } else {
      return ev.typeError(loc, "tf.group: an argument",
                          "an operation or a tensor", value);
    }
  }
  llvm::append_range(operands, ev.graph.controlDependencies());
  FailureOr<mlir::Operation *> op = ev.graph.createTyped(
      "tfc.group", tfc::ControlType::get(ev.context()), operands, {}, full);
  if (failed(op))
    return failure();
  return Value::operation((*op)->getResult(0));
}

static Result group(Evaluator &ev, Call &call) {
  std::vector<Value> inputs;
  flatten(call["inputs"], inputs);
  StringRef fallback = call.function() == "tf.no_op" ? "NoOp" : "group_deps";
  NodeName name =
      call.name.text.empty() ? NodeName{fallback, false} : call.name;
  std::string full = ev.graph.names.claim(name);
  Result result = makeGroup(ev, inputs, full, call.loc);
  if (!failed(result) && name.isHint)
    ev.graph.names.holdWeakly(full, result->asGraphValue().getDefiningOp());
  return result;
}

static Result noOp(Evaluator &ev, Call &call) {
  std::string full = ev.graph.names.claim(
      call.name.text.empty() ? NodeName{"NoOp", false} : call.name);
  return makeGroup(ev, {}, full, call.loc);
}

void tfc::text::addScopeFunctions(FunctionTable &table) {
  table.add("tf.name_scope(name, default_name=None, values=None)", nameScope);
  table.add("tf.op_scope(values, name, default_name=None)", nameScope);
  table.add("tf.variable_scope(name_or_scope, default_name=None, values=None, "
            "initializer=None, regularizer=None, caching_device=None, "
            "partitioner=None, custom_getter=None, reuse=None, dtype=None)",
            variableScope);
  table.add("tf.get_variable_scope()", getVariableScope);
  table.add("VariableScope.reuse_variables(self)", reuseVariables);
  table.add("tf.device(device_name_or_function)", device);
  table.add("tf.control_dependencies(control_inputs)", controlDependencies);
  table.add("tf.group(*inputs)", group);
  table.add("tf.no_op()", noOp);
}

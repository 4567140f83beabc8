// Scopes, which stand after `with`: name scopes, variable scopes, devices,
// control dependencies.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/Evaluator.h"
#include "frontend/text/eval/Objects.h"
#include "ir/Device.h"

using namespace tfc::text;

namespace {
struct NameScope : ScopeObject {
  StringRef className() const override { return "NameScope"; }
  Value enter(Evaluator &ev, SMLoc loc) override {
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

/// tf.device: a device for the ops made inside. The fields that an inner scope
/// has win over those around it; None forgets what is around it.
struct DeviceScope : ScopeObject {
  StringRef className() const override { return "DeviceScope"; }
  Value enter(Evaluator &ev, SMLoc) override {
    around.push_back(ev.graph.device);
    if (device)
      ev.graph.device.mergeFrom(*device);
    else
      ev.graph.device = {};
    return Value();
  }
  void leave(Evaluator &ev) override {
    ev.graph.device = std::move(around.back());
    around.pop_back();
  }
  std::optional<tfc::DeviceName> device;
  std::vector<tfc::DeviceName> around;
};

struct ControlScope : ScopeObject {
  StringRef className() const override { return "ControlScope"; }
  Value enter(Evaluator &ev, SMLoc loc) override {
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
  Value enter(Evaluator &ev, SMLoc loc) override {
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

static Value makeScope(Object *scope) { return Value::of(scope); }

static StringRef scopeName(Evaluator &ev, Call &call, const Value &name) {
  StringRef text = ev.toString(name, call.loc, call.function() + ": name");
  if (!text.empty())
    if (auto wrong = checkNodeName(text))
      call.error("name='" + text + "': " + *wrong);
  return text;
}

static Value nameScope(Evaluator &ev, Call &call) {
  auto *scope = ev.heap.makeObject<NameScope>();
  Value name = call["name"].isNone() ? call["default_name"] : call["name"];
  if (name.isNone())
    return makeScope(scope); // the root
  scope->name = scopeName(ev, call, name).str();
  return makeScope(scope);
}

static Value variableScope(Evaluator &ev, Call &call) {
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
    scope->name = scope->nodeScope = scopeName(ev, call, name).str();
    if (scope->name.empty())
      return call.error("the name is empty");
  }
  const Value &reuse = call["reuse"];
  if (reuse.isString())
    scope->mayReuse = reuse.asString() == "tf.AUTO_REUSE";
  else if (!reuse.isNone())
    scope->mustReuse = call.flag("reuse");
  scope->initializer = call["initializer"];
  return makeScope(scope);
}

static Value getVariableScope(Evaluator &ev, Call &call) {
  auto *scope = ev.heap.makeObject<VariableScopeObject>();
  scope->name = StringRef(ev.variableScope.path)
                    .drop_back(!ev.variableScope.path.empty())
                    .str();
  scope->isAbsolute = true;
  scope->nodeScope = ev.graph.names.scope().str();
  return makeScope(scope);
}

static Value reuseVariables(Evaluator &ev, Call &call) {
  ev.variableScope.mustReuse = true;
  return Value();
}

static Value device(Evaluator &ev, Call &call) {
  const Value &name = call["device_name_or_function"];
  if (!name.isString() && !name.isNone())
    return ev.typeError(call.loc, "tf.device: the device",
                        "a string such as '/cpu:0'", name);
  auto *scope = ev.heap.makeObject<DeviceScope>();
  if (name.isNone())
    return makeScope(scope);
  std::string problem;
  scope->device = tfc::DeviceName::parse(name.asString(), problem);
  if (!scope->device)
    return ev.error(call.loc, "tf.device: " + problem);
  return makeScope(scope);
}

static Value controlDependencies(Evaluator &ev, Call &call) {
  auto *scope = ev.heap.makeObject<ControlScope>();
  if (call["control_inputs"].isNone()) {
    scope->clears = true;
    return makeScope(scope);
  }
  for (const Value &input : flatten(call["control_inputs"])) {
    if (input.is(ValueKind::Tensor) || input.is(ValueKind::Operation)) {
      scope->dependencies.push_back(input.asGraphValue());
    } else if (input.is(ValueKind::Variable)) {
      scope->dependencies.push_back(ev.graph.read(input.asVariable()));
    } else {
      return ev.typeError(call.loc, "tf.control_dependencies: an item",
                          "an operation or a tensor", input);
    }
  }
  return makeScope(scope);
}

void tfc::text::addScopes(FunctionTable &table) {
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
}

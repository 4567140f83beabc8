//===- Restore.cpp - Which variable has which key of a checkpoint ---------===//
//
// A saved graph holds the ops that restore it: RestoreV2 reads the tensors of
// constant names, and each goes to an Assign or AssignVariableOp. TensorFlow 1
// has them in the graph, TensorFlow 2 in a function that gets the variables'
// handles as arguments.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/read/Readers.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringSet.h"

using llvm::StringMap;
using llvm::StringRef;
using tensorflow::AttrValue;
using tensorflow::FunctionDef;
using tensorflow::NodeDef;

namespace tfc {

/// Calls within calls, and Identity ops in a row, that are followed.
constexpr unsigned kDepth = 16;
/// Nodes looked at in all: functions may call each other many times.
constexpr unsigned kSteps = 4'000'000;

namespace {

/// A graph or the body of a function.
struct Scope {
  StringMap<const NodeDef *> nodes;
  /// In a function: the variables that its arguments are, by name.
  StringMap<std::string> arguments;
  bool isFunction = false;
};

/// An input: a node's name, or an argument's, and which of its outputs.
struct Source {
  StringRef name;
  unsigned output = 0;
};

class RestoreFinder {
public:
  explicit RestoreFinder(const tensorflow::GraphDef &graph) : graph(graph) {}
  StringMap<CheckpointPlace> find();

private:
  void findRestoringFunctions();
  /// The function that a node calls, if it restores anything.
  const FunctionDef *restoringCallee(const NodeDef &node) const;
  template <typename Nodes>
  void visit(const Nodes &nodes, Scope &scope, unsigned depth);
  /// Follows Identity ops to what makes a value.
  Source follow(const Scope &scope, StringRef input) const;
  /// The name of the variable that a handle or reference is of, or nothing.
  std::string variableOf(const Scope &scope, StringRef input) const;
  std::optional<CheckpointPlace> placeOf(const Scope &scope,
                                         StringRef input) const;

  const tensorflow::GraphDef &graph;
  StringMap<const FunctionDef *> functions;
  llvm::StringSet<> restoring; // functions that hold a RestoreV2, or call such
  StringMap<CheckpointPlace> places;
  unsigned steps = 0;
};

} // namespace

/// "n:k" in a graph, "n:output:k" in a function.
static Source splitInput(StringRef input) {
  auto [name, rest] = input.split(':');
  StringRef number = rest.contains(':') ? rest.rsplit(':').second : rest;
  unsigned output;
  if (number.getAsInteger(10, output))
    output = 0;
  return {name, output};
}

/// The function that a node calls by its op or its attribute f.
static StringRef calleeOf(const NodeDef &node) {
  if (const AttrValue *f = findAttribute(node, "f", AttrValue::kFunc))
    return f->func().name();
  return node.op();
}

const FunctionDef *RestoreFinder::restoringCallee(const NodeDef &node) const {
  StringRef name = calleeOf(node);
  return restoring.contains(name) ? functions.lookup(name) : nullptr;
}

void RestoreFinder::findRestoringFunctions() {
  StringMap<llvm::SmallVector<StringRef, 1>> callers;
  llvm::SmallVector<StringRef> work;
  auto add = [&](StringRef name) {
    if (restoring.insert(name).second)
      work.push_back(name);
  };
  for (const FunctionDef &function : graph.library().function())
    functions.try_emplace(function.signature().name(), &function);
  for (const auto &[name, function] : functions) {
    for (const NodeDef &node : function->node_def()) {
      if (node.op() == "RestoreV2")
        add(name);
      StringRef callee = calleeOf(node);
      if (functions.contains(callee))
        callers[callee].push_back(name);
    }
  }
  while (!work.empty())
    for (StringRef caller : callers.lookup(work.pop_back_val()))
      add(caller);
}

Source RestoreFinder::follow(const Scope &scope, StringRef input) const {
  Source source = splitInput(input);
  for (unsigned i = 0; i < kDepth; ++i) {
    const NodeDef *node = scope.nodes.lookup(source.name);
    if (!node || node->op() != "Identity" || node->input_size() < 1)
      break;
    source = splitInput(node->input(0));
  }
  return source;
}

std::string RestoreFinder::variableOf(const Scope &scope,
                                      StringRef input) const {
  Source source = follow(scope, input);
  if (scope.isFunction)
    return scope.arguments.lookup(source.name);
  const NodeDef *node = scope.nodes.lookup(source.name);
  return node && isVariable(*node) ? node->name() : "";
}

/// Element `index` of a constant of strings, of which the last fills the rest.
static std::optional<std::string> stringAt(const NodeDef *node,
                                           unsigned index) {
  if (!node || node->op() != "Const")
    return std::nullopt;
  const AttrValue *value = findAttribute(*node, "value", AttrValue::kTensor);
  if (!value || value->tensor().string_val_size() == 0)
    return std::nullopt;
  int last = value->tensor().string_val_size() - 1;
  return value->tensor().string_val(int(std::min<int64_t>(index, last)));
}

std::optional<CheckpointPlace> RestoreFinder::placeOf(const Scope &scope,
                                                      StringRef input) const {
  Source source = follow(scope, input);
  const NodeDef *node = scope.nodes.lookup(source.name);
  if (!node || node->op() != "RestoreV2" || node->input_size() < 3)
    return std::nullopt;
  auto constant = [&](int i) {
    return stringAt(scope.nodes.lookup(follow(scope, node->input(i)).name),
                    source.output);
  };
  auto key = constant(1), slice = constant(2);
  if (!key || !slice)
    return std::nullopt;
  return CheckpointPlace{*key, *slice};
}

template <typename Nodes>
void RestoreFinder::visit(const Nodes &nodes, Scope &scope, unsigned depth) {
  for (const NodeDef &node : nodes)
    scope.nodes.try_emplace(node.name(), &node);
  for (const NodeDef &node : nodes) {
    if (++steps > kSteps)
      return;
    StringRef op = node.op();
    if ((op == "Assign" || op == "AssignVariableOp") && node.input_size() > 1) {
      std::string variable = variableOf(scope, node.input(0));
      auto place = placeOf(scope, node.input(1));
      if (!variable.empty() && place)
        places.try_emplace(variable, *place);
      continue;
    }
    const FunctionDef *callee = restoringCallee(node);
    if (!callee || depth == 0)
      continue;
    Scope body;
    body.isFunction = true;
    const auto &arguments = callee->signature().input_arg();
    for (int i = 0; i < std::min(arguments.size(), node.input_size()); ++i)
      body.arguments.try_emplace(arguments[i].name(),
                                 variableOf(scope, node.input(i)));
    visit(callee->node_def(), body, depth - 1);
  }
}

StringMap<CheckpointPlace> RestoreFinder::find() {
  findRestoringFunctions();
  Scope scope;
  visit(graph.node(), scope, kDepth);
  return std::move(places);
}

StringMap<CheckpointPlace> findRestored(const tensorflow::GraphDef &graph) {
  return RestoreFinder(graph).find();
}

} // namespace tfc

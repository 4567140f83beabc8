//===- Calls.cpp - Bodies of functions, and variables ---------------------===//
//
// A call is replaced by the body of its function, whose nodes are named below
// the call: node "n" of the body of call "c" is "c/n".
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/ops/shape.h"
#include "ir/ops/state.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;

namespace tfc {

/// Limits of what bodies of functions add to a model, as nodes and as bytes of
/// their names: functions that call others many times meet them.
constexpr size_t kMaxInlinedNodes = 200000;
constexpr size_t kMaxInlinedNames = size_t(1) << 26;
/// Calls within calls.
constexpr size_t kMaxCalls = 64;

/// Ops that a function runs though nothing takes their results.
static bool isStateful(StringRef op) {
  return op.starts_with("Assign") || op.starts_with("ResourceApply") ||
         op.starts_with("ResourceScatter") || op == "StatefulPartitionedCall" ||
         op == "While" || op == "If" || op == "Assert";
}

/// The nodes that a call must compute: its results, its control outputs, and
/// those that change something.
static std::vector<Node *> rootsOf(const Graph &body) {
  std::vector<Node *> roots = body.effects;
  for (Edge edge : body.results)
    roots.push_back(edge.node);
  for (auto &node : body.nodes())
    if (isStateful(node->op()))
      roots.push_back(node.get());
  return roots;
}

Outputs Importer::importCall(
    const Node &caller, StringRef name,
    const google::protobuf::Map<std::string, tensorflow::AttrValue> &attributes,
    ArrayRef<Output> arguments, SmallVectorImpl<Value> &effects) {
  const tensorflow::FunctionDef *callee = function(name);
  if (!callee)
    return error(caller) << "there is no function '" << name << "'";
  if (calls.size() == kMaxCalls)
    return error(caller) << "functions call each other more than " << kMaxCalls
                         << " deep"
                         << (llvm::is_contained(calls, name)
                                 ? ": '" + name.str() + "' calls itself"
                                 : std::string());
  inlinedNodes += callee->node_def_size() + 1;
  inlinedNames += (callee->node_def_size() + 1) * caller.name.size();
  if (inlinedNodes > kMaxInlinedNodes || inlinedNames > kMaxInlinedNames)
    return error(caller) << "the calls of functions make the model too large: "
                         << "more than " << kMaxInlinedNodes
                         << " nodes, or too long names";
  std::unique_ptr<Graph> body = check(Graph::buildFunction(
      *callee, attributes, functions, caller.name, caller.loc));
  if (!body)
    return {};
  if (body->arguments.size() != arguments.size())
    return error(caller) << "function '" << name << "' takes "
                         << body->arguments.size() << " arguments, got "
                         << arguments.size();
  Scope inner(*body);
  for (auto [argument, value] : llvm::zip(body->arguments, arguments))
    inner.results[argument].outputs.push_back(value);
  for (Edge edge : body->results)
    inner.taken[edge.node].insert(edge.output);
  std::vector<Node *> roots = rootsOf(*body);
  calls.push_back(name);
  importNodes(inner, check(body->order(roots)));
  calls.pop_back();
  if (ended)
    return {};

  for (Node *node : roots) {
    NodeResult &result = inner.results[node];
    if (result.hasEffect && result.done &&
        !llvm::is_contained(effects, result.done))
      effects.push_back(result.done);
  }
  Outputs results;
  for (Edge edge : body->results) {
    const Outputs &outputs = inner.results[edge.node].outputs;
    if (edge.output >= outputs.size())
      return error(caller) << "function '" << name << "' returns '"
                           << edge.node->name << ":" << edge.output
                           << "', which does not exist";
    results.push_back(outputs[edge.output]);
  }
  return results;
}

Outputs
NodeImport::call(StringRef function,
                 const google::protobuf::Map<std::string, tensorflow::AttrValue>
                     &attributes) {
  SmallVector<Value> effects;
  Outputs results =
      importer.importCall(node, function, attributes, inputsFrom(0), effects);
  if (!effects.empty())
    done = GroupOp::create(builder, node.loc, ControlType::get(context()),
                           effects);
  return results;
}

Value Importer::makeVariable(const Node &node, StringRef key,
                             RankedTensorType type) {
  if (!type.hasStaticShape())
    return error(node) << "the shape of the variable is not known: " << type;
  if (isa<StringType>(type.getElementType()))
    return error(node) << "is a variable of strings; variables hold numbers "
                          "and truth values";
  Value handle = VariableOp::create(builder, node.loc,
                                    VariableType::get(type.getContext(), type),
                                    node.name, /*trainable=*/true);
  variables[key] = handle;
  auto initial = model.variables.find(node.name);
  if (initial == model.variables.end())
    return handle;
  std::string problem;
  DenseElementsAttr value =
      toElements(initial->second, type.getContext(), problem);
  if (!value)
    return error(node) << "its initial value: " << problem;
  if (value.getType() != type)
    return error(node) << "its initial value has type " << value.getType()
                       << ", the variable " << type;
  Value constant = ConstantOp::create(builder, node.loc, type, value);
  AssignOp::create(builder, node.loc, type, handle, constant,
                   builder.getUnitAttr());
  return handle;
}

} // namespace tfc

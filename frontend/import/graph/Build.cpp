//===- Build.cpp - A model, or the body of a function, to a graph ---------===//
//
// The two write inputs differently: a model "node:1" for output 1 of a node, a
// body "node:indices:0" for the output 0 of those that are named `indices`.
// Both write
// "^node" for a control input, behind the others.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/graph/Graph.h"

#include "frontend/import/graph/Origin.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"

using llvm::StringRef;
using mlir::failure;
using mlir::FailureOr;
using mlir::Location;
using mlir::LogicalResult;
using mlir::success;
using tensorflow::NodeDef;

namespace tfc {

/// Fills in the inputs of a node; `find` tells which output a name means.
/// Fails, with an error at the node, if an input is not written as one is.
static LogicalResult
resolve(Node &node, llvm::function_ref<FailureOr<Edge>(StringRef)> find) {
  for (const std::string &text : node.def->input()) {
    StringRef input = text;
    bool isControl = input.consume_front("^");
    if (!isName(input) || input.starts_with("^"))
      return node.error() << "an input is no name of a tensor";
    if (!isControl && !node.controls.empty())
      return node.error() << "input '" << text
                          << "' stands behind a control input";
    FailureOr<Edge> edge = find(input);
    if (failed(edge))
      return failure();
    if (isControl)
      node.controls.push_back(edge->node);
    else
      node.inputs.push_back(*edge);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// A model
//===----------------------------------------------------------------------===//

/// The nodes of a model, without their inputs.
static LogicalResult addNodes(Graph &graph, const ImportedModel &model,
                              mlir::MLIRContext *context) {
  auto path = mlir::StringAttr::get(context, model.path);
  for (int i = 0; i < model.graph.node_size(); ++i) {
    const NodeDef &def = model.graph.node(i);
    unsigned line = size_t(i) < model.nodeLines.size() ? model.nodeLines[i] : 0;
    Location place = mlir::FileLineColLoc::get(path, line, line ? 1 : 0);
    if (!isName(def.name()))
      return mlir::emitError(place)
             << "node number " << i << " has no proper name";
    Location loc = originOf(def, def.name(), place);
    if (!isName(def.op()))
      return mlir::emitError(loc)
             << "node '" << def.name() << "': its op has no proper name";
    if (!graph.add(&def, def.name(), loc))
      return mlir::emitError(loc)
             << "node '" << def.name() << "': another node has this name";
  }
  return success();
}

/// The output that an input of `node` means. One that is not in the graph is a
/// node of its own: it is an error only if somebody needs it.
static Edge findOrMiss(Graph &graph, const Node &node, StringRef input) {
  auto [name, output] = splitTensorName(input);
  if (Node *source = graph.find(name))
    return {source, output};
  NodeDef missing;
  missing.set_name(name.str());
  missing.set_op(kMissingOp.str());
  missing.set_device("node '" + node.name + "': its input '" + input.str() +
                     "' is not in the graph");
  return {graph.add(std::move(missing), node.loc), output};
}

FailureOr<std::unique_ptr<Graph>> Graph::build(const ImportedModel &model,
                                               mlir::MLIRContext *context) {
  auto graph = std::make_unique<Graph>();
  if (failed(addNodes(*graph, model, context)))
    return failure();
  for (size_t i = 0, n = graph->all.size(); i < n; ++i) {
    Node &node = *graph->all[i];
    if (failed(resolve(node, [&](StringRef input) -> FailureOr<Edge> {
          return findOrMiss(*graph, node, input);
        })))
      return failure();
  }
  if (failed(raiseControlFlow(*graph)))
    return failure();
  return graph;
}

//===----------------------------------------------------------------------===//
// The body of a function
//===----------------------------------------------------------------------===//

namespace {
using Attributes = google::protobuf::Map<std::string, tensorflow::AttrValue>;
using Library = llvm::StringMap<const tensorflow::FunctionDef *>;

/// Builds the body for one call. For example
///
///   signature { name: "f" input_arg { name: "x" } output_arg { name: "places"
///   } } node_def { name: "top" op: "TopKV2" input: "x" input: "k:output:0" }
///   ret { key: "places" value: "top:indices:0" }
///
/// called as node "call" has nodes "call/x" and "call/top", and the result is
/// output 1 of the latter, since the outputs of TopKV2 are values and indices.
class BodyBuilder {
public:
  BodyBuilder(Graph &graph, const tensorflow::FunctionDef &function,
              const Library &library, StringRef prefix, Location loc)
      : graph(graph), function(function), library(library), prefix(prefix),
        loc(loc) {}

  LogicalResult run(const Attributes &attributes) {
    if (failed(addArguments()) || failed(addNodes(attributes)))
      return failure();
    for (auto &node : graph.nodes())
      if (failed(resolve(*node, [&](StringRef input) { return find(input); })))
        return failure();
    return success(succeeded(findResults()) && succeeded(findEffects()));
  }

private:
  mlir::InFlightDiagnostic error() {
    return mlir::emitError(loc) << "node '" << prefix << "': function '"
                                << function.signature().name() << "': ";
  }

  /// Null if the node or its op has no proper name, or its name is taken.
  Node *add(NodeDef def) {
    if (!isName(def.name()) || !isName(def.op()))
      return nullptr;
    std::string name = (prefix + "/" + def.name()).str();
    Location place = originOf(def, name, loc);
    Node *node = graph.add(std::move(def), place);
    if (node)
      node->name = name;
    return node;
  }

  LogicalResult addArguments() {
    for (const auto &argument : function.signature().input_arg()) {
      if (!argument.number_attr().empty() || !argument.type_list_attr().empty())
        return error() << "argument '" << argument.name()
                       << "' is a list, which is not supported";
      NodeDef def;
      def.set_name(argument.name());
      def.set_op(kArgumentOp.str());
      graph.arguments.push_back(add(std::move(def)));
      if (!graph.arguments.back())
        return error() << "two arguments are named '" << argument.name() << "'";
    }
    return success();
  }

  /// Attributes of nodes that name one of the call's take its value.
  LogicalResult addNodes(const Attributes &attributes) {
    for (const NodeDef &original : function.node_def()) {
      NodeDef def = original;
      for (auto &[name, value] : *def.mutable_attr()) {
        if (value.value_case() != tensorflow::AttrValue::kPlaceholder)
          continue;
        auto given = attributes.find(value.placeholder());
        if (given == attributes.end())
          return error() << "the call gives no attribute '"
                         << value.placeholder() << "'";
        value = given->second;
      }
      StringRef name = original.name();
      if (!add(std::move(def)))
        return error()
               << "a node without proper names of itself and its op, or "
                  "one named as another: '"
               << (isName(name) ? name : "?") << "'";
    }
    return success();
  }

  /// The place of output `name` of a node; nothing if its function has none.
  std::optional<unsigned> placeOf(const Node &source, StringRef name,
                                  unsigned index) {
    auto callee = library.find(source.op());
    if (callee == library.end())
      return outputIndex(source.op(), name, index);
    const auto &outputs = callee->second->signature().output_arg();
    auto found = llvm::find_if(
        outputs, [&](const auto &argument) { return argument.name() == name; });
    if (found == outputs.end())
      return std::nullopt;
    return index + (found - outputs.begin());
  }

  /// "node", "node:output" or "node:output:index".
  FailureOr<Edge> find(StringRef input) {
    unsigned index = 0;
    auto [head, last] = input.rsplit(':');
    bool hasIndex = head != input && !last.getAsInteger(10, index);
    auto [name, output] = (hasIndex ? head : input).split(':');
    Node *source = graph.find(name);
    if (!source)
      return error() << "'" << input << "' is not in it";
    if (output.empty())
      return Edge{source, index};
    if (auto place = placeOf(*source, output, index))
      return Edge{source, *place};
    return error() << "'" << input << "': function '" << source->op()
                   << "' has no such output";
  }

  LogicalResult findResults() {
    for (const auto &output : function.signature().output_arg()) {
      auto returned = function.ret().find(output.name());
      if (returned == function.ret().end())
        return error() << "output '" << output.name() << "' is not returned";
      FailureOr<Edge> edge = find(returned->second);
      if (failed(edge))
        return failure();
      graph.results.push_back(*edge);
    }
    return success();
  }

  LogicalResult findEffects() {
    for (const std::string &output : function.signature().control_output()) {
      auto returned = function.control_ret().find(output);
      Node *node = returned == function.control_ret().end()
                       ? nullptr
                       : graph.find(returned->second);
      if (!node)
        return error() << "control output '" << output << "' is not returned";
      graph.effects.push_back(node);
    }
    return success();
  }

  Graph &graph;
  const tensorflow::FunctionDef &function;
  const Library &library;
  StringRef prefix;
  Location loc;
};
} // namespace

FailureOr<std::unique_ptr<Graph>>
Graph::buildFunction(const tensorflow::FunctionDef &function,
                     const Attributes &attributes, const Library &library,
                     StringRef prefix, Location loc) {
  auto graph = std::make_unique<Graph>();
  BodyBuilder body(*graph, function, library, prefix, loc);
  if (failed(body.run(attributes)) || failed(raiseControlFlow(*graph)))
    return failure();
  return graph;
}

} // namespace tfc

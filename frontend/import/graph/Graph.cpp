//===- Graph.cpp ----------------------------------------------------------===//
#include "frontend/import/graph/Graph.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using llvm::StringRef;
using mlir::failure;
using mlir::FailureOr;
using mlir::Location;
using tensorflow::NodeDef;

namespace tfc {

const tensorflow::AttrValue *Node::attribute(StringRef name) const {
  auto found = def->attr().find(name.str());
  return found == def->attr().end() ? nullptr : &found->second;
}

// Names of debug info that are kept of one node.
static constexpr size_t kMostOrigins = 8;

/// "from 'a', 'b', for device '/gpu:0'" as far as `loc` says so (originOf).
static std::string describeOrigin(Location loc) {
  auto named = llvm::dyn_cast<mlir::NameLoc>(loc);
  auto fused = named ? llvm::dyn_cast<mlir::FusedLoc>(named.getChildLoc())
                     : mlir::FusedLoc();
  std::string text;
  if (!fused)
    return text;
  for (Location within : fused.getLocations())
    if (auto original = llvm::dyn_cast<mlir::NameLoc>(within);
        original &&
        llvm::isa<mlir::UnknownLoc>(original.getChildLoc()))
      text += (text.empty() ? "from '" : ", '") + original.getName().str() + "'";
  if (auto device =
          llvm::dyn_cast_if_present<mlir::StringAttr>(fused.getMetadata()))
    text += (text.empty() ? "for device '" : ", for device '") +
            device.getValue().str() + "'";
  return text;
}

mlir::InFlightDiagnostic Node::error() const {
  mlir::InFlightDiagnostic report = mlir::emitError(loc);
  report << "node '" << name << "'";
  if (std::string origin = describeOrigin(loc); !origin.empty())
    report << " (" << origin << ")";
  report << ": ";
  return report;
}

std::pair<StringRef, unsigned> splitTensorName(StringRef name) {
  auto [node, output] = name.rsplit(':');
  unsigned index = 0;
  if (node == name || output.getAsInteger(10, index))
    return {name, 0};
  return {node, index};
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

Node *Graph::add(const NodeDef *def, StringRef name, Location loc) {
  Node node{def, name.str(), {}, {}, loc};
  if (!byName.try_emplace(def->name(), nullptr).second)
    return nullptr;
  all.push_back(std::make_unique<Node>(std::move(node)));
  return byName[def->name()] = all.back().get();
}

Node *Graph::add(NodeDef def, Location loc) {
  if (byName.contains(def.name()))
    return nullptr;
  owned.push_back(std::move(def));
  return add(&owned.back(), owned.back().name(), loc);
}

/// A name that fits into messages and symbols: printable, not too long.
static bool isName(StringRef name) {
  return !name.empty() && name.size() <= 4096 &&
         llvm::all_of(name, [](unsigned char c) { return c > 0x20 && c != 0x7f; });
}

/// Where a node comes from: its name; within, its place in the file and, where an
/// optimiser made it of others (node debug info), their names; and the device
/// that it was made for.
static Location originOf(const NodeDef &def, StringRef name, Location place) {
  mlir::MLIRContext *context = place.getContext();
  auto text = [&](StringRef text) {
    return mlir::StringAttr::get(context, text);
  };
  llvm::SmallVector<Location> within{place};
  const auto &debug = def.experimental_debug_info();
  for (const auto &names :
       {debug.original_node_names(), debug.original_func_names()})
    for (const std::string &original : names)
      if (isName(original) && original != def.name() &&
          within.size() <= kMostOrigins)
        within.push_back(mlir::NameLoc::get(text(original)));
  mlir::Attribute device;
  if (isName(def.device()))
    device = text(def.device());
  if (within.size() > 1 || device)
    place = mlir::FusedLoc::get(context, within, device);
  return mlir::NameLoc::get(text(name), place);
}

/// Fails, with an error at the node, if an input is not written as one is.
static mlir::LogicalResult
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
  return mlir::success();
}

FailureOr<std::unique_ptr<Graph>> Graph::build(const ImportedModel &model,
                                               mlir::MLIRContext *context) {
  auto graph = std::make_unique<Graph>();
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
    if (!graph->add(&def, def.name(), loc))
      return mlir::emitError(loc)
             << "node '" << def.name() << "': another node has this name";
  }
  for (size_t i = 0, n = graph->all.size(); i < n; ++i) {
    Node &node = *graph->all[i];
    if (failed(resolve(node, [&](StringRef input) -> FailureOr<Edge> {
          auto [name, output] = splitTensorName(input);
          if (Node *source = graph->find(name))
            return Edge{source, output};
          NodeDef missing;
          missing.set_name(name.str());
          missing.set_op(kMissingOp.str());
          missing.set_device("node '" + node.name + "': its input '" +
                             input.str() + "' is not in the graph");
          return Edge{graph->add(std::move(missing), node.loc), output};
        })))
      return failure();
  }
  if (failed(raiseControlFlow(*graph)))
    return failure();
  return graph;
}

FailureOr<std::unique_ptr<Graph>> Graph::buildFunction(
    const tensorflow::FunctionDef &function,
    const google::protobuf::Map<std::string, tensorflow::AttrValue> &attributes,
    const llvm::StringMap<const tensorflow::FunctionDef *> &library,
    StringRef prefix, Location loc) {
  auto graph = std::make_unique<Graph>();
  StringRef functionName = function.signature().name();
  auto error = [&] {
    return mlir::emitError(loc)
           << "node '" << prefix << "': function '" << functionName << "': ";
  };
  auto add = [&](NodeDef def) -> Node * {
    std::string name = (prefix + "/" + def.name()).str();
    Location place = originOf(def, name, loc);
    Node *node = isName(def.name()) && isName(def.op())
                     ? graph->add(std::move(def), place)
                     : nullptr;
    if (node)
      node->name = name;
    return node;
  };
  for (const auto &argument : function.signature().input_arg()) {
    if (!argument.number_attr().empty() || !argument.type_list_attr().empty())
      return error() << "argument '" << argument.name()
                     << "' is a list, which is not supported";
    NodeDef def;
    def.set_name(argument.name());
    def.set_op(kArgumentOp.str());
    Node *node = add(std::move(def));
    if (!node)
      return error() << "two arguments are named '" << argument.name() << "'";
    graph->arguments.push_back(node);
  }
  for (const NodeDef &original : function.node_def()) {
    NodeDef def = original;
    for (auto &[name, value] : *def.mutable_attr()) {
      if (value.value_case() != tensorflow::AttrValue::kPlaceholder)
        continue;
      auto given = attributes.find(value.placeholder());
      if (given == attributes.end())
        return error() << "the call gives no attribute '" << value.placeholder()
                       << "'";
      value = given->second;
    }
    StringRef name = original.name();
    if (!add(std::move(def)))
      return error() << "a node without proper names of itself and its op, or "
                        "one named as another: '"
                     << (isName(name) ? name : "?") << "'";
  }

  auto find = [&](StringRef input) -> FailureOr<Edge> {
    StringRef name, outputName;
    unsigned index = 0;
    auto [head, last] = input.rsplit(':');
    if (head != input && !last.getAsInteger(10, index))
      std::tie(name, outputName) = head.split(':');
    else
      std::tie(name, outputName) = input.split(':');
    Node *source = graph->find(name);
    if (!source)
      return error() << "'" << input << "' is not in it";
    unsigned output = index;
    if (!outputName.empty()) {
      if (auto callee = library.find(source->op()); callee != library.end()) {
        const auto &outputs = callee->second->signature().output_arg();
        auto found = llvm::find_if(outputs, [&](const auto &argument) {
          return argument.name() == outputName;
        });
        if (found == outputs.end())
          return error() << "'" << input << "': function '" << source->op()
                         << "' has no such output";
        output = index + (found - outputs.begin());
      } else {
        output = outputIndex(source->op(), outputName, index);
      }
    }
    return Edge{source, output};
  };
  for (auto &node : graph->all)
    if (failed(resolve(*node, find)))
      return failure();
  for (const auto &output : function.signature().output_arg()) {
    auto returned = function.ret().find(output.name());
    if (returned == function.ret().end())
      return error() << "output '" << output.name() << "' is not returned";
    FailureOr<Edge> edge = find(returned->second);
    if (failed(edge))
      return failure();
    graph->results.push_back(*edge);
  }
  for (const std::string &output : function.signature().control_output()) {
    auto returned = function.control_ret().find(output);
    Node *node = returned == function.control_ret().end()
                     ? nullptr
                     : graph->find(returned->second);
    if (!node)
      return error() << "control output '" << output << "' is not returned";
    graph->effects.push_back(node);
  }
  if (failed(raiseControlFlow(*graph)))
    return failure();
  return graph;
}

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

FailureOr<std::vector<Node *>>
Graph::order(llvm::ArrayRef<Node *> roots,
             const llvm::DenseSet<const Node *> &cut) const {
  enum class State : char { New, Open, Done };
  llvm::DenseMap<const Node *, State> states;
  std::vector<Node *> result;
  struct Step {
    Node *node;
    size_t next; // the input to look at next, then the control inputs
  };
  std::vector<Step> path;
  auto visit = [&](Node *root) -> mlir::LogicalResult {
    if (states.lookup(root) != State::New)
      return mlir::success();
    states[root] = State::Open;
    path.push_back({root, 0});
    while (!path.empty()) {
      Step &step = path.back();
      Node *node = step.node;
      bool isCut = cut.contains(node) || carried.contains(node);
      size_t inputs = isCut ? 0 : node->inputs.size();
      size_t total = inputs + (isCut ? 0 : node->controls.size());
      if (step.next == total) {
        states[node] = State::Done;
        result.push_back(node);
        path.pop_back();
        continue;
      }
      size_t i = step.next++;
      Node *needed = i < inputs ? node->inputs[i].node
                                : node->controls[i - inputs];
      State &state = states[needed];
      if (state == State::Open)
        return node->error() << "stands on a cycle with node '" << needed->name
                             << "'";
      if (state == State::Done)
        continue;
      state = State::Open;
      path.push_back({needed, 0});
    }
    return mlir::success();
  };
  for (Node *root : roots)
    if (failed(visit(root)))
      return failure();
  // Once more in the order of the file: reads and assigns of a variable keep it.
  llvm::DenseSet<const Node *> needed(result.begin(), result.end());
  states.clear();
  result.clear();
  for (auto &node : all)
    if (needed.contains(node.get()) && failed(visit(node.get())))
      return failure();
  return result;
}

} // namespace tfc

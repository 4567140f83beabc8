//===- Graph.cpp - Nodes, and the order in which they are needed ----------===//
#include "frontend/import/graph/Graph.h"

#include "frontend/import/graph/Origin.h"

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

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

namespace {
/// Visits nodes with those that they need before them, by an explicit path:
/// chains of nodes may be longer than the stack.
class Walk {
public:
  Walk(const Graph &graph, const llvm::DenseSet<const Node *> &cut)
      : graph(graph), cut(cut) {}

  /// Appends `root` and what it needs to `result`. Reports cycles.
  mlir::LogicalResult visit(Node *root) {
    if (states.lookup(root) != State::New)
      return mlir::success();
    open(root);
    while (!path.empty()) {
      Step &step = path.back();
      Node *node = step.node, *needed = neededBy(*node, step.next++);
      if (!needed) {
        states[node] = State::Done;
        result.push_back(node);
        path.pop_back();
        continue;
      }
      State state = states.lookup(needed);
      if (state == State::Open)
        return node->error()
               << "stands on a cycle with node '" << needed->name << "'";
      if (state == State::New)
        open(needed);
    }
    return mlir::success();
  }

  std::vector<Node *> result;

private:
  enum class State : char { New, Open, Done };
  struct Step {
    Node *node;
    size_t next; // the input to look at next, then the control inputs
  };

  void open(Node *node) {
    states[node] = State::Open;
    path.push_back({node, 0});
  }

  /// The i-th node that `node` needs; null if there are fewer.
  Node *neededBy(const Node &node, size_t i) const {
    if (cut.contains(&node) || graph.carried.contains(&node))
      return nullptr;
    if (i < node.inputs.size())
      return node.inputs[i].node;
    i -= node.inputs.size();
    return i < node.controls.size() ? node.controls[i] : nullptr;
  }

  const Graph &graph;
  const llvm::DenseSet<const Node *> &cut;
  llvm::DenseMap<const Node *, State> states;
  std::vector<Step> path;
};
} // namespace

FailureOr<std::vector<Node *>>
Graph::order(llvm::ArrayRef<Node *> roots,
             const llvm::DenseSet<const Node *> &cut) const {
  Walk needed(*this, cut);
  for (Node *root : roots)
    if (failed(needed.visit(root)))
      return failure();
  // Once more in the order of the file: reads and assigns of a variable keep
  // it.
  llvm::DenseSet<const Node *> isNeeded(needed.result.begin(),
                                        needed.result.end());
  Walk inOrder(*this, cut);
  for (auto &node : all)
    if (isNeeded.contains(node.get()) && failed(inOrder.visit(node.get())))
      return failure();
  return inOrder.result;
}

} // namespace tfc

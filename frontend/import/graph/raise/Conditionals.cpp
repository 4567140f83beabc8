//===- Conditionals.cpp - Switch and Merge to branches --------------------===//
//
// A node runs under a set of choices (predicate, side): those of the Switches
// that its inputs and control inputs come through. A Merge joins two inputs
// that differ in one choice. Merges of one predicate under the same choices
// that do not need each other are one conditional.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/graph/raise/Raise.h"

#include "frontend/import/graph/Graph.h"

#include "llvm/ADT/SetVector.h"

#include <map>
#include <set>

using namespace mlir;
using llvm::StringRef;

namespace tfc {

namespace {

using Choice = std::pair<unsigned, bool>; // number of the predicate, side
using Choices = std::set<Choice>;

/// More choices around one node than any program nests.
constexpr size_t kMaxChoices = 256;

struct Group {
  unsigned predicate;
  Choices around;
  std::vector<Node *> merges;
};

class ConditionalRaiser {
public:
  explicit ConditionalRaiser(Graph &graph) : graph(graph) {}
  LogicalResult run();

private:
  bool isMerge(const Node *node) const {
    return (node->op() == "Merge" || node->op() == "RefMerge") &&
           !graph.carried.contains(node);
  }
  static bool isSwitch(const Node *node) {
    return node->op() == "Switch" || node->op() == "RefSwitch";
  }
  /// Whether the Switch is a loop's.
  static bool isOfLoop(const Node *node) {
    return node->inputs.size() == 2 && node->inputs[1].node->op() == "LoopCond";
  }
  unsigned predicateOf(const Node *node);
  Choices choicesOf(Edge edge);
  LogicalResult visit(Node *node);
  LogicalResult visitMerge(Node *node);
  bool needsAny(Node *from, ArrayRef<Node *> targets);
  void raise(Group &group);
  void findInside(Group &group, Edge from, bool side,
                  llvm::SetVector<Node *> &inside, Node *branch);

  Graph &graph;
  llvm::DenseMap<const Node *, Choices> choices;
  std::map<std::pair<const Node *, unsigned>, unsigned> predicates;
  std::vector<std::unique_ptr<Group>> groups;
};

/// Predicates are one if they are the same output, seen through Identity.
unsigned ConditionalRaiser::predicateOf(const Node *node) {
  Edge edge = node->inputs[1];
  for (int steps = 0; steps < 64 && edge.node->op() == "Identity" &&
                      edge.node->inputs.size() == 1;
       ++steps)
    edge = edge.node->inputs[0];
  return predicates
      .try_emplace({edge.node, edge.output}, unsigned(predicates.size()))
      .first->second;
}

Choices ConditionalRaiser::choicesOf(Edge edge) {
  Choices result = choices[edge.node];
  if (isSwitch(edge.node) && !isOfLoop(edge.node) &&
      edge.node->inputs.size() == 2)
    result.insert({predicateOf(edge.node), edge.output == 1});
  return result;
}

LogicalResult ConditionalRaiser::visitMerge(Node *node) {
  if (node->inputs.size() != 2)
    return node->error() << "op 'Merge' of " << node->inputs.size()
                         << " inputs, expected 2";
  Choices x = choicesOf(node->inputs[0]), y = choicesOf(node->inputs[1]);
  std::optional<Choice> chosen; // of input 0
  for (Choice choice : x)
    if (y.count({choice.first, !choice.second}))
      chosen = choice;
  if (!chosen)
    return node->error() << "op 'Merge' joins values that do not come from the "
                            "two sides of one Switch";
  Choices around;
  std::set_intersection(x.begin(), x.end(), y.begin(), y.end(),
                        std::inserter(around, around.end()));
  choices[node] = around;
  auto found = llvm::find_if(groups, [&](auto &group) {
    return group->predicate == chosen->first && group->around == around &&
           !needsAny(node, group->merges);
  });
  if (found == groups.end()) {
    groups.push_back(std::make_unique<Group>());
    groups.back()->predicate = chosen->first;
    groups.back()->around = around;
    found = std::prev(groups.end());
  }
  (*found)->merges.push_back(node);
  return success();
}

bool ConditionalRaiser::needsAny(Node *from, ArrayRef<Node *> targets) {
  llvm::DenseSet<const Node *> wanted(targets.begin(), targets.end()), seen;
  std::vector<Node *> work{from};
  while (!work.empty()) {
    Node *node = work.back();
    work.pop_back();
    if (graph.carried.contains(node))
      continue;
    auto look = [&](Node *needed) {
      if (seen.insert(needed).second)
        work.push_back(needed);
      return wanted.contains(needed);
    };
    for (Edge edge : node->inputs)
      if (look(edge.node))
        return true;
    for (Node *control : node->controls)
      if (look(control))
        return true;
  }
  return false;
}

LogicalResult ConditionalRaiser::visit(Node *node) {
  if (isMerge(node))
    return visitMerge(node);
  if (graph.carried.contains(node))
    return success();
  if (isSwitch(node) && node->inputs.size() != 2)
    return node->error() << "op 'Switch' of " << node->inputs.size()
                         << " inputs, expected 2";
  Choices result;
  for (Edge edge : node->inputs) {
    Choices more = choicesOf(edge);
    result.insert(more.begin(), more.end());
  }
  for (Node *control : node->controls) {
    const Choices &more = choices[control];
    result.insert(more.begin(), more.end());
  }
  if (result.size() > kMaxChoices)
    return node->error() << "stands in more than " << kMaxChoices
                         << " conditionals";
  choices[node] = std::move(result);
  return success();
}

/// Collects the nodes that run under the group's choice of `side` and that
/// `from` needs. Whatever they take from outside becomes an input of the
/// branch.
void ConditionalRaiser::findInside(Group &group, Edge from, bool side,
                                   llvm::SetVector<Node *> &inside,
                                   Node *branch) {
  struct Step {
    Edge edge;
    bool isControl;
  };
  std::vector<Step> work{{from, false}};
  while (!work.empty()) {
    auto [edge, isControl] = work.back();
    work.pop_back();
    Node *node = edge.node;
    if (!choices[node].count({group.predicate, side})) {
      if (isControl)
        branch->controls.push_back(node);
      else if (llvm::none_of(
                   branch->inputs, [node, output = edge.output](Edge known) {
                     return known.node == node && known.output == output;
                   }))
        branch->inputs.push_back(edge);
      continue;
    }
    if (!inside.insert(node))
      continue;
    for (Edge input : node->inputs)
      work.push_back({input, false});
    for (Node *control : node->controls)
      work.push_back({{control, 0}, true});
  }
}

void ConditionalRaiser::raise(Group &group) {
  Node *first = group.merges.front();
  tensorflow::NodeDef def;
  def.set_name(first->def->name() + "/_branch");
  def.set_op(kBranchOp.str());
  Node *branch = graph.add(std::move(def), first->loc);
  if (!branch)
    return;
  branch->name = first->name + "/_branch";
  for (auto [place, number] : predicates)
    if (number == group.predicate)
      branch->inputs.push_back({const_cast<Node *>(place.first), place.second});
  auto parts = std::make_unique<BranchParts>();
  llvm::SetVector<Node *> inside[2];
  for (Node *merge : group.merges) {
    bool firstIsTrue =
        choicesOf(merge->inputs[0]).count({group.predicate, true});
    BranchParts::Value value;
    for (int side = 0; side < 2; ++side) {
      int place = (side == 1) == firstIsTrue ? 0 : 1;
      value.node[side] = merge->inputs[place].node;
      value.output[side] = merge->inputs[place].output;
      value.place[side] = place;
      findInside(group, merge->inputs[place], side, inside[side], branch);
    }
    parts->values.push_back(value);
  }
  for (int side = 0; side < 2; ++side)
    for (Node *node : inside[side])
      graph.inner.insert(node);
  unsigned count = group.merges.size();
  for (auto [i, merge] : llvm::enumerate(group.merges)) {
    tensorflow::NodeDef merged = *merge->def;
    merged.set_op(kMergedOp.str());
    graph.redefine(merge, std::move(merged));
    merge->inputs.clear();
    merge->inputs.push_back({branch, unsigned(i)});
    merge->inputs.push_back({branch, unsigned(count + i)});
  }
  choices[branch] = group.around;
  graph.branches[branch] = std::move(parts);
}

LogicalResult ConditionalRaiser::run() {
  std::vector<Node *> all;
  bool any = false;
  for (auto &node : graph.nodes()) {
    all.push_back(node.get());
    any |= isMerge(node.get());
  }
  if (!any)
    return success();
  FailureOr<std::vector<Node *>> order = graph.order(all);
  if (failed(order))
    return failure();
  for (Node *node : *order)
    if (failed(visit(node)))
      return failure();
  // Inner conditionals first.
  llvm::stable_sort(groups, [](auto &a, auto &b) {
    return a->around.size() > b->around.size();
  });
  for (auto &group : groups)
    raise(*group);
  return success();
}

} // namespace

LogicalResult raiseConditionals(Graph &graph) {
  return ConditionalRaiser(graph).run();
}

} // namespace tfc

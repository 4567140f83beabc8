//===- Loops.cpp - Frames to loops ----------------------------------------===//
//
// TensorFlow 1 writes `while i < n: i = i + 1` as the nodes of one frame:
//
//   enter = Enter(0)             merge = Merge(enter, next)
//   n     = Enter(limit)         less  = Less(merge, n)      cond =
//   LoopCond(less) switch = Switch(merge, cond) exit  = Exit(switch:0) add   =
//   Add(switch:1, 1)     next  = NextIteration(add)
//
// Raised, they are one node `cond/_loop` of op _Loop with the inputs (0,
// limit): its variables' initial values, and what else the frame takes from
// outside. The exit becomes an Identity of the loop's output 0. Merge and
// Switch get their values from the loop when its body is imported.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/graph/raise/Raise.h"

#include "frontend/import/graph/Graph.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using llvm::StringRef;

namespace tfc {

namespace {

bool isEnter(const Node *node) {
  return node->op() == "Enter" || node->op() == "RefEnter";
}
bool isExit(const Node *node) {
  return node->op() == "Exit" || node->op() == "RefExit";
}
bool isMerge(const Node *node) {
  return node->op() == "Merge" || node->op() == "RefMerge";
}
bool isSwitch(const Node *node) {
  return node->op() == "Switch" || node->op() == "RefSwitch";
}
bool isNext(const Node *node) {
  return node->op() == "NextIteration" || node->op() == "RefNextIteration";
}

/// The nodes of one loop.
struct Frame {
  std::string name;
  std::vector<Node *> enters;
  int parent = -1;
  int depth = 0;
};

class LoopRaiser {
public:
  explicit LoopRaiser(Graph &graph) : graph(graph) {}
  LogicalResult run();

private:
  LogicalResult findFrames();
  void spreadFrames();
  void findDepths();
  LogicalResult raise(int frame);
  Node *findCondition(int frame);
  LogicalResult findVariables(int frame, LoopParts &parts);
  Node *addLoop(const Node &condition);
  void takeInputs(int frame, const LoopParts &parts, Node &loop);
  LogicalResult replaceExits(int frame, const LoopParts &parts, Node &loop);
  void moveOut(Node *node, int frame);
  int frameOf(const Node *node) const {
    auto found = frames.find(node);
    return found == frames.end() ? -1 : found->second;
  }

  Graph &graph;
  std::vector<Frame> all;
  llvm::DenseMap<const Node *, int> frames;
  llvm::DenseMap<const Node *, std::vector<Node *>> users;
};

/// Frames are the names that Enters give.
LogicalResult LoopRaiser::findFrames() {
  llvm::StringMap<int> byName;
  for (auto &node : graph.nodes()) {
    for (Edge edge : node->inputs)
      users[edge.node].push_back(node.get());
    if (!isEnter(node.get()))
      continue;
    const tensorflow::AttrValue *name = node->attribute("frame_name");
    if (node->inputs.size() != 1 || !name)
      return node->error() << "op '" << node->op()
                           << "': expected one input and a frame_name";
    auto [place, isNew] = byName.try_emplace(name->s(), all.size());
    if (isNew) {
      all.emplace_back();
      all.back().name = name->s();
    }
    all[place->second].enters.push_back(node.get());
    frames[node.get()] = place->second;
  }
  return success();
}

/// A node belongs to the frame of its inputs; an Exit leaves it.
void LoopRaiser::spreadFrames() {
  llvm::DenseMap<const Node *, std::vector<Node *>> followers = users;
  for (auto &node : graph.nodes())
    for (Node *control : node->controls)
      followers[control].push_back(node.get());
  for (bool changed = true; changed;) {
    changed = false;
    std::vector<Node *> work;
    for (auto &node : graph.nodes())
      if (frameOf(node.get()) >= 0)
        work.push_back(node.get());
    while (!work.empty()) {
      Node *node = work.back();
      work.pop_back();
      int inside = frameOf(node);
      if (isExit(node)) {
        inside = all[inside].parent;
        if (inside < 0)
          continue;
      }
      for (Node *user : followers[node]) {
        if (isEnter(user)) {
          Frame &inner = all[frameOf(user)];
          if (inner.parent < 0 && frameOf(user) != inside) {
            inner.parent = inside;
            changed = true;
          }
          continue;
        }
        if (!frames.try_emplace(user, inside).second)
          continue;
        work.push_back(user);
      }
    }
  }
}

/// How many loops stand around each; more than there are if they stand inside
/// each other.
void LoopRaiser::findDepths() {
  for (size_t i = 0; i < all.size(); ++i)
    for (int outer = all[i].parent;
         outer >= 0 && all[i].depth <= int(all.size());
         outer = all[outer].parent)
      ++all[i].depth;
}

/// A variable of a loop is a Merge of an Enter and a NextIteration.
LogicalResult LoopRaiser::findVariables(int frame, LoopParts &parts) {
  llvm::SetVector<Node *> merges;
  for (Node *enter : all[frame].enters)
    for (Node *user : users[enter])
      if (isMerge(user))
        merges.insert(user);
  for (Node *merge : merges) {
    auto wrong = [&] {
      return merge->error()
             << "op 'Merge' in the loop '" << all[frame].name
             << "': expected an Enter and a NextIteration as its inputs";
    };
    if (merge->inputs.size() != 2)
      return wrong();
    Node *first = merge->inputs[0].node, *second = merge->inputs[1].node;
    if (isNext(first))
      std::swap(first, second);
    if (!isEnter(first) || !isNext(second) || second->inputs.size() != 1)
      return wrong();
    LoopParts::Variable variable{merge, second, {}};
    for (Node *user : users[merge])
      if (isSwitch(user) && user->inputs.size() == 2 &&
          user->inputs[0].node == merge &&
          user->inputs[1].node == parts.condition)
        variable.switches.push_back(user);
    parts.variables.push_back(std::move(variable));
  }
  return success();
}

/// The LoopCond of a frame; null with an error if it has none, or two.
Node *LoopRaiser::findCondition(int frame) {
  Node *condition = nullptr;
  for (auto &node : graph.nodes()) {
    if (node->op() != "LoopCond" || frameOf(node.get()) != frame)
      continue;
    if (condition) {
      node->error() << "the loop '" << all[frame].name
                    << "' has two conditions";
      return nullptr;
    }
    condition = node.get();
  }
  if (condition && condition->inputs.size() == 1)
    return condition;
  all[frame].enters.front()->error()
      << "the loop '" << all[frame].name << "' has no condition (LoopCond)";
  return nullptr;
}

/// Adds the node that stands for a loop, without its inputs. Null with an error
/// if its name is taken.
Node *LoopRaiser::addLoop(const Node &condition) {
  tensorflow::NodeDef def;
  def.set_name(condition.def->name() + "/_loop");
  def.set_op(kLoopOp.str());
  Node *loop = graph.add(std::move(def), condition.loc);
  if (loop)
    loop->name = condition.name + "/_loop";
  else
    condition.error() << "a node with the name of its loop exists";
  return loop;
}

/// Gives a loop its inputs: the variables' initial values first, then the
/// frame's other Enters and what nodes inside take besides, such as a variable,
/// which must be there before.
void LoopRaiser::takeInputs(int frame, const LoopParts &parts, Node &loop) {
  for (const LoopParts::Variable &variable : parts.variables) {
    Node *merge = variable.merge;
    Node *enter = isEnter(merge->inputs[0].node) ? merge->inputs[0].node
                                                 : merge->inputs[1].node;
    loop.inputs.push_back(enter->inputs[0]);
    graph.carried.insert(merge);
  }
  for (Node *enter : all[frame].enters) {
    loop.inputs.push_back(enter->inputs[0]);
    llvm::append_range(loop.controls, enter->controls);
  }
  llvm::SmallPtrSet<Node *, 8> before;
  for (auto &inside : graph.nodes()) {
    if (frameOf(inside.get()) != frame || isExit(inside.get()))
      continue;
    graph.inner.insert(inside.get());
    for (Edge edge : inside->inputs)
      if (!isEnter(inside.get()) && frameOf(edge.node) != frame &&
          edge.node->op() != "Const" && before.insert(edge.node).second)
        loop.inputs.push_back(edge);
  }
}

/// The Exits of a frame become outputs of the loop: each is the first output of
/// one of its variables' Switches.
LogicalResult LoopRaiser::replaceExits(int frame, const LoopParts &parts,
                                       Node &loop) {
  llvm::DenseMap<Node *, unsigned> places;
  for (auto [i, variable] : llvm::enumerate(parts.variables))
    for (Node *each : variable.switches)
      places[each] = i;
  for (auto &exit : graph.nodes()) {
    if (!isExit(exit.get()) || frameOf(exit.get()) != frame)
      continue;
    auto place = exit->inputs.size() == 1 && exit->inputs[0].output == 0
                     ? places.find(exit->inputs[0].node)
                     : places.end();
    if (place == places.end())
      return exit->error() << "op 'Exit': expected the first output of a "
                              "Switch on the loop's condition as its input";
    tensorflow::NodeDef identity = *exit->def;
    identity.set_op("Identity");
    graph.redefine(exit.get(), std::move(identity));
    exit->inputs[0] = {&loop, place->second};
    moveOut(exit.get(), frame);
  }
  return success();
}

/// Puts a node into the frame around `frame`.
void LoopRaiser::moveOut(Node *node, int frame) {
  if (all[frame].parent >= 0)
    frames[node] = all[frame].parent;
  else
    frames.erase(node);
}

LogicalResult LoopRaiser::raise(int frame) {
  auto parts = std::make_unique<LoopParts>();
  parts->condition = findCondition(frame);
  if (!parts->condition || failed(findVariables(frame, *parts)))
    return failure();
  Node *loop = addLoop(*parts->condition);
  if (!loop)
    return failure();
  moveOut(loop, frame);
  takeInputs(frame, *parts, *loop);
  if (failed(replaceExits(frame, *parts, *loop)))
    return failure();
  graph.loops[loop] = std::move(parts);
  return success();
}

LogicalResult LoopRaiser::run() {
  if (failed(findFrames()))
    return failure();
  if (all.empty())
    return success();
  spreadFrames();
  findDepths();
  std::vector<int> order(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    order[i] = i;
    if (all[i].depth > int(all.size()))
      return all[i].enters.front()->error()
             << "the loops '" << all[i].name << "' and '"
             << all[all[i].parent].name << "' stand inside each other";
  }
  llvm::stable_sort(order,
                    [&](int a, int b) { return all[a].depth > all[b].depth; });
  for (int frame : order)
    if (failed(raise(frame)))
      return failure();
  return success();
}

} // namespace

LogicalResult raiseLoops(Graph &graph) { return LoopRaiser(graph).run(); }

LogicalResult raiseControlFlow(Graph &graph) {
  return failure(failed(raiseLoops(graph)) || failed(raiseConditionals(graph)));
}

} // namespace tfc

//===- FinishNode.cpp - Names, control inputs and effects of a node -------===//
//
// When the ops of a node are made, its outputs get their names, wait for what
// the node's control inputs change, and say what others must wait for. For
//
//   node { name: "y" op: "Mul" input: "x" input: "x" input: "^w/Assign" }
//
// `%0 = tfc.mul %x, %x` is made; here it becomes
//
//   %0 = tfc.mul %x, %x
//   %1 = tfc.with_dependencies %0, %assign {tfc.name = "y"}
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/FinishNode.h"

#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using llvm::StringRef;

namespace tfc {

namespace {
/// Completes the result of a node whose ops are made: names, control inputs,
/// what others wait for.
class Finisher {
public:
  Finisher(Scope &scope, const Node &node, NodeResult &result,
           OpBuilder &builder, Operation *before, bool isFetched)
      : scope(scope), node(node), result(result), builder(builder),
        isFetched(isFetched) {
    Block *block = builder.getInsertionBlock();
    for (Operation *op = before           ? before->getNextNode()
                         : block->empty() ? nullptr
                                          : &block->front();
         op; op = op->getNextNode())
      made.insert(op);
  }

  void run() {
    findEffects();
    addControls();
    for (unsigned k = 0; k < result.outputs.size(); ++k)
      if (scope.takes(node, k))
        name(k);
    for (Output &output : result.outputs)
      if (output.isTensor() && !result.done)
        result.done = output.value;
  }

private:
  void findEffects() {
    for (Operation *op : made)
      result.hasEffect |= changesState(op);
    auto needs = [&](const Node *needed) {
      auto found = scope.results.find(needed);
      return found != scope.results.end() && found->second.hasEffect;
    };
    for (Edge edge : node.inputs)
      result.hasEffect |= needs(edge.node);
    // Nobody need wait for a node that changes nothing.
    for (Node *control : node.controls)
      if (needs(control)) {
        result.hasEffect = true;
        Value done = scope.results[control].done;
        if (done && !llvm::is_contained(dependencies, done))
          dependencies.push_back(done);
      }
  }

  /// Random streams are no state that anyone waits for.
  static bool changesState(Operation *op) {
    return op
        ->walk([](MemoryEffectOpInterface inner) {
          SmallVector<MemoryEffects::EffectInstance> effects;
          inner.getEffects(effects);
          bool writes = llvm::any_of(effects, [](auto &effect) {
            return isa<MemoryEffects::Write>(effect.getEffect()) &&
                   effect.getResource() != RandomState::get();
          });
          return writes ? WalkResult::interrupt() : WalkResult::advance();
        })
        .wasInterrupted();
  }

  /// Results wait for control inputs, and for effects of the node itself that
  /// they do not come from. A node without results becomes a target.
  void addControls() {
    if (result.done)
      dependencies.insert(dependencies.begin(), result.done);
    bool hasTensor = false;
    for (auto [k, output] : llvm::enumerate(result.outputs)) {
      if (!output.isTensor())
        continue;
      hasTensor = true;
      if (dependencies.empty() || !scope.takes(node, k))
        continue;
      auto waits =
          WithDependenciesOp::create(builder, node.loc, output.value.getType(),
                                     output.value, dependencies);
      made.insert(waits);
      output.value = waits.getY();
      result.done = {};
    }
    if (hasTensor || (!result.outputs.empty() && dependencies.empty()))
      return;
    auto group =
        GroupOp::create(builder, node.loc,
                        ControlType::get(builder.getContext()), dependencies);
    group->setAttr(nameAttr, builder.getStringAttr(node.name));
    result.done = group.getDone();
  }

  /// Output k is known as "n:k": by the name of the op that makes it, where
  /// that is the node's own and has its results as the node has its outputs.
  void name(unsigned k) {
    Value value = result.outputs[k].value;
    if (!value || !isa<RankedTensorType>(value.getType()))
      return;
    if (result.outputs[k].object && !isFetched)
      return;
    Operation *op = value.getDefiningOp();
    bool isOwn = op && made.contains(op);
    if (isOwn && isa<PlaceholderOp, PlaceholderWithDefaultOp>(op))
      return; // They have a name of their own.
    auto named = [&](StringRef name) { return builder.getStringAttr(name); };
    std::string name = k ? node.name + ":" + std::to_string(k) : node.name;
    if (isOwn) {
      unsigned place = cast<OpResult>(value).getResultNumber();
      auto given = op->getAttrOfType<StringAttr>(nameAttr);
      bool isFree =
          !given && (k == 0 || result.outputs[0].value == op->getResult(0));
      bool isNamed = given && given.getValue() == node.name;
      if (place == k && (isFree || isNamed))
        return op->setAttr(nameAttr, named(node.name));
      if (!given && op->getNumResults() == 1)
        return op->setAttr(nameAttr, named(name));
    }
    auto identity = IdentityOp::create(builder, node.loc, value);
    identity->setAttr(nameAttr, named(name));
    result.outputs[k].value = identity.getY();
  }

  Scope &scope;
  const Node &node;
  NodeResult &result;
  OpBuilder &builder;
  bool isFetched;
  llvm::SmallPtrSet<Operation *, 8> made;
  SmallVector<Value> dependencies;
};
} // namespace

void finishNode(Scope &scope, const Node &node, NodeResult &result,
                OpBuilder &builder, Operation *before, bool isFetched) {
  Finisher(scope, node, result, builder, before, isFetched).run();
}

} // namespace tfc

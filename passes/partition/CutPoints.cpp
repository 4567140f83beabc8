//===- CutPoints.cpp - Names that a session may use become ops ------------===//

#include "ir/ops/shape.h"
#include "ir/ops/state.h"
#include "passes/partition/Passes.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace tfc {
#define GEN_PASS_DEF_CUTPOINTS
#include "passes/partition/Passes.h.inc"
} // namespace tfc

using namespace tfc;

namespace {

/// "h" for output 0 of node h, "h:1" for its output 1, as TensorFlow writes it.
std::string tensorName(StringRef node, unsigned output) {
  return output ? (node + ":" + Twine(output)).str() : node.str();
}

bool isFetchable(Value value) {
  return isa<RankedTensorType, ControlType>(value.getType());
}

struct CutPoints : tfc::impl::CutPointsBase<CutPoints> {
  using CutPointsBase::CutPointsBase;

  void runOnOperation() override {
    for (GraphOp graph : getOperation().getOps<GraphOp>())
      if (failed(run(graph)))
        return signalPassFailure();
  }

private:
  LogicalResult run(GraphOp graph);
  void addInitializers(GraphOp graph);
  LogicalResult addFetches(GraphOp graph);
  LogicalResult addFeeds(GraphOp graph);
  void addFetch(StringRef name, Value value);
  Value makeFeedable(StringRef name, Value value);
  /// The value of "node" or "node:k"; null if there is none.
  Value find(StringRef name) const;

  llvm::StringMap<Operation *> nodes;
  llvm::StringSet<> fetched;
};

Value CutPoints::find(StringRef name) const {
  // Outputs of a node that are made by several ops are named each.
  if (auto exact = nodes.find(name);
      exact != nodes.end() && exact->second->getNumResults() == 1)
    return exact->second->getResult(0);
  auto [node, output] = name.rsplit(':');
  unsigned index = 0;
  if (node == name || output.getAsInteger(10, index)) {
    node = name;
    index = 0;
  }
  auto found = nodes.find(node);
  if (found == nodes.end() || index >= found->second->getNumResults())
    return {};
  return found->second->getResult(index);
}

void CutPoints::addFetch(StringRef name, Value value) {
  // A feedable tensor is fetchable as it is fed.
  bool isFeedable = llvm::any_of(value.getUsers(), [&](Operation *user) {
    auto feedable = dyn_cast<FeedableOp>(user);
    return feedable && feedable.getName() == name;
  });
  if (isFeedable || !fetched.insert(name).second)
    return;
  OpBuilder builder(value.getContext());
  builder.setInsertionPointAfterValue(value);
  FetchOp::create(builder, value.getLoc(), name, value);
}

Value CutPoints::makeFeedable(StringRef name, Value value) {
  if (isa_and_present<PlaceholderOp, FeedableOp>(value.getDefiningOp()))
    return value;
  OpBuilder builder(value.getContext());
  builder.setInsertionPointAfterValue(value);
  auto feedable =
      FeedableOp::create(builder, value.getLoc(), value.getType(), value, name);
  value.replaceAllUsesExcept(feedable.getY(), feedable);
  return feedable.getY();
}

/// An initialiser is a target, so that to run it copies no value out.
void CutPoints::addInitializers(GraphOp graph) {
  for (AssignOp assign : llvm::to_vector(graph.getOps<AssignOp>())) {
    if (!assign.getInitializer())
      continue;
    auto variable = assign.getVariable().getDefiningOp<VariableOp>();
    std::string name = variable.getName().str() + "/Assign";
    OpBuilder builder(assign->getContext());
    builder.setInsertionPointAfter(assign);
    auto group = GroupOp::create(builder, assign.getLoc(),
                                 ControlType::get(&getContext()),
                                 ValueRange{assign.getUpdated()});
    if (fetched.insert(name).second)
      FetchOp::create(builder, assign.getLoc(), name, group.getDone());
  }
}

LogicalResult CutPoints::addFeeds(GraphOp graph) {
  for (auto withDefault :
       llvm::to_vector(graph.getOps<PlaceholderWithDefaultOp>())) {
    OpBuilder builder(withDefault);
    auto feedable =
        FeedableOp::create(builder, withDefault.getLoc(), withDefault.getType(),
                           withDefault.getX(), withDefault.getName());
    if (Attribute name = withDefault->getAttr(nameAttr)) {
      feedable->setAttr(nameAttr, name);
      nodes[cast<StringAttr>(name)] = feedable;
    }
    withDefault.replaceAllUsesWith(feedable.getY());
    withDefault.erase();
  }
  for (StringRef name : feeds) {
    Value value = find(name);
    if (!value || !isa<RankedTensorType>(value.getType()))
      return graph.emitError("--feed: there is no tensor named '")
             << name << "'";
    makeFeedable(name, value);
  }
  for (SignatureOp signature : llvm::to_vector(graph.getOps<SignatureOp>()))
    for (auto [input, argument] :
         llvm::zip(signature.getInputs(), signature.getInputNames())) {
      Operation *producer = input.getDefiningOp();
      auto name = producer->getAttrOfType<StringAttr>(nameAttr);
      makeFeedable(
          name ? tensorName(name, cast<OpResult>(input).getResultNumber())
               : cast<StringAttr>(argument).str(),
          input);
    }
  return success();
}

LogicalResult CutPoints::addFetches(GraphOp graph) {
  bool all = llvm::is_contained(fetches, "*");
  for (StringRef name : fetches) {
    if (name == "*")
      continue;
    Value value = find(name);
    if (value && isFetchable(value)) {
      addFetch(name, value);
      continue;
    }
    bool isVariable =
        llvm::any_of(graph.getOps<VariableOp>(),
                     [&](VariableOp v) { return v.getName() == name; });
    if (!isVariable)
      return graph.emitError("--fetch: there is no tensor, variable or target "
                             "named '")
             << name << "'";
  }
  for (Operation &op : llvm::make_early_inc_range(graph.getBody().front())) {
    auto name = op.getAttrOfType<StringAttr>(nameAttr);
    if (!name)
      continue;
    auto isSignature = [](Operation *user) { return isa<SignatureOp>(user); };
    // A constant that nothing reads became an attribute while the graph was
    // imported: nobody asks for axes.
    bool isSink = !isa<ConstantOp>(op) &&
                  llvm::all_of(op.getUsers(), [](Operation *user) {
                    return isa<SignatureOp, FetchOp>(user);
                  });
    for (OpResult result : op.getResults())
      if (isFetchable(result) &&
          (all || isSink || llvm::any_of(result.getUsers(), isSignature)))
        addFetch(tensorName(name, result.getResultNumber()), result);
  }
  return success();
}

LogicalResult CutPoints::run(GraphOp graph) {
  nodes.clear();
  fetched.clear();
  for (Operation &op : graph.getBody().front()) {
    if (auto placeholder = dyn_cast<PlaceholderOp>(op))
      op.setAttr(nameAttr, placeholder.getNameAttr());
    if (auto withDefault = dyn_cast<PlaceholderWithDefaultOp>(op))
      op.setAttr(nameAttr, withDefault.getNameAttr());
    if (auto name = op.getAttrOfType<StringAttr>(nameAttr))
      if (!nodes.try_emplace(name.getValue(), &op).second)
        return op.emitError("two nodes are named '") << name.getValue() << "'";
  }
  addInitializers(graph);
  if (failed(addFeeds(graph)) || failed(addFetches(graph)))
    return failure();
  graph->walk([](Operation *op) {
    if (auto name = op->getAttrOfType<StringAttr>(nameAttr)) {
      op->setLoc(NameLoc::get(name, op->getLoc()));
      op->removeAttr(nameAttr);
    }
  });
  return success();
}

} // namespace

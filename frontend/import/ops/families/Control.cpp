//===- Control.cpp - Loops and conditionals -------------------------------===//
#include "frontend/import/ops/Structured.h"
#include "frontend/import/graph/raise/Raise.h"

#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"

#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using llvm::ArrayRef;

namespace tfc {

//===----------------------------------------------------------------------===//
// Raised from dataflow ops
//===----------------------------------------------------------------------===//

/// Imports what `roots` need inside a region, and forgets it afterwards: outside
/// the nodes have no values. `bound` nodes hand on what stands beside them.
static FailureOr<Outputs>
importInside(NodeImport &node, ArrayRef<Edge> roots,
             ArrayRef<std::pair<Node *, Output>> bound) {
  Scope &scope = node.scope;
  std::vector<Node *> fresh;
  for (auto [each, output] : bound) {
    scope.results[each].outputs = {output, output};
    fresh.push_back(each);
  }
  std::vector<Node *> rootNodes;
  for (Edge root : roots) {
    rootNodes.push_back(root.node);
    scope.taken[root.node].insert(root.output);
  }
  FailureOr<std::vector<Node *>> order = scope.graph.order(rootNodes);
  if (failed(order))
    return failure();
  scope.open.insert(&node.node);
  llvm::scope_exit close([&] { scope.open.erase(&node.node); });
  std::vector<Node *> nodes;
  for (Node *each : *order) {
    if (scope.open.contains(each))
      return each->error() << "what it computes is used inside of it";
    if (!scope.results.contains(each))
      nodes.push_back(each);
  }
  if (failed(node.importer.importNodes(scope, nodes)))
    return failure();
  Outputs outputs;
  for (Edge root : roots) {
    const NodeResult &result = scope.results[root.node];
    if (root.output >= result.outputs.size() ||
        result.outputs[root.output].isNone())
      return root.node->error() << "has no output " << root.output
                                << ", which leaves a loop or conditional";
    outputs.push_back(result.outputs[root.output]);
  }
  fresh.insert(fresh.end(), nodes.begin(), nodes.end());
  for (Node *each : fresh)
    scope.results.erase(each);
  return outputs;
}

static LogicalResult importLoop(NodeImport &node) {
  const LoopParts &parts = *node.scope.graph.loops.find(&node.node)->second;
  Outputs inits;
  for (unsigned i = 0; i < parts.variables.size(); ++i) {
    Output init = *node.input(i);
    if (init.isVariable() && node.node.inputs[i].node->op() != "VarHandleOp") {
      FailureOr<Value> read = node.tensor(i);
      if (failed(read))
        return failure();
      init = Output{*read, nullptr};
    }
    inits.push_back(init);
  }
  auto run = [&](ArrayRef<Output> arguments, ArrayRef<Edge> roots) {
    SmallVector<std::pair<Node *, Output>> bound;
    for (auto [variable, argument] : llvm::zip(parts.variables, arguments)) {
      bound.push_back({variable.merge, argument});
      for (Node *each : variable.switches)
        bound.push_back({each, argument});
    }
    return importInside(node, roots, bound);
  };
  SmallVector<Edge> next;
  for (const LoopParts::Variable &variable : parts.variables)
    next.push_back({variable.next, 0});
  FailureOr<Outputs> results = makeWhile(
      node, inits,
      [&](ArrayRef<Output> arguments) {
        return run(arguments, Edge{parts.condition, 0});
      },
      [&](ArrayRef<Output> arguments) { return run(arguments, next); });
  if (failed(results))
    return failure();
  llvm::append_range(node.result.outputs, *results);
  return success();
}

static LogicalResult importBranch(NodeImport &node) {
  const BranchParts &parts =
      *node.scope.graph.branches.find(&node.node)->second;
  FailureOr<Value> predicate = node.tensor(0);
  if (failed(predicate))
    return failure();
  auto run = [&](int side) -> FailureOr<Outputs> {
    SmallVector<Edge> roots;
    for (const BranchParts::Value &value : parts.values)
      roots.push_back({value.node[side], value.output[side]});
    FailureOr<Outputs> outputs = importInside(node, roots, {});
    if (failed(outputs))
      return failure();
    for (const BranchParts::Value &value : parts.values) {
      FailureOr<Value> place =
          node.scalar(value.place[side], node.builder.getI32Type());
      if (failed(place))
        return failure();
      outputs->push_back(Output{*place, nullptr});
    }
    return outputs;
  };
  FailureOr<Outputs> results = makeIf(
      node, *predicate, [&](ArrayRef<Output>) { return run(1); },
      [&](ArrayRef<Output>) { return run(0); });
  if (failed(results))
    return failure();
  llvm::append_range(node.result.outputs, *results);
  return success();
}

static LogicalResult handOnBoth(NodeImport &node) {
  for (unsigned k = 0; k < node.numInputs(); ++k)
    node.addOutput(*node.input(k));
  return success();
}

/// Of a conditional that was raised, or one without a Merge: then what depends
/// on it runs on either side.
static LogicalResult importSwitch(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  Output given = *node.input(0);
  node.addOutput(given);
  node.addOutput(given);
  return success();
}

static LogicalResult importStray(NodeImport &node) {
  return node.error() << "stands outside of any loop or conditional";
}

//===----------------------------------------------------------------------===//
// By functions
//===----------------------------------------------------------------------===//

static Outputs inputsFrom(NodeImport &node, unsigned first) {
  Outputs inputs;
  for (unsigned k = first; k < node.numInputs(); ++k)
    inputs.push_back(*node.input(k));
  return inputs;
}

static FailureOr<Outputs> call(NodeImport &node,
                               const tensorflow::NameAttrList &function,
                               ArrayRef<Output> arguments) {
  SmallVector<Value> effects;
  FailureOr<SmallVector<Output>> results = node.importer.importCall(
      node.node, function.name(), function.attr(), arguments, effects);
  if (failed(results))
    return failure();
  return Outputs(results->begin(), results->end());
}

/// A condition as TensorFlow takes it: a number is true if it is not 0, another
/// tensor if it is not empty.
static FailureOr<Value> conditionOf(NodeImport &node, int k) {
  FailureOr<Value> value = node.tensor(k);
  if (failed(value))
    return failure();
  auto type = cast<RankedTensorType>(value->getType());
  if (type.getRank() == 0 && type.getElementType().isInteger(1))
    return value;
  FailureOr<Value> number =
      type.getRank() == 0 ? value : node.make<SizeOp>(*value);
  if (failed(number))
    return failure();
  FailureOr<Value> zero =
      node.scalar(0, getElementTypeOrSelf(number->getType()));
  if (failed(zero))
    return failure();
  return node.make<NotEqualOp>({*number, *zero});
}

/// Branches of effects alone still say that they have run.
static FailureOr<Outputs> withValue(NodeImport &node,
                                    FailureOr<Outputs> outputs) {
  if (failed(outputs) ||
      llvm::any_of(*outputs, [](const Output &o) { return o.isTensor(); }))
    return outputs;
  auto type = RankedTensorType::get({}, node.builder.getI1Type());
  FailureOr<Value> ran = node.constant(DenseElementsAttr::get(type, true));
  if (failed(ran))
    return failure();
  outputs->push_back(Output{*ran, nullptr});
  return outputs;
}

static LogicalResult finishIf(NodeImport &node, FailureOr<Outputs> results) {
  if (failed(results))
    return failure();
  const tensorflow::AttrValue *types = node.node.attribute("Tout");
  unsigned count = types ? types->list().type_size() : 0;
  for (auto [i, output] : llvm::enumerate(*results))
    if (i < count)
      node.addOutput(output);
    else
      node.result.done = output.value;
  return success();
}

static LogicalResult importIf(NodeImport &node) {
  if (failed(node.expectInputsAtLeast(1)))
    return failure();
  auto then = node.functionAttr("then_branch");
  if (failed(then))
    return failure();
  auto otherwise = node.functionAttr("else_branch");
  if (failed(otherwise))
    return failure();
  FailureOr<Value> predicate = conditionOf(node, 0);
  if (failed(predicate))
    return failure();
  Outputs arguments = inputsFrom(node, 1);
  return finishIf(node, makeIf(
                            node, *predicate,
                            [&](ArrayRef<Output>) {
                              return withValue(node,
                                               call(node, **then, arguments));
                            },
                            [&](ArrayRef<Output>) {
                              return withValue(
                                  node, call(node, **otherwise, arguments));
                            }));
}

/// Branch after branch; an index out of range takes the last.
static LogicalResult importCase(NodeImport &node) {
  if (failed(node.expectInputsAtLeast(1)))
    return failure();
  const tensorflow::AttrValue *branches = node.node.attribute("branches");
  int count = branches ? branches->list().func_size() : 0;
  if (count == 0)
    return node.error() << "attribute 'branches' names no functions";
  FailureOr<Value> index = node.tensor(0);
  if (failed(index))
    return failure();
  Outputs arguments = inputsFrom(node, 1);
  auto branch = [&](int i) {
    return withValue(node, call(node, branches->list().func(i), arguments));
  };
  std::function<FailureOr<Outputs>(int)> choose =
      [&](int i) -> FailureOr<Outputs> {
    if (i == count - 1)
      return branch(i);
    FailureOr<Value> wanted =
        node.scalar(i, getElementTypeOrSelf(index->getType()));
    if (failed(wanted))
      return failure();
    FailureOr<Value> isThis = node.make<EqualOp>({*index, *wanted});
    if (failed(isThis))
      return failure();
    return makeIf(
        node, *isThis, [&](ArrayRef<Output>) { return branch(i); },
        [&](ArrayRef<Output>) { return choose(i + 1); });
  };
  return finishIf(node, choose(0));
}

static LogicalResult importWhile(NodeImport &node) {
  auto cond = node.functionAttr("cond");
  if (failed(cond))
    return failure();
  auto body = node.functionAttr("body");
  if (failed(body))
    return failure();
  FailureOr<Outputs> results = makeWhile(
      node, inputsFrom(node, 0),
      [&](ArrayRef<Output> arguments) { return call(node, **cond, arguments); },
      [&](ArrayRef<Output> arguments) { return call(node, **body, arguments); });
  if (failed(results))
    return failure();
  llvm::append_range(node.result.outputs, *results);
  return success();
}

const NodeImporter imports::Loop = importLoop;
const NodeImporter imports::Branch = importBranch;
const NodeImporter imports::Merged = handOnBoth;
const NodeImporter imports::Switch = importSwitch;
const NodeImporter imports::Merge = importStray;
const NodeImporter imports::Exit = importStray;
const NodeImporter imports::If = importIf;
const NodeImporter imports::Case = importCase;
const NodeImporter imports::While = importWhile;

} // namespace tfc

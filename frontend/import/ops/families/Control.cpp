//===- Control.cpp - Loops and conditionals -------------------------------===//
#include "frontend/import/ops/ControlFlow.h"

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

/// Imports what `roots` need inside a region, and forgets it afterwards:
/// outside the nodes have no values. `bound` nodes hand on what stands beside
/// them.
static Outputs importInside(NodeImport &node, ArrayRef<Edge> roots,
                            ArrayRef<std::pair<Node *, Output>> bound) {
  Scope &scope = node.scope;
  std::vector<Node *> fresh, rootNodes, nodes;
  for (auto [each, output] : bound) {
    scope.results[each].outputs = {output, output};
    fresh.push_back(each);
  }
  for (Edge root : roots) {
    rootNodes.push_back(root.node);
    scope.taken[root.node].insert(root.output);
  }
  scope.open.insert(&node.node);
  llvm::scope_exit close([&] { scope.open.erase(&node.node); });
  for (Node *each : node.importer.check(scope.graph.order(rootNodes))) {
    if (scope.open.contains(each))
      return node.importer.error(*each)
             << "what it computes is used inside of it";
    if (!scope.results.contains(each))
      nodes.push_back(each);
  }
  node.importer.importNodes(scope, nodes);
  Outputs outputs;
  for (Edge root : roots) {
    const Output *output = scope.output(root);
    if (!output)
      return node.importer.error(*root.node)
             << "has no output " << root.output
             << ", which leaves a loop or conditional";
    outputs.push_back(*output);
  }
  fresh.insert(fresh.end(), nodes.begin(), nodes.end());
  for (Node *each : fresh)
    scope.results.erase(each);
  return outputs;
}

/// The values that a loop carries at first. A reference to a variable is the
/// value that it has there.
static Outputs initialValues(NodeImport &node, unsigned count) {
  Outputs inits;
  for (unsigned i = 0; i < count; ++i) {
    const Output &init = node.input(i);
    bool isReference =
        init.isVariable() && node.node.inputs[i].node->op() != "VarHandleOp";
    inits.push_back(isReference ? Output(node.tensor(i)) : init);
  }
  return inits;
}

static Outputs importLoop(NodeImport &node) {
  const LoopParts &parts = *node.scope.graph.loops.find(&node.node)->second;
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
  return makeWhile(
      node, initialValues(node, parts.variables.size()),
      [&](ArrayRef<Output> arguments) {
        return run(arguments, Edge{parts.condition, 0});
      },
      [&](ArrayRef<Output> arguments) { return run(arguments, next); });
}

static Outputs importBranch(NodeImport &node) {
  const BranchParts &parts =
      *node.scope.graph.branches.find(&node.node)->second;
  auto run = [&](int side) {
    SmallVector<Edge> roots;
    for (const BranchParts::Value &value : parts.values)
      roots.push_back({value.node[side], value.output[side]});
    Outputs outputs = importInside(node, roots, {});
    for (const BranchParts::Value &value : parts.values)
      outputs.push_back(
          node.scalar(value.place[side], node.builder.getI32Type()));
    return outputs;
  };
  return makeIf(
      node, node.tensor(0), [&](ArrayRef<Output>) { return run(1); },
      [&](ArrayRef<Output>) { return run(0); });
}

static Outputs handOnBoth(NodeImport &node) { return node.inputsFrom(0); }

/// A Switch of a conditional that was raised, or one without a Merge: then what
/// depends on it runs on either side.
static Outputs importSwitch(NodeImport &node) {
  node.expectInputs(2);
  return {node.input(0), node.input(0)};
}

static Outputs importStray(NodeImport &node) {
  return node.error() << "stands outside of any loop or conditional";
}

//===----------------------------------------------------------------------===//
// Made of functions
//===----------------------------------------------------------------------===//

static Outputs call(NodeImport &node, const tensorflow::NameAttrList &function,
                    ArrayRef<Output> arguments) {
  SmallVector<Value> effects;
  return node.importer.importCall(node.node, function.name(), function.attr(),
                                  arguments, effects);
}

/// A condition as TensorFlow takes it: a number is true if it is not 0, another
/// tensor if it is not empty.
static Value conditionOf(NodeImport &node, int k) {
  Value value = node.tensor(k);
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getRank() == 0 && type.getElementType().isInteger(1))
    return value;
  Value number = type.getRank() == 0 ? value : node.make<SizeOp>(value);
  Value zero = node.scalar(0, getElementTypeOrSelf(number.getType()));
  return node.make<NotEqualOp>({number, zero});
}

/// Branches of effects alone still say that they have run.
static Outputs withValue(NodeImport &node, Outputs outputs) {
  if (llvm::any_of(outputs, [](const Output &o) { return o.isTensor(); }))
    return outputs;
  auto type = RankedTensorType::get({}, node.builder.getI1Type());
  outputs.push_back(node.constant(DenseElementsAttr::get(type, true)));
  return outputs;
}

/// The outputs that the node has; what is behind them says that it has run.
static Outputs finishIf(NodeImport &node, Outputs results) {
  const tensorflow::AttrValue *types = node.node.attribute("Tout");
  unsigned count = types ? types->list().type_size() : 0;
  if (results.size() > count) {
    node.done = results.back().value;
    results.truncate(count);
  }
  return results;
}

static Outputs importIf(NodeImport &node) {
  node.expectInputsAtLeast(1);
  const tensorflow::NameAttrList &then = node.functionAttr("then_branch");
  const tensorflow::NameAttrList &otherwise = node.functionAttr("else_branch");
  Outputs arguments = node.inputsFrom(1);
  auto branch = [&](const tensorflow::NameAttrList &function) {
    return withValue(node, call(node, function, arguments));
  };
  return finishIf(node,
                  makeIf(
                      node, conditionOf(node, 0),
                      [&](ArrayRef<Output>) { return branch(then); },
                      [&](ArrayRef<Output>) { return branch(otherwise); }));
}

/// Branch after branch; an index out of range takes the last.
static Outputs importCase(NodeImport &node) {
  node.expectInputsAtLeast(1);
  const tensorflow::AttrValue *branches = node.node.attribute("branches");
  int count = branches ? branches->list().func_size() : 0;
  if (count == 0)
    return node.error() << "attribute 'branches' names no functions";
  Value index = node.tensor(0);
  Outputs arguments = node.inputsFrom(1);
  std::function<Outputs(int)> choose = [&](int i) -> Outputs {
    auto branch = [&](ArrayRef<Output>) {
      return withValue(node, call(node, branches->list().func(i), arguments));
    };
    if (i == count - 1 || node.hasFailed())
      return branch({});
    Value wanted = node.scalar(i, getElementTypeOrSelf(index.getType()));
    Value isThis = node.make<EqualOp>({index, wanted});
    return makeIf(node, isThis, branch,
                  [&](ArrayRef<Output>) { return choose(i + 1); });
  };
  return finishIf(node, choose(0));
}

static Outputs importWhile(NodeImport &node) {
  const tensorflow::NameAttrList &cond = node.functionAttr("cond");
  const tensorflow::NameAttrList &body = node.functionAttr("body");
  return makeWhile(
      node, node.inputsFrom(0),
      [&](ArrayRef<Output> arguments) { return call(node, cond, arguments); },
      [&](ArrayRef<Output> arguments) { return call(node, body, arguments); });
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

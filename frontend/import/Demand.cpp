//===- Demand.cpp - What of a model is imported ---------------------------===//
//
// With fetches, or with signatures in the model, what they need; else every
// node but those that save and restore. With a variable comes the node that
// first sets it.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/Importer.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;

namespace tfc {

/// Checkpoints are the session's work: these nodes, and what needs them, are
/// not imported unless they are asked for.
static bool savesOrRestores(StringRef op) {
  return llvm::StringSwitch<bool>(op)
      .Cases({"Save", "SaveV2", "SaveSlices", "Restore", "RestoreV2",
              "RestoreSlice", "ShardedFilename", "ShardedFilespec",
              "MergeV2Checkpoints"},
             true)
      .Default(false);
}

static bool makesVariable(StringRef op) {
  return op == "Variable" || op == "VariableV2" || op == "VarHandleOp";
}

const Node *
Importer::findUnsupported(const Graph &graph, ArrayRef<Node *> roots,
                          const llvm::DenseSet<const Node *> &cut) const {
  MLIRContext *context = builder.getContext();
  ScopedDiagnosticHandler silent(context,
                                 [](Diagnostic &) { return success(); });
  FailureOr<std::vector<Node *>> nodes = graph.order(roots, cut);
  if (failed(nodes))
    return nullptr; // Reported when it is imported.
  for (const Node *node : *nodes) {
    if (cut.contains(node))
      continue;
    if (!isSupportedOp(node->op()) && !function(node->op()))
      return node;
    const tensorflow::AttrValue *dtype = node->attribute("dtype");
    if (isPlaceholder(node->op()) && dtype &&
        !elementType(dtype->type(), context))
      return node;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Roots
//===----------------------------------------------------------------------===//

LogicalResult Importer::cutFeed(Scope &scope, Node *node) {
  if (scope.cut.contains(node) || isPlaceholder(node->op()))
    return success();
  const Node *problem = findUnsupported(scope.graph, node, scope.cut);
  if (!problem)
    return success();
  SignatureArgument argument;
  argument.name = argument.tensor = node->name;
  for (StringRef name : {"dtype", "DstT", "out_type", "T", "Tparams"})
    if (const tensorflow::AttrValue *type = node->attribute(name);
        type && argument.dtype == tensorflow::DT_INVALID)
      argument.dtype = type->type();
  if (!elementType(argument.dtype, builder.getContext()))
    return node->error() << "is fed, and its type cannot be told, since it "
                            "needs '"
                         << problem->name << "', which is not supported";
  fedArguments.push_back(std::move(argument));
  scope.cut.insert(node);
  scope.fedTypes[node] = &fedArguments.back();
  return success();
}

/// All nodes but those that save and restore, and what comes after them.
static FailureOr<std::vector<Node *>> allRoots(const Scope &scope) {
  const Graph &graph = scope.graph;
  std::vector<Node *> nodes, roots;
  for (auto &node : graph.nodes())
    if (node->op() != kMissingOp && !graph.inner.contains(node.get()))
      nodes.push_back(node.get());
  FailureOr<std::vector<Node *>> order = graph.order(nodes, scope.cut);
  if (failed(order))
    return failure();
  llvm::DenseSet<const Node *> left;
  for (Node *node : *order) {
    bool isLeft =
        savesOrRestores(node->op()) ||
        llvm::any_of(node->inputs,
                     [&](Edge edge) { return left.contains(edge.node); }) ||
        llvm::any_of(node->controls,
                     [&](Node *control) { return left.contains(control); });
    if (isLeft)
      left.insert(node);
    else
      roots.push_back(node);
  }
  return roots;
}

FailureOr<std::vector<Node *>> Importer::chooseRoots(Scope &scope) {
  Graph &graph = scope.graph;
  std::vector<Node *> roots;
  auto take = [&](StringRef tensor) {
    auto [name, output] = splitTensorName(tensor);
    // The pass that makes cut points tells that there is no such node.
    Node *node = graph.find(name);
    if (!node)
      return;
    scope.taken[node].insert(output);
    roots.push_back(node);
  };
  bool all = signatures.empty() && options.fetches.empty();
  for (const std::string &fetch : options.fetches) {
    if (fetch == "*")
      all = scope.takesAll = true;
    else
      take(fetch);
  }
  for (const std::string &feed : options.feeds) {
    Node *node = graph.find(splitTensorName(feed).first);
    if (node && failed(cutFeed(scope, node)))
      return failure();
    take(feed);
  }
  for (const ModelSignature *signature : signatures) {
    for (auto *arguments : {&signature->inputs, &signature->outputs})
      for (const SignatureArgument &argument : *arguments)
        take(argument.tensor);
    for (const std::string &target : signature->targets)
      roots.push_back(graph.find(splitTensorName(target).first));
  }
  if (!all)
    return roots;
  FailureOr<std::vector<Node *>> rest = allRoots(scope);
  if (failed(rest))
    return failure();
  llvm::append_range(roots, *rest);
  return roots;
}

//===----------------------------------------------------------------------===//
// Initialisers
//===----------------------------------------------------------------------===//

/// The variable that an assign's first input leads to; null if it is none.
static const Node *assignedVariable(const Node &assign) {
  if (assign.inputs.size() < 2)
    return nullptr;
  const Node *source = assign.inputs[0].node;
  for (int steps = 0; steps < 64; ++steps) {
    if (makesVariable(source->op()))
      return source;
    if (source->op() != "Identity" && source->op() != "RefEnter" &&
        source->op() != "Enter")
      return nullptr;
    if (source->inputs.empty())
      return nullptr;
    source = source->inputs[0].node;
  }
  return nullptr;
}

/// How likely an assign is the one that first sets `variable`. `declared` nodes
/// are those that the model says to run first.
static int rankOf(const Node &assign, const Node &variable,
                  const llvm::DenseSet<const Node *> &declared) {
  StringRef name = assign.name;
  if (name.consume_front(variable.name) &&
      (name == "/Assign" || name == "/AssignVariableOp"))
    return 3;
  return declared.contains(&assign) ? 2 : 1;
}

/// Whether an assign needs what is fed or restored, or the variable itself.
static bool isLate(const Graph &graph, Node &assign, const Node *variable) {
  FailureOr<std::vector<Node *>> needed = graph.order(&assign);
  return failed(needed) || llvm::any_of(*needed, [&](Node *input) {
           return isPlaceholder(input->op()) || savesOrRestores(input->op()) ||
                  (input == variable && input != assign.inputs[0].node);
         });
}

/// An initialiser is the assign that is named as TensorFlow names it, else one
/// below the nodes that the model says to run first, else the first assign;
/// none that needs what is fed or restored.
void Importer::findInitializers(const Graph &graph) {
  std::vector<Node *> roots;
  for (const std::string &name : model.initializers)
    if (Node *node = graph.find(splitTensorName(name).first))
      roots.push_back(node);
  ScopedDiagnosticHandler silent(builder.getContext(),
                                 [](Diagnostic &) { return success(); });
  llvm::DenseSet<const Node *> declared;
  if (FailureOr<std::vector<Node *>> nodes = graph.order(roots);
      succeeded(nodes))
    declared.insert(nodes->begin(), nodes->end());

  llvm::DenseMap<const Node *, int> ranks;
  for (auto &node : graph.nodes()) {
    if (node->op() != "Assign" && node->op() != "AssignVariableOp")
      continue;
    const Node *variable = assignedVariable(*node);
    if (!variable || model.variables.contains(variable->name))
      continue;
    int rank = rankOf(*node, *variable, declared);
    if (rank <= ranks.lookup(variable) || isLate(graph, *node, variable))
      continue;
    ranks[variable] = rank;
    initializers[variable] = node.get();
  }
  for (auto [variable, assign] : initializers)
    initializerNodes.insert(assign);
}

FailureOr<std::vector<Node *>>
Importer::orderWithInitializers(Scope &scope, std::vector<Node *> roots) {
  llvm::DenseSet<const Node *> added;
  while (true) {
    FailureOr<std::vector<Node *>> nodes = scope.graph.order(roots, scope.cut);
    if (failed(nodes))
      return failure();
    size_t before = added.size();
    for (Node *node : *nodes) {
      const Node *assign = initializers.lookup(node);
      if (assign && added.insert(assign).second)
        roots.push_back(const_cast<Node *>(assign));
    }
    if (added.size() == before)
      return nodes;
  }
}

} // namespace tfc

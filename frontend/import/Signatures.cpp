//===- Signatures.cpp - A model's signatures become tfc.signature ---------===//
#include "frontend/import/ops/Importer.h"

#include "ir/ops/state.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;

namespace tfc {

//===----------------------------------------------------------------------===//
// Which can be imported
//===----------------------------------------------------------------------===//

/// A placeholder that `roots` need and that is not in `given`; null if none.
static const Node *findUnfed(const Graph &graph, ArrayRef<Node *> roots,
                             const llvm::DenseSet<const Node *> &given) {
  FailureOr<std::vector<Node *>> nodes = graph.order(roots, given);
  if (failed(nodes))
    return nullptr; // Reported when it is imported.
  for (const Node *node : *nodes)
    if (isPlaceholder(node->op()) && node->op() != "PlaceholderWithDefault" &&
        !given.contains(node))
      return node;
  return nullptr;
}

namespace {
/// A signature, as nodes of the graph.
struct Plan {
  std::vector<Node *> roots;
  llvm::DenseSet<const Node *> inputs;
  /// Inputs that must be cut off from what makes them, since that cannot be
  /// imported.
  std::vector<std::pair<Node *, const SignatureArgument *>> cut;
  /// A node for which the signature is left out; null if there is none.
  const Node *unsupported = nullptr;
};
} // namespace

/// An error that names the signature and a tensor which the graph does not
/// have.
static LogicalResult missing(Location loc, const ModelSignature &signature,
                             StringRef tensor) {
  return emitError(loc) << "signature '" << signature.name << "': '" << tensor
                        << "' is not in the graph";
}

/// Finds the outputs and targets of a signature.
static LogicalResult findRoots(const Graph &graph, Location loc,
                               const ModelSignature &signature, Plan &plan) {
  std::vector<StringRef> names;
  for (const SignatureArgument &output : signature.outputs)
    names.push_back(output.tensor);
  llvm::append_range(names, signature.targets);
  for (StringRef name : names) {
    plan.roots.push_back(graph.find(splitTensorName(name).first));
    if (!plan.roots.back())
      return missing(loc, signature, name);
  }
  return success();
}

/// Why the signature cannot be imported because of `node`.
static void describe(InFlightDiagnostic &report, const Node &node,
                     MLIRContext *context) {
  const tensorflow::AttrValue *dtype = node.attribute("dtype");
  if (node.op() == kMissingOp)
    report << "it is not in the graph";
  else if (isPlaceholder(node.op()) &&
           (!dtype || elementType(dtype->type(), context)))
    report << "is a placeholder that is not among its inputs";
  else if (isPlaceholder(node.op()))
    report << "type " << formatDataType(dtype->type()) << " is not supported";
  else
    report << "op '" << node.op() << "' is not supported";
}

/// Drops the signatures that need what is not supported, or what nobody feeds.
/// Decides which of their inputs must be cut off from what makes them.
LogicalResult Importer::chooseSignatures(Scope &scope) {
  Graph &graph = scope.graph;
  MLIRContext *context = builder.getContext();
  Location loc = FileLineColLoc::get(context, model.path, 0, 0);
  // Fed by option. What one signature cuts off, another must still compute.
  const llvm::DenseSet<const Node *> fed = scope.cut;
  std::vector<std::pair<const ModelSignature *, const Node *>> dropped;
  for (const ModelSignature &signature : model.signatures) {
    Plan plan;
    plan.inputs = fed;
    for (const SignatureArgument &input : signature.inputs) {
      Node *node = graph.find(splitTensorName(input.tensor).first);
      if (!node)
        return missing(loc, signature, input.tensor);
      plan.inputs.insert(node);
      const Node *problem = findUnsupported(graph, node, {});
      if (problem && (problem == node || !elementType(input.dtype, context)))
        plan.unsupported = problem;
      else if (problem)
        plan.cut.push_back({node, &input});
    }
    if (failed(findRoots(graph, loc, signature, plan)))
      return failure();
    if (!plan.unsupported)
      plan.unsupported = findUnsupported(graph, plan.roots, plan.inputs);
    if (!plan.unsupported)
      plan.unsupported = findUnfed(graph, plan.roots, plan.inputs);
    if (plan.unsupported) {
      dropped.push_back({&signature, plan.unsupported});
      continue;
    }
    for (auto [node, argument] : plan.cut) {
      scope.cut.insert(node);
      scope.fedTypes[node] = argument;
    }
    signatures.push_back(&signature);
  }
  bool areAllDropped = signatures.empty();
  for (auto [signature, node] : dropped) {
    InFlightDiagnostic report =
        areAllDropped ? emitError(loc) : emitWarning(loc);
    report << "signature '" << signature->name
           << (areAllDropped ? "': node '" : "' is left out: node '")
           << node->name << "': ";
    describe(report, *node, context);
  }
  return failure(!dropped.empty() && areAllDropped);
}

//===----------------------------------------------------------------------===//
// The op
//===----------------------------------------------------------------------===//

LogicalResult Importer::addSignature(Scope &scope,
                                     const ModelSignature &signature) {
  Location loc = FileLineColLoc::get(builder.getContext(), model.path, 0, 0);
  auto error = [&] {
    return emitError(loc) << "signature '" << signature.name << "': ";
  };
  auto find = [&](StringRef tensor) -> FailureOr<Output> {
    auto [name, output] = splitTensorName(tensor);
    const Output *found = scope.output({scope.graph.find(name), output});
    if (!found || !found->value)
      return error() << "'" << tensor << "' is no tensor";
    return *found;
  };
  SmallVector<Value> inputs, outputs, targets;
  SmallVector<StringRef> inputNames, outputNames;
  for (const SignatureArgument &input : signature.inputs) {
    FailureOr<Output> found = find(input.tensor);
    if (failed(found))
      return failure();
    if (!found->isTensor())
      return error() << "input '" << input.name << "' is no tensor";
    inputs.push_back(found->value);
    inputNames.push_back(input.name);
  }
  for (const SignatureArgument &output : signature.outputs) {
    FailureOr<Output> found = find(output.tensor);
    if (failed(found))
      return failure();
    outputs.push_back(found->value);
    outputNames.push_back(output.name);
  }
  for (const std::string &target : signature.targets) {
    auto [name, output] = splitTensorName(target);
    if (Value done = scope.results[scope.graph.find(name)].done)
      targets.push_back(done);
  }
  if (outputs.empty() && targets.empty())
    return error() << "it has neither outputs nor targets";
  SignatureOp::create(builder, loc, signature.name, inputs, outputs, targets,
                      builder.getStrArrayAttr(inputNames),
                      builder.getStrArrayAttr(outputNames));
  return success();
}

} // namespace tfc

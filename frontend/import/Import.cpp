//===- Import.cpp - What of a model is imported, and its signatures -------===//
#include "frontend/import/Import.h"

#include "frontend/import/ops/Importer.h"

#include "ir/ops/state.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;

namespace tfc {

/// Checkpoints are the session's work: these nodes, and what needs them, are not
/// imported unless they are asked for.
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

static bool isPlaceholder(StringRef op) {
  return op == "Placeholder" || op == "PlaceholderV2" ||
         op == "PlaceholderWithDefault";
}

/// The first node that cannot be imported among those that `roots` need; null if
/// there is none.
static const Node *findUnsupported(const Graph &graph, ArrayRef<Node *> roots,
                                   const llvm::DenseSet<const Node *> &cut,
                                   MLIRContext *context,
                                   const ModelImportOptions &options,
                                   const Importer &importer) {
  ScopedDiagnosticHandler silent(context, [](Diagnostic &) { return success(); });
  FailureOr<std::vector<Node *>> nodes = graph.order(roots, cut);
  if (failed(nodes))
    return nullptr; // Reported when it is imported.
  for (const Node *node : *nodes) {
    if (cut.contains(node))
      continue;
    if (!isSupportedOp(node->op()) && !importer.function(node->op()))
      return node;
    const tensorflow::AttrValue *dtype = node->attribute("dtype");
    if (isPlaceholder(node->op()) && dtype &&
        !elementType(dtype->type(), context))
      return node;
  }
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Signatures
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

/// Drops the signatures that need what is not supported, or what nobody feeds. Decides which of their
/// inputs must be cut off from what makes them.
LogicalResult Importer::chooseSignatures(Scope &scope) {
  Graph &graph = scope.graph;
  MLIRContext *context = builder.getContext();
  Location loc = FileLineColLoc::get(context, model.path, 0, 0);
  llvm::DenseSet<const Node *> none;
  // By option. What one signature cuts off, another must still compute.
  const llvm::DenseSet<const Node *> fed = scope.cut;
  std::vector<std::pair<const ModelSignature *, const Node *>> dropped;
  for (const ModelSignature &signature : model.signatures) {
    auto missing = [&](StringRef tensor) {
      return emitError(loc) << "signature '" << signature.name << "': '"
                            << tensor << "' is not in the graph";
    };
    llvm::DenseSet<const Node *> inputs = fed;
    const Node *unsupported = nullptr;
    std::vector<std::pair<Node *, const SignatureArgument *>> cut;
    for (const SignatureArgument &input : signature.inputs) {
      Node *node = graph.find(splitTensorName(input.tensor).first);
      if (!node)
        return missing(input.tensor);
      if (const Node *problem = findUnsupported(graph, node, none, context,
                                                options, *this)) {
        if (problem == node || !elementType(input.dtype, context))
          unsupported = problem;
        else
          cut.push_back({node, &input});
      }
      inputs.insert(node);
    }
    std::vector<Node *> roots;
    for (const SignatureArgument &output : signature.outputs) {
      roots.push_back(graph.find(splitTensorName(output.tensor).first));
      if (!roots.back())
        return missing(output.tensor);
    }
    for (const std::string &target : signature.targets) {
      roots.push_back(graph.find(splitTensorName(target).first));
      if (!roots.back())
        return missing(target);
    }
    if (!unsupported)
      unsupported =
          findUnsupported(graph, roots, inputs, context, options, *this);
    if (!unsupported)
      unsupported = findUnfed(graph, roots, inputs);
    if (unsupported) {
      dropped.push_back({&signature, unsupported});
      continue;
    }
    for (auto [node, argument] : cut) {
      scope.cut.insert(node);
      scope.fedTypes[node] = argument;
    }
    signatures.push_back(&signature);
  }
  for (auto [signature, node] : dropped) {
    InFlightDiagnostic report =
        signatures.empty() ? emitError(loc) : emitWarning(loc);
    const tensorflow::AttrValue *dtype = node->attribute("dtype");
    report << "signature '" << signature->name
           << (signatures.empty() ? "': node '" : "' is left out: node '")
           << node->name << "': ";
    if (node->op() == kMissingOp)
      report << "it is not in the graph";
    else if (isPlaceholder(node->op()) &&
             (!dtype || elementType(dtype->type(), context)))
      report << "is a placeholder that is not among its inputs";
    else if (isPlaceholder(node->op()))
      report << "type " << formatDataType(dtype->type())
             << " is not supported";
    else
      report << "op '" << node->op() << "' is not supported";
  }
  return failure(!dropped.empty() && signatures.empty());
}

LogicalResult Importer::addSignature(Scope &scope,
                                     const ModelSignature &signature) {
  Location loc = FileLineColLoc::get(builder.getContext(), model.path, 0, 0);
  auto error = [&] {
    return emitError(loc) << "signature '" << signature.name << "': ";
  };
  auto find = [&](StringRef tensor) -> FailureOr<Output> {
    auto [name, output] = splitTensorName(tensor);
    const NodeResult &result = scope.results[scope.graph.find(name)];
    if (output >= result.outputs.size() || !result.outputs[output].value)
      return error() << "'" << tensor << "' is no tensor";
    return result.outputs[output];
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

//===----------------------------------------------------------------------===//
// What is needed
//===----------------------------------------------------------------------===//

LogicalResult Importer::cutFeed(Scope &scope, Node *node) {
  if (scope.cut.contains(node) || isPlaceholder(node->op()))
    return success();
  const Node *problem = findUnsupported(scope.graph, node, scope.cut,
                                        builder.getContext(), options, *this);
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

FailureOr<std::vector<Node *>> Importer::chooseRoots(Scope &scope) {
  Graph &graph = scope.graph;
  auto take = [&](Node *node, unsigned output) {
    scope.taken[node].insert(output);
    return node;
  };
  std::vector<Node *> roots;
  bool all = signatures.empty() && options.fetches.empty();
  for (const std::string &fetch : options.fetches) {
    if (fetch == "*") {
      all = scope.takesAll = true;
      continue;
    }
    auto [name, output] = splitTensorName(fetch);
    // What has no such node is told by the pass that makes cut points.
    if (Node *node = graph.find(name))
      roots.push_back(take(node, output));
  }
  for (const std::string &feed : options.feeds) {
    auto [name, output] = splitTensorName(feed);
    Node *node = graph.find(name);
    if (!node)
      continue;
    if (failed(cutFeed(scope, node)))
      return failure();
    roots.push_back(take(node, output));
  }
  for (const ModelSignature *signature : signatures) {
    for (auto *arguments : {&signature->inputs, &signature->outputs})
      for (const SignatureArgument &argument : *arguments) {
        auto [name, output] = splitTensorName(argument.tensor);
        roots.push_back(take(graph.find(name), output));
      }
    for (const std::string &target : signature->targets)
      roots.push_back(graph.find(splitTensorName(target).first));
  }
  if (!all)
    return roots;
  // All but what saves and restores, and what comes after that.
  std::vector<Node *> nodes;
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

/// An initialiser is the assign that is named as TensorFlow names it, else one
/// below the nodes that the model says to run first, else the first assign; none
/// that needs what is fed or restored.
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
    StringRef name = node->name;
    int rank = name.consume_front(variable->name) &&
                       (name == "/Assign" || name == "/AssignVariableOp")
                   ? 3
               : declared.contains(node.get()) ? 2
                                               : 1;
    if (rank <= ranks.lookup(variable))
      continue;
    FailureOr<std::vector<Node *>> needed =
        graph.order(ArrayRef<Node *>(node.get()));
    if (failed(needed) || llvm::any_of(*needed, [&](Node *input) {
          return isPlaceholder(input->op()) || savesOrRestores(input->op()) ||
                 (input == variable && input != node->inputs[0].node);
        }))
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

//===----------------------------------------------------------------------===//
// The module
//===----------------------------------------------------------------------===//

/// The file's name without folder and ending, as an identifier.
static std::string moduleName(StringRef path) {
  std::string name = llvm::sys::path::stem(path).str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  if (name.empty() || llvm::isDigit(name.front()))
    name.insert(0, "graph_");
  return name;
}

OwningOpRef<ModuleOp> Importer::run() {
  MLIRContext *context = builder.getContext();
  Location loc = FileLineColLoc::get(context, model.path, 0, 0);
  for (const tensorflow::FunctionDef &function : model.graph.library().function())
    functions[function.signature().name()] = &function;

  FailureOr<std::unique_ptr<Graph>> graph = Graph::build(model, context);
  if (failed(graph))
    return {};
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc, moduleName(model.path));
  builder.setInsertionPointToStart(module->getBody());
  auto body = GraphOp::create(builder, loc);
  builder.setInsertionPointToStart(&body.getBody().emplaceBlock());

  for (auto &given : options.shapes) {
    const Node *node = (*graph)->find(given.first());
    if (!node) {
      emitError(loc) << "--shape: there is no placeholder named '"
                     << given.first() << "'";
      return {};
    }
  }
  Scope scope(**graph);
  findInitializers(**graph);
  if (failed(chooseSignatures(scope)))
    return {};
  FailureOr<std::vector<Node *>> roots = chooseRoots(scope);
  if (failed(roots))
    return {};
  FailureOr<std::vector<Node *>> nodes =
      orderWithInitializers(scope, std::move(*roots));
  if (failed(nodes) || failed(importNodes(scope, *nodes)))
    return {};
  for (const ModelSignature *signature : signatures)
    if (failed(addSignature(scope, *signature)))
      return {};
  return module;
}

/// Keeps every error on one line, whatever names the file has.
static LogicalResult escapeControls(Diagnostic &diagnostic) {
  auto isControl = [](unsigned char c) { return c < 0x20 || c == 0x7f; };
  std::string text = diagnostic.str(), escaped;
  if (llvm::none_of(text, isControl))
    return failure(); // to the next handler as it is
  for (char c : text)
    escaped += isControl(c) ? "\\x" + llvm::toHex(StringRef(&c, 1), true)
                            : std::string(1, c);
  Location loc = diagnostic.getLocation();
  loc->getContext()->getDiagEngine().emit(loc, diagnostic.getSeverity())
      << escaped;
  return success();
}

OwningOpRef<ModuleOp> importModel(const ImportedModel &model,
                                  MLIRContext *context,
                                  const ModelImportOptions &options) {
  context->loadDialect<TfcDialect>();
  ScopedDiagnosticHandler handler(context, escapeControls);
  return Importer(model, context, options).run();
}

} // namespace tfc

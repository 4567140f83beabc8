//===- Importer.cpp - Nodes in order, names, control inputs, calls --------===//
#include "frontend/import/ops/Importer.h"

#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;

namespace tfc {

/// What bodies of functions may add to a model, as nodes and as bytes of their
/// names: functions that call others many times meet these limits.
constexpr size_t kMaxInlinedNodes = 200000;
constexpr size_t kMaxInlinedNames = size_t(1) << 26;
/// Calls within calls.
constexpr size_t kMaxCalls = 64;

bool isSupportedOp(StringRef op) { return findTableEntry(op); }

Importer::Importer(const ImportedModel &model, MLIRContext *context,
                   const ModelImportOptions &options)
    : model(model), options(options), builder(context) {}

//===----------------------------------------------------------------------===//
// One node
//===----------------------------------------------------------------------===//

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
    for (Operation *op = before ? before->getNextNode()
                                : block->empty() ? nullptr : &block->front();
         op; op = op->getNextNode())
      made.insert(op);
  }

  void run() {
    findEffects();
    addControls();
    for (unsigned k = 0; k < result.outputs.size(); ++k)
      if (isTaken(k))
        name(k);
    for (Output &output : result.outputs)
      if (output.isTensor() && !result.done)
        result.done = output.value;
  }

private:
  bool isTaken(unsigned k) const {
    if (k == 0 || scope.takesAll)
      return true;
    auto found = scope.taken.find(&node);
    return found != scope.taken.end() && found->second.contains(k);
  }

  void findEffects() {
    for (Operation *op : made)
      result.hasEffect |= changesState(op);
    auto needs = [&](const Node *needed) {
      auto found = scope.results.find(needed);
      return found != scope.results.end() && found->second.hasEffect;
    };
    for (Edge edge : node.inputs)
      result.hasEffect |= needs(edge.node);
    // What changes nothing need not be waited for.
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
      if (dependencies.empty() || !isTaken(k))
        continue;
      auto waits = WithDependenciesOp::create(
          builder, node.loc, output.value.getType(), output.value, dependencies);
      made.insert(waits);
      output.value = waits.getY();
      result.done = {};
    }
    if (hasTensor || (!result.outputs.empty() && dependencies.empty()))
      return;
    auto group = GroupOp::create(builder, node.loc,
                                 ControlType::get(builder.getContext()),
                                 dependencies);
    group->setAttr(nameAttr, builder.getStringAttr(node.name));
    result.done = group.getDone();
  }

  /// Output k is known as "n:k": by the name of the op that makes it, where that
  /// is the node's own and has its results as the node has its outputs.
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
      bool isFree = !given && (k == 0 || result.outputs[0].value == op->getResult(0));
      if (place == k && (isFree || (given && given.getValue() == node.name)))
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

LogicalResult Importer::importNode(Scope &scope, Node &node) {
  if (node.op() == kArgumentOp || scope.results.contains(&node))
    return success();
  if (node.op() == kMissingOp)
    return emitError(node.loc) << node.def->device();
  Block *block = builder.getInsertionBlock();
  Operation *before = block->empty() ? nullptr : &block->back();
  NodeImport import(*this, scope, node);
  for (Edge edge : node.inputs) {
    if (scope.cut.contains(&node))
      break;
    const NodeResult &source = scope.results[edge.node];
    if (edge.output >= source.outputs.size() ||
        source.outputs[edge.output].isNone())
      return node.error() << "its input '" << edge.node->name << ":"
                          << edge.output << "' is not among the outputs of op '"
                          << edge.node->op() << "'";
  }
  if (scope.cut.contains(&node)) {
    if (failed(importFed(import)))
      return failure();
  } else if (const TableEntry *entry = findTableEntry(node.op())) {
    if (failed(tfc::importNode(*entry, import)))
      return failure();
  } else if (function(node.op())) {
    SmallVector<Output> arguments;
    for (unsigned i = 0; i < import.numInputs(); ++i)
      arguments.push_back(*import.input(i));
    SmallVector<Value> effects;
    FailureOr<SmallVector<Output>> results = importCall(
        node, node.op(), node.def->attr(), arguments, effects);
    if (failed(results))
      return failure();
    llvm::append_range(import.result.outputs, *results);
    if (!effects.empty())
      import.result.done =
          GroupOp::create(builder, node.loc,
                          ControlType::get(builder.getContext()), effects);
  } else {
    return node.error() << "op '" << node.op() << "' is not supported";
  }
  bool isFetched = llvm::is_contained(options.fetches, node.name);
  Finisher(scope, node, import.result, builder, before, isFetched).run();
  scope.results[&node] = std::move(import.result);
  return success();
}

LogicalResult Importer::importNodes(Scope &scope, ArrayRef<Node *> nodes) {
  for (Node *node : nodes)
    for (Edge edge : node->inputs)
      scope.taken[edge.node].insert(edge.output);
  scopes.push_back(&scope);
  for (Node *node : nodes)
    if (failed(importNode(scope, *node)))
      return failure();
  scopes.pop_back();
  return success();
}

/// The shape that the graph itself tells of a node's first output: recorded, or
/// that of the parsed feature which the node hands on.
static std::optional<SmallVector<int64_t>> recordedShape(const Node &node) {
  std::string problem;
  if (const auto *shapes = node.attribute("_output_shapes");
      shapes && shapes->list().shape_size() > 0)
    return readShape(shapes->list().shape(0), problem);
  const Node *source = &node;
  Edge edge;
  for (int steps = 0; steps < 16 && source->op() == "Identity" &&
                      !source->inputs.empty();
       ++steps) {
    edge = source->inputs[0];
    source = edge.node;
  }
  const auto *dense = source->attribute("dense_shapes");
  const auto *sparse = source->attribute("Nsparse");
  if (!source->op().starts_with("ParseExample") || !dense || !sparse)
    return std::nullopt;
  int64_t place = int64_t(edge.output) - 3 * sparse->i();
  if (place < 0 || place >= dense->list().shape_size())
    return std::nullopt;
  auto shape = readShape(dense->list().shape(place), problem);
  if (shape)
    shape->insert(shape->begin(), -1); // the batch
  return shape;
}

LogicalResult Importer::importFed(NodeImport &node) {
  const SignatureArgument *argument = scope().fedTypes.lookup(&node.node);
  Type element = elementType(argument->dtype, builder.getContext());
  SmallVector<int64_t> shape;
  if (auto given = options.shapes.find(node.node.name);
      given != options.shapes.end())
    shape.assign(given->second.begin(), given->second.end());
  else if (argument->shape)
    shape.assign(argument->shape->begin(), argument->shape->end());
  else if (auto recorded = recordedShape(node.node))
    shape = *recorded;
  else if (auto fed = options.feedShapes.find(node.node.name);
           fed != options.feedShapes.end())
    shape.assign(fed->second.begin(), fed->second.end());
  else
    return node.error() << "its rank is unknown: give --shape " << node.node.name
                        << "=..";
  for (int64_t &size : shape)
    if (size < 0)
      size = ShapedType::kDynamic;
  node.addOutput(PlaceholderOp::create(builder, node.node.loc,
                                       RankedTensorType::get(shape, element),
                                       node.node.name)
                     .getResult());
  return success();
}

//===----------------------------------------------------------------------===//
// Calls and variables
//===----------------------------------------------------------------------===//

/// Ops that a function runs though nothing takes their results.
static bool isStateful(StringRef op) {
  return op.starts_with("Assign") || op.starts_with("ResourceApply") ||
         op.starts_with("ResourceScatter") || op == "StatefulPartitionedCall" ||
         op == "While" || op == "If" || op == "Assert";
}

FailureOr<SmallVector<Output>> Importer::importCall(
    const Node &caller, StringRef name,
    const google::protobuf::Map<std::string, tensorflow::AttrValue> &attributes,
    ArrayRef<Output> arguments, SmallVectorImpl<Value> &effects) {
  const tensorflow::FunctionDef *callee = function(name);
  if (!callee)
    return caller.error() << "there is no function '" << name << "'";
  if (calls.size() == kMaxCalls)
    return caller.error() << "functions call each other more than " << kMaxCalls
                          << " deep"
                          << (llvm::is_contained(calls, name)
                                  ? ": '" + name.str() + "' calls itself"
                                  : std::string());
  inlinedNodes += callee->node_def_size() + 1;
  inlinedNames += (callee->node_def_size() + 1) * caller.name.size();
  if (inlinedNodes > kMaxInlinedNodes || inlinedNames > kMaxInlinedNames)
    return caller.error() << "the calls of functions make the model too large: "
                          << "more than " << kMaxInlinedNodes
                          << " nodes, or too long names";
  FailureOr<std::unique_ptr<Graph>> body = Graph::buildFunction(
      *callee, attributes, functions, caller.name, caller.loc);
  if (failed(body))
    return failure();
  Graph &graph = **body;
  if (graph.arguments.size() != arguments.size())
    return caller.error() << "function '" << name << "' takes "
                          << graph.arguments.size() << " arguments, got "
                          << arguments.size();
  Scope inner(graph);
  for (auto [argument, value] : llvm::zip(graph.arguments, arguments))
    inner.results[argument].outputs.push_back(value);
  std::vector<Node *> roots = graph.effects;
  for (Edge edge : graph.results) {
    roots.push_back(edge.node);
    inner.taken[edge.node].insert(edge.output);
  }
  for (auto &node : graph.nodes())
    if (isStateful(node->op()))
      roots.push_back(node.get());
  FailureOr<std::vector<Node *>> nodes = graph.order(roots);
  if (failed(nodes))
    return failure();
  calls.push_back(name);
  LogicalResult imported = importNodes(inner, *nodes);
  calls.pop_back();
  if (failed(imported))
    return failure();

  for (Node *node : roots) {
    NodeResult &result = inner.results[node];
    if (result.hasEffect && result.done &&
        !llvm::is_contained(effects, result.done))
      effects.push_back(result.done);
  }
  SmallVector<Output> results;
  for (Edge edge : graph.results) {
    NodeResult &result = inner.results[edge.node];
    if (edge.output >= result.outputs.size())
      return caller.error() << "function '" << name << "' returns '"
                            << edge.node->name << ":" << edge.output
                            << "', which does not exist";
    results.push_back(result.outputs[edge.output]);
  }
  return results;
}

FailureOr<Value> Importer::makeVariable(const Node &node, StringRef key,
                                        RankedTensorType type) {
  if (!type.hasStaticShape())
    return node.error() << "the shape of the variable is not known: "
                        << type;
  if (isa<StringType>(type.getElementType()))
    return node.error() << "is a variable of strings; variables hold numbers "
                           "and truth values";
  OpBuilder::InsertionGuard guard(builder);
  Value handle = VariableOp::create(builder, node.loc,
                                    VariableType::get(type.getContext(), type),
                                    node.name, /*trainable=*/true);
  variables[key] = handle;
  auto initial = model.variables.find(node.name);
  if (initial == model.variables.end())
    return handle;
  std::string problem;
  DenseElementsAttr value =
      toElements(initial->second, type.getContext(), problem);
  if (!value)
    return node.error() << "its initial value: " << problem;
  if (value.getType() != type)
    return node.error() << "its initial value has type " << value.getType()
                        << ", the variable " << type;
  Value constant = ConstantOp::create(builder, node.loc, type, value);
  AssignOp::create(builder, node.loc, type, handle, constant,
                   builder.getUnitAttr());
  return handle;
}

} // namespace tfc

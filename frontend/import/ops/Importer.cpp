//===- Importer.cpp - Nodes to ops, one after the other -------------------===//
#include "frontend/import/ops/Importer.h"

#include "frontend/import/ops/FinishNode.h"
#include "frontend/import/ops/NodeImport.h"

#include "ir/Device.h"
#include "ir/ops/state.h"

#include "llvm/ADT/ScopeExit.h"

using namespace mlir;
using llvm::ArrayRef;
using llvm::StringRef;

namespace tfc {

bool isSupportedOp(StringRef op) { return findTableEntry(op); }

Importer::Importer(const ImportedModel &model, MLIRContext *context,
                   const ModelImportOptions &options)
    : model(model), options(options), builder(context) {}

Importer::~Importer() {
  if (!poisonOp)
    return;
  poisonOp->dropAllUses();
  poisonOp->destroy();
}

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

Value Importer::poison() {
  if (!poisonOp) {
    OperationState state(builder.getUnknownLoc(),
                         UnrealizedConversionCastOp::getOperationName());
    state.addTypes(RankedTensorType::get({}, builder.getF32Type()));
    poisonOp = Operation::create(state);
  }
  return poisonOp->getResult(0);
}

NodeError Importer::error(const Node &node) {
  InFlightDiagnostic report = node.error();
  if (ended)
    report.abandon();
  ended = true;
  return NodeError(std::move(report), poison());
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

/// Whether all that a node takes are outputs that others have.
static bool hasInputs(Importer &importer, const Scope &scope,
                      const Node &node) {
  for (Edge edge : node.inputs)
    if (!scope.output(edge)) {
      importer.error(node) << "its input '" << edge.node->name << ":"
                           << edge.output
                           << "' is not among the outputs of op '"
                           << edge.node->op() << "'";
      return false;
    }
  return true;
}

Outputs Importer::makeOutputs(NodeImport &import) {
  const Node &node = import.node;
  if (import.scope.cut.contains(&node))
    return importFed(import);
  if (!hasInputs(*this, import.scope, node))
    return {};
  if (const TableEntry *entry = findTableEntry(node.op()))
    return tfc::importNode(*entry, import);
  if (function(node.op()))
    return import.call(node.op(), node.def->attr());
  return error(node) << "op '" << node.op() << "' is not supported";
}

/// Gives the ops of `node`, all those behind `before`, the device of its
/// NodeDef. What an op has already, from a node of a function that this one
/// calls, wins.
static void giveDevice(Importer &importer, const Node &node, Block *block,
                       Operation *before) {
  if (node.def->device().empty())
    return;
  std::string problem;
  std::optional<DeviceName> device =
      DeviceName::parse(node.def->device(), problem);
  if (!device) {
    importer.error(node) << "its device: " << problem;
    return;
  }
  for (Operation *op = before           ? before->getNextNode()
                       : block->empty() ? nullptr
                                        : &block->front();
       op; op = op->getNextNode()) {
    DeviceName all = *device;
    if (auto inner = op->getAttrOfType<StringAttr>(deviceAttr))
      all.mergeFrom(*DeviceName::parse(inner.getValue(), problem));
    op->setAttr(deviceAttr, StringAttr::get(op->getContext(), all.str()));
  }
}

void Importer::importNode(Scope &scope, Node &node) {
  if (node.op() == kArgumentOp || scope.results.contains(&node))
    return;
  if (node.op() == kMissingOp) {
    emitError(node.loc) << node.def->device();
    return fail();
  }
  Block *block = builder.getInsertionBlock();
  Operation *before = block->empty() ? nullptr : &block->back();
  NodeImport import(*this, scope, node);
  NodeResult result;
  result.outputs = makeOutputs(import);
  result.done = import.done;
  if (ended)
    return;
  bool isFetched = llvm::is_contained(options.fetches, node.name);
  finishNode(scope, node, result, builder, before, isFetched);
  giveDevice(*this, node, block, before);
  scope.results[&node] = std::move(result);
}

void Importer::importNodes(Scope &scope, ArrayRef<Node *> nodes) {
  for (Node *node : nodes)
    for (Edge edge : node->inputs)
      scope.taken[edge.node].insert(edge.output);
  scopes.push_back(&scope);
  llvm::scope_exit leave([&] { scopes.pop_back(); });
  for (Node *node : nodes) {
    if (ended)
      return;
    importNode(scope, *node);
  }
}

//===----------------------------------------------------------------------===//
// Nodes that are fed instead of computed
//===----------------------------------------------------------------------===//

/// The shape that the graph itself tells of a node's first output: recorded, or
/// that of the parsed feature which the node hands on.
static std::optional<SmallVector<int64_t>> recordedShape(const Node &node) {
  std::string problem;
  if (const auto *shapes = node.attribute("_output_shapes");
      shapes && shapes->list().shape_size() > 0)
    return readShape(shapes->list().shape(0), problem);
  const Node *source = &node;
  Edge edge;
  for (int steps = 0;
       steps < 16 && source->op() == "Identity" && !source->inputs.empty();
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

Outputs Importer::importFed(NodeImport &import) {
  const Node &node = import.node;
  const SignatureArgument *argument = scope().fedTypes.lookup(&node);
  Type element = elementType(argument->dtype, builder.getContext());
  SmallVector<int64_t> shape;
  if (auto given = options.shapes.find(node.name);
      given != options.shapes.end())
    shape.assign(given->second.begin(), given->second.end());
  else if (argument->shape)
    shape.assign(argument->shape->begin(), argument->shape->end());
  else if (auto recorded = recordedShape(node))
    shape = *recorded;
  else if (auto fed = options.feedShapes.find(node.name);
           fed != options.feedShapes.end())
    shape.assign(fed->second.begin(), fed->second.end());
  else
    return import.error() << "its rank is unknown: give --shape " << node.name
                          << "=..";
  for (int64_t &size : shape)
    if (size < 0)
      size = ShapedType::kDynamic;
  return PlaceholderOp::create(builder, node.loc,
                               RankedTensorType::get(shape, element), node.name)
      .getResult();
}

} // namespace tfc

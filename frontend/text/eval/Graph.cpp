// Graph: makes ops, and the order of what has effects.
#include "frontend/text/eval/Graph.h"

#include "ir/CreateOp.h"
#include "ir/ops/control.h"
#include "ir/ops/shape.h"
#include "ir/ops/state.h"
#include "ir/ops/strings.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/Verifier.h"

using namespace tfc::text;

/// More ops than any model has; a loop that never ends meets this limit.
static constexpr int64_t maxNodes = 200000;

Graph::Graph(mlir::MLIRContext *context, StringRef moduleName,
             mlir::Location location)
    : builder(context), location(location) {
  builder.setInsertionPointToEnd(&outside);
  mlir::Type scalar = mlir::RankedTensorType::get({}, builder.getF32Type());
  poisonOp = mlir::UnrealizedConversionCastOp::create(builder, location, scalar,
                                                      mlir::ValueRange());
  module = mlir::ModuleOp::create(location, moduleName);
  builder.setInsertionPointToStart(module->getBody());
  mlir::OperationState state(location, tfc::GraphOp::getOperationName());
  mlir::Region *region = state.addRegion();
  region->push_back(new mlir::Block);
  builder.create(state);
  block = &module->getBody()->front().getRegion(0).front();
  builder.setInsertionPointToEnd(block);
}

Failed Graph::fail(mlir::Location where, const llvm::Twine &message) {
  if (!failed)
    mlir::emitError(where) << message;
  failed = true;
  return poison();
}

mlir::Operation *Graph::create(StringRef op, mlir::ValueRange operands,
                               mlir::NamedAttrList attributes, StringRef full) {
  if (failed)
    return poisonOp;
  mlir::OperationState state(location, op);
  state.addOperands(operands);
  state.attributes = std::move(attributes);
  failed = mlir::failed(inferResultTypes(state));
  return finish(state, full);
}

mlir::Operation *Graph::createTyped(StringRef op, mlir::TypeRange types,
                                    mlir::ValueRange operands,
                                    mlir::NamedAttrList attributes,
                                    StringRef full) {
  mlir::OperationState state(location, op);
  state.addOperands(operands);
  state.addTypes(types);
  state.attributes = std::move(attributes);
  return finish(state, full);
}

mlir::Operation *Graph::finish(mlir::OperationState &state, StringRef full,
                               Check check) {
  if (failed)
    return poisonOp;
  if (count >= maxNodes)
    return fail(location,
                "the graph is too large: more than " + llvm::Twine(maxNodes) +
                    " nodes; does a loop or recursion make too many?");
  mlir::Operation *op = builder.create(state);
  if (check != Check::None &&
      mlir::failed(mlir::verify(op, check == Check::Nested))) {
    failed = true;
    op->erase();
    return poisonOp;
  }
  ++count;
  if (!full.empty())
    setName(op, full);
  if (std::string text = device.str(); !text.empty())
    op->setAttr(deviceAttr, builder.getStringAttr(text));
  return op;
}

Graph::RegionScope::RegionScope(Graph &graph, mlir::Block *block)
    : graph(graph), outer(graph.block),
      controlScopes(std::exchange(graph.controlScopes, {})) {
  for (VariableObject *variable : graph.variables)
    reads.push_back({variable, std::exchange(variable->lastRead, {})});
  graph.block = block;
  graph.builder.setInsertionPointToEnd(block);
  ++graph.regionDepth;
}

Graph::RegionScope::~RegionScope() {
  llvm::DenseSet<mlir::Value> changed;
  graph.block->walk([&](mlir::Operation *op) {
    for (mlir::Value operand : op->getOperands())
      if (!llvm::isa<mlir::RankedTensorType>(operand.getType()) &&
          !llvm::isa<tfc::ReadVariableOp>(op))
        changed.insert(operand);
  });
  for (auto [variable, read] : reads)
    variable->lastRead =
        changed.contains(variable->handle) ? mlir::Value() : read;
  // A variable that is made inside is not read outside.
  for (VariableObject *variable :
       llvm::ArrayRef(graph.variables).drop_front(reads.size()))
    variable->lastRead = {};
  graph.block = outer;
  graph.builder.setInsertionPointToEnd(outer);
  graph.controlScopes = std::move(controlScopes);
  --graph.regionDepth;
}

Graph::TopScope::TopScope(Graph &graph)
    : graph(graph), inner(graph.block),
      depth(std::exchange(graph.regionDepth, 0)) {
  graph.block = &graph.module->getBody()->front().getRegion(0).front();
  graph.builder.setInsertionPointToEnd(graph.block);
}

Graph::TopScope::~TopScope() {
  graph.block = inner;
  graph.builder.setInsertionPointToEnd(inner);
  graph.regionDepth = depth;
}

// Not verified by itself: the op around it does not exist yet.
void Graph::yield(mlir::ValueRange values) {
  if (failed)
    return;
  mlir::OperationState state(location, tfc::YieldOp::getOperationName());
  state.addOperands(values);
  builder.create(state);
}

// Inside a region the op around it is still to come; it is verified with that.
mlir::Operation *Graph::createWithRegions(mlir::OperationState &state,
                                          StringRef full) {
  return finish(state, full, isInRegion() ? Check::None : Check::Nested);
}

void Graph::setName(mlir::Operation *op, StringRef full) {
  op->setAttr(tfc::nameAttr, builder.getStringAttr(full));
}

StringRef Graph::nameOf(mlir::Value value) {
  mlir::Operation *op = value.getDefiningOp();
  if (!op) // a loop's variable
    return "";
  auto name = op->getAttrOfType<mlir::StringAttr>(nameAttributeOf(op));
  if (!name)
    return "";
  names.pin(name.getValue());
  return name.getValue();
}

template <typename Op>
mlir::Value Graph::constantOp(mlir::NamedAttrList attributes, NodeName name) {
  std::string full = names.claim(name);
  mlir::Operation *op = create<Op>({}, attributes, full);
  if (name.isHint)
    names.holdWeakly(full, op);
  return op->getResult(0);
}

mlir::Value Graph::constant(mlir::ElementsAttr value, NodeName name) {
  mlir::NamedAttrList attributes;
  attributes.set("value", value);
  return constantOp<tfc::ConstantOp>(attributes, name);
}

mlir::Value Graph::constant(ArrayRef<StringRef> strings,
                            ArrayRef<int64_t> shape, NodeName name) {
  mlir::NamedAttrList attributes;
  attributes.set("values", builder.getStrArrayAttr(strings));
  attributes.set("shape", builder.getDenseI64ArrayAttr(shape));
  return constantOp<tfc::StringConstantOp>(attributes, name);
}

mlir::ElementsAttr Graph::constantElements(mlir::Value value) const {
  mlir::ElementsAttr elements;
  if (mlir::matchPattern(value, mlir::m_Constant(&elements)))
    return elements;
  return {};
}

mlir::Value Graph::read(VariableObject *variable) {
  if (variable->lastRead)
    return variable->lastRead;
  std::string full;
  if (!variable->hasRead) {
    full = names.claimFull(variable->name + "/read");
    variable->hasRead = true;
    --count; // counted when the variable was made, as in TensorFlow
  }
  mlir::Operation *op = create<tfc::ReadVariableOp>(variable->handle, {}, full);
  return variable->lastRead = op->getResult(0);
}

llvm::SmallVector<mlir::Value> Graph::controlDependencies() const {
  llvm::SmallVector<mlir::Value> all;
  llvm::DenseSet<mlir::Value> seen;
  for (const ControlScope &scope : controlScopes)
    for (mlir::Value value : scope.dependencies)
      if (seen.insert(value).second)
        all.push_back(value);
  return all;
}

mlir::Value Graph::applyControl(mlir::Value value, mlir::Operation *since) {
  if (controlScopes.empty() || failed)
    return value;
  mlir::Operation *op = value.getDefiningOp();
  if (!isNewer(op, since))
    return value;
  auto remember = [&](mlir::Value v) {
    for (ControlScope &scope : controlScopes)
      scope.inside.insert(v);
    return v;
  };
  llvm::SmallVector<mlir::Value> dependencies = controlDependencies();
  // As in TensorFlow: what takes an input from inside the scope waits already.
  for (mlir::Value operand : op->getOperands())
    if (controlScopes.back().inside.contains(operand))
      return remember(value);
  if (dependencies.empty())
    return value;
  llvm::SmallVector<mlir::Value> operands = {value};
  llvm::append_range(operands, dependencies);
  mlir::Operation *waiting =
      createTyped<tfc::WithDependenciesOp>(value.getType(), operands, {}, "");
  --count; // TensorFlow has an edge here, not a node
  // Whoever asks for the node by name gets the value that waits.
  if (mlir::Attribute name = op->removeAttr(tfc::nameAttr)) {
    waiting->setAttr(tfc::nameAttr, name);
    StringRef full = llvm::cast<mlir::StringAttr>(name).getValue();
    names.moveHint(full, op, waiting);
  }
  return remember(waiting->getResult(0));
}

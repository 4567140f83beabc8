//===- Variables.cpp - Reference and resource variables -------------------===//
//
// One model for both: an output that is a handle. Whoever takes a reference as
// a tensor reads the variable at its own place.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/state.h"

using namespace mlir;

namespace tfc {

/// Variables of one shared name in one container are one.
static FailureOr<std::string> variableKey(NodeImport &node) {
  FailureOr<StringRef> shared = node.stringAttr("shared_name", StringRef());
  FailureOr<StringRef> container = node.stringAttr("container", StringRef());
  if (failed(shared) || failed(container))
    return failure();
  StringRef name = shared->empty() ? StringRef(node.node.name) : *shared;
  return (*container + "\n" + name).str();
}

/// The shape of the value that first sets the variable, where the node itself
/// does not know it.
static FailureOr<std::optional<SmallVector<int64_t>>>
initialShape(NodeImport &node) {
  std::optional<SmallVector<int64_t>> shape;
  auto known = node.importer.model.variables.find(node.node.name);
  if (known != node.importer.model.variables.end()) {
    shape = llvm::to_vector(ArrayRef(known->second.shape));
    return shape;
  }
  const Node *assign = node.importer.initializerOf(node.node);
  if (!assign)
    return shape;
  Edge value = assign->inputs[1];
  FailureOr<std::vector<Node *>> nodes =
      node.scope.graph.order(ArrayRef<Node *>(value.node), node.scope.cut);
  if (failed(nodes) || failed(node.importer.importNodes(node.scope, *nodes)))
    return failure();
  const NodeResult &result = node.scope.results[value.node];
  if (value.output < result.outputs.size() &&
      result.outputs[value.output].isTensor())
    shape = llvm::to_vector(
        shape::shapeOf(result.outputs[value.output].value));
  return shape;
}

static LogicalResult importVariable(NodeImport &node) {
  if (failed(node.expectInputs(0)))
    return failure();
  FailureOr<std::string> key = variableKey(node);
  FailureOr<Type> element = node.typeAttr("dtype");
  auto shape = node.shapeAttr("shape");
  if (failed(key) || failed(element) || failed(shape))
    return failure();
  if (!*shape || ShapedType::isDynamicShape(**shape)) {
    shape = initialShape(node);
    if (failed(shape))
      return failure();
  }
  Value handle = node.importer.variable(*key);
  if (!*shape && handle) {
    node.addOutput(handle);
    return success();
  }
  if (!*shape)
    return node.error() << "the variable's shape is not known";
  auto type = RankedTensorType::get(**shape, *element);
  if (!handle) {
    FailureOr<Value> made = node.importer.makeVariable(node.node, *key, type);
    if (failed(made))
      return failure();
    handle = *made;
  } else if (cast<VariableType>(handle.getType()).getTensor() != type) {
    return node.error() << "another variable of this name has type "
                        << cast<VariableType>(handle.getType()).getTensor();
  }
  node.addOutput(handle);
  return success();
}

static LogicalResult importRead(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> handle = node.variable(0);
  if (failed(handle))
    return failure();
  return node.finish(node.make<ReadVariableOp>(*handle));
}

/// Sets or changes a variable; its new value.
template <typename Op>
static FailureOr<Value> change(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> handle = node.variable(0);
  if (failed(handle))
    return failure();
  FailureOr<Value> value = node.tensor(1);
  if (failed(value))
    return failure();
  NamedAttrList attributes;
  if (node.importer.isInitializer(node.node))
    attributes.set("initializer", node.builder.getUnitAttr());
  return node.make<Op>({*handle, *value}, attributes);
}

/// Of a reference: the result is the new value. In a graph whose variables were
/// made constants there is only that: `Frozen` of the constant and the value.
template <typename Op, typename Frozen>
static LogicalResult importRefChange(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  if (node.input(0)->isVariable())
    return node.finish(change<Op>(node));
  FailureOr<SmallVector<Value>> inputs = node.tensors(0, 2);
  if (failed(inputs))
    return failure();
  if constexpr (std::is_same_v<Frozen, IdentityOp>)
    return node.finish((*inputs)[1]);
  else
    return node.finish(node.make<Frozen>(*inputs));
}

/// Of a resource: there is no result.
template <typename Op>
static LogicalResult importResourceChange(NodeImport &node) {
  FailureOr<Value> updated = change<Op>(node);
  if (failed(updated))
    return failure();
  node.result.done = *updated;
  return success();
}

/// Variables are set before the first run.
static LogicalResult importIsInitialized(NodeImport &node) {
  if (failed(node.expectInputs(1)) || failed(node.variable(0)))
    return failure();
  return node.finish(node.constant(DenseElementsAttr::get(
      RankedTensorType::get({}, node.builder.getI1Type()), true)));
}

static LogicalResult importVariableShape(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> handle = node.variable(0);
  if (failed(handle))
    return failure();
  Type element = node.builder.getI32Type();
  if (node.hasAttribute("out_type")) {
    FailureOr<Type> given = node.typeAttr("out_type");
    if (failed(given))
      return failure();
    element = *given;
  }
  FailureOr<Value> shape = node.constantVector(
      cast<VariableType>(handle->getType()).getTensor().getShape());
  if (failed(shape))
    return failure();
  return node.finish(node.cast(*shape, element));
}

const NodeImporter imports::Variable = importVariable;
const NodeImporter imports::ReadVariableOp = importRead;
const NodeImporter imports::Assign = importRefChange<AssignOp, IdentityOp>;
const NodeImporter imports::AssignAdd = importRefChange<AssignAddOp, AddOp>;
const NodeImporter imports::AssignSub = importRefChange<AssignSubOp, SubOp>;
const NodeImporter imports::AssignVariableOp = importResourceChange<AssignOp>;
const NodeImporter imports::AssignAddVariableOp = importResourceChange<AssignAddOp>;
const NodeImporter imports::AssignSubVariableOp = importResourceChange<AssignSubOp>;
const NodeImporter imports::VarIsInitializedOp = importIsInitialized;
const NodeImporter imports::VariableShape = importVariableShape;

} // namespace tfc

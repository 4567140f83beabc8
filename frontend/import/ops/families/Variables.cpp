//===- Variables.cpp - Reference and resource variables -------------------===//
//
// One model for both: an output that is a handle. Whoever takes a reference as
// a tensor reads the variable at its own place.
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/state.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Handles
//===----------------------------------------------------------------------===//

/// Variables of one shared name in one container are one.
static std::string variableKey(NodeImport &node) {
  StringRef shared = node.stringAttr("shared_name", StringRef());
  StringRef container = node.stringAttr("container", StringRef());
  StringRef name = shared.empty() ? StringRef(node.node.name) : shared;
  return (container + "\n" + name).str();
}

/// The shape of the value that first sets the variable, where the node itself
/// does not know it.
static std::optional<SmallVector<int64_t>> initialShape(NodeImport &node) {
  Importer &importer = node.importer;
  auto known = importer.model.variables.find(node.node.name);
  if (known != importer.model.variables.end())
    return llvm::to_vector(ArrayRef(known->second.shape));
  const Node *assign = importer.initializerOf(node.node);
  if (!assign)
    return std::nullopt;
  Edge value = assign->inputs[1];
  importer.importNodes(node.scope,
                       importer.check(node.scope.graph.order(
                           ArrayRef<Node *>(value.node), node.scope.cut)));
  const Output *output = node.scope.output(value);
  if (!output || !output->isTensor())
    return std::nullopt;
  return llvm::to_vector(shapeOf(output->value));
}

static RankedTensorType typeOf(Value handle) {
  return cast<VariableType>(handle.getType()).getTensor();
}

static Outputs importVariable(NodeImport &node) {
  node.expectInputs(0);
  std::string key = variableKey(node);
  Type element = node.typeAttr("dtype");
  auto shape = node.shapeAttr("shape");
  if (!shape || ShapedType::isDynamicShape(*shape))
    shape = initialShape(node);
  Value handle = node.importer.variable(key);
  if (!shape && handle)
    return handle;
  if (!shape)
    return node.error() << "the variable's shape is not known";
  auto type = RankedTensorType::get(*shape, element);
  if (!handle)
    return node.importer.makeVariable(node.node, key, type);
  if (typeOf(handle) != type)
    return node.error() << "another variable of this name has type "
                        << typeOf(handle);
  return handle;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

static Outputs importRead(NodeImport &node) {
  node.expectInputs(1);
  return node.make<ReadVariableOp>(node.variable(0));
}

/// Sets or changes a variable; its new value.
template <typename Op>
static Value change(NodeImport &node) {
  node.expectInputs(2);
  Value handle = node.variable(0), value = node.tensor(1);
  NamedAttrList attributes;
  if (node.importer.isInitializer(node.node))
    attributes.set("initializer", node.builder.getUnitAttr());
  return node.make<Op>({handle, value}, attributes);
}

/// The result of a reference's change is the new value. In a graph whose
/// variables were made constants there is only that: `Frozen` of the constant
/// and the value.
template <typename Op, typename Frozen>
static Outputs importRefChange(NodeImport &node) {
  node.expectInputs(2);
  if (node.input(0).isVariable())
    return change<Op>(node);
  if constexpr (std::is_same_v<Frozen, IdentityOp>)
    return node.tensors(0, 2)[1];
  else
    return node.make<Frozen>(node.tensors(0, 2));
}

/// The change of a resource has no result.
template <typename Op>
static Outputs importResourceChange(NodeImport &node) {
  return node.effect(change<Op>(node));
}

/// Variables are set before the first run.
static Outputs importIsInitialized(NodeImport &node) {
  node.expectInputs(1);
  node.variable(0);
  return node.constant(DenseElementsAttr::get(
      RankedTensorType::get({}, node.builder.getI1Type()), true));
}

static Outputs importVariableShape(NodeImport &node) {
  node.expectInputs(1);
  Value handle = node.variable(0);
  if (node.hasFailed())
    return {};
  Type element = node.typeAttr("out_type", node.builder.getI32Type());
  return node.cast(node.constantVector(typeOf(handle).getShape()), element);
}

const NodeImporter imports::Variable = importVariable;
const NodeImporter imports::ReadVariableOp = importRead;
const NodeImporter imports::Assign = importRefChange<AssignOp, IdentityOp>;
const NodeImporter imports::AssignAdd = importRefChange<AssignAddOp, AddOp>;
const NodeImporter imports::AssignSub = importRefChange<AssignSubOp, SubOp>;
const NodeImporter imports::AssignVariableOp = importResourceChange<AssignOp>;
const NodeImporter imports::AssignAddVariableOp =
    importResourceChange<AssignAddOp>;
const NodeImporter imports::AssignSubVariableOp =
    importResourceChange<AssignSubOp>;
const NodeImporter imports::VarIsInitializedOp = importIsInitialized;
const NodeImporter imports::VariableShape = importVariableShape;

} // namespace tfc

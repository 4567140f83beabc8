//===- Constants.cpp - Constants and placeholders -------------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/Shape.h"
#include "ir/ops/state.h"

using namespace mlir;

namespace tfc {

static LogicalResult importStrings(NodeImport &node,
                                   const tensorflow::TensorProto &tensor) {
  std::string problem;
  auto values = toStrings(tensor, problem);
  if (!values)
    return node.error() << problem;
  SmallVector<int64_t> shape;
  for (const auto &dim : tensor.tensor_shape().dim())
    shape.push_back(dim.size());
  return node.addStrings(std::move(*values), shape);
}

static LogicalResult importConst(NodeImport &node) {
  if (failed(node.expectInputs(0)))
    return failure();
  std::string problem;
  DenseElementsAttr value;
  auto given = node.importer.model.constants.find(node.node.name);
  if (given != node.importer.model.constants.end()) {
    if (given->second.dtype == tensorflow::DT_STRING) {
      const TensorData &tensor = given->second;
      if (countElements(tensor.shape) != int64_t(tensor.strings.size()))
        return node.error() << "its value of shape "
                            << formatShape(tensor.shape) << " has "
                            << tensor.strings.size() << " strings";
      return node.addStrings(tensor.strings, tensor.shape);
    }
    value = toElements(given->second, node.context(), problem);
  } else {
    const tensorflow::AttrValue *attribute = node.node.attribute("value");
    if (!attribute ||
        attribute->value_case() != tensorflow::AttrValue::kTensor)
      return node.error() << "lacks its value";
    if (const tensorflow::AttrValue *dtype = node.node.attribute("dtype");
        dtype && withoutReference(dtype->type()) != attribute->tensor().dtype())
      return node.error() << "its type is " << formatDataType(dtype->type())
                          << ", its value's "
                          << formatDataType(attribute->tensor().dtype());
    if (attribute->tensor().dtype() == tensorflow::DT_STRING)
      return importStrings(node, attribute->tensor());
    value = toElements(attribute->tensor(), node.context(), problem);
  }
  if (!value)
    return node.error() << problem;
  return node.finish(node.constant(value));
}

/// What --shape says refines what the node says; nothing if neither knows the
/// rank.
static FailureOr<RankedTensorType> placeholderType(NodeImport &node) {
  FailureOr<Type> element = node.typeAttr("dtype");
  if (failed(element))
    return failure();
  auto shape = node.shapeAttr("shape");
  if (failed(shape))
    return failure();
  // Before producer version 24 a scalar's shape stood for an unknown one.
  if (*shape && (*shape)->empty() &&
      node.importer.model.graph.versions().producer() < 24 &&
      node.node.attribute("_output_shapes") == nullptr)
    shape->reset();
  auto given = node.importer.options.shapes.find(node.node.name);
  if (given != node.importer.options.shapes.end()) {
    SmallVector<int64_t> dims;
    for (int64_t size : given->second)
      dims.push_back(size < 0 ? ShapedType::kDynamic : size);
    if (*shape && failed(verifyCompatibleShape(**shape, dims)))
      return node.error() << "--shape says " << formatShape(dims)
                          << ", the graph " << formatShape(**shape);
    if (!countElements(llvm::to_vector(llvm::map_range(
            dims, [](int64_t d) { return ShapedType::isDynamic(d) ? 1 : d; }))))
      return node.error() << "--shape has too many elements";
    *shape = dims;
  }
  auto fed = node.importer.options.feedShapes.find(node.node.name);
  if (!*shape && fed != node.importer.options.feedShapes.end())
    *shape = llvm::to_vector(ArrayRef(fed->second));
  if (!*shape)
    return node.error() << "its rank is unknown: give --shape "
                        << node.node.name << "=..";
  return RankedTensorType::get(**shape, *element);
}

static LogicalResult importPlaceholder(NodeImport &node) {
  if (failed(node.expectInputs(0)))
    return failure();
  FailureOr<RankedTensorType> type = placeholderType(node);
  if (failed(type))
    return failure();
  node.addOutput(PlaceholderOp::create(node.builder, node.node.loc, *type,
                                       node.node.name)
                     .getResult());
  return success();
}

static LogicalResult importPlaceholderWithDefault(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> value = node.tensor(0);
  auto shape = node.shapeAttr("shape");
  if (failed(value) || failed(shape))
    return failure();
  auto given = cast<RankedTensorType>(value->getType());
  RankedTensorType type = given;
  if (*shape) {
    if (failed(verifyCompatibleShape(**shape, given.getShape())))
      return node.error() << "its shape is " << formatShape(**shape)
                          << ", its default's " << formatShape(given);
    type = RankedTensorType::get(**shape, given.getElementType());
  }
  node.addOutput(PlaceholderWithDefaultOp::create(node.builder, node.node.loc,
                                                  type, *value, node.node.name)
                     .getResult());
  return success();
}

const NodeImporter imports::Const = importConst;
const NodeImporter imports::HostConst = importConst;
const NodeImporter imports::Placeholder = importPlaceholder;
const NodeImporter imports::PlaceholderWithDefault = importPlaceholderWithDefault;

} // namespace tfc

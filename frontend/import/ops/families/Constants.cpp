//===- Constants.cpp - Constants and placeholders -------------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/state.h"

using namespace mlir;
using llvm::ArrayRef;

namespace tfc {

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// A value, or what `problem` says is wrong with it.
static Outputs finish(NodeImport &node, DenseElementsAttr value,
                      const std::string &problem) {
  if (!value)
    return node.error() << problem;
  return node.constant(value);
}

/// A value that stands beside the graph, in a file of weights.
static Outputs importWeights(NodeImport &node, const TensorData &tensor) {
  std::string problem;
  if (tensor.dtype != tensorflow::DT_STRING)
    return finish(node, toElements(tensor, node.context(), problem), problem);
  if (countElements(tensor.shape) != int64_t(tensor.strings.size()))
    return node.error() << "its value of shape " << formatShape(tensor.shape)
                        << " has " << tensor.strings.size() << " strings";
  return node.strings(tensor.strings, tensor.shape);
}

static Outputs importStrings(NodeImport &node,
                             const tensorflow::TensorProto &tensor) {
  std::string problem;
  auto values = toStrings(tensor, problem);
  if (!values)
    return node.error() << problem;
  SmallVector<int64_t> shape;
  for (const auto &dim : tensor.tensor_shape().dim())
    shape.push_back(dim.size());
  return node.strings(std::move(*values), shape);
}

static Outputs importConst(NodeImport &node) {
  node.expectInputs(0);
  const auto &weights = node.importer.model.constants;
  if (auto given = weights.find(node.node.name); given != weights.end())
    return importWeights(node, given->second);
  const tensorflow::AttrValue *value = node.node.attribute("value");
  if (!value || value->value_case() != tensorflow::AttrValue::kTensor)
    return node.error() << "lacks its value";
  const tensorflow::TensorProto &tensor = value->tensor();
  const tensorflow::AttrValue *dtype = node.node.attribute("dtype");
  if (dtype && withoutReference(dtype->type()) != tensor.dtype())
    return node.error() << "its type is " << formatDataType(dtype->type())
                        << ", its value's " << formatDataType(tensor.dtype());
  if (tensor.dtype() == tensorflow::DT_STRING)
    return importStrings(node, tensor);
  std::string problem;
  return finish(node, toElements(tensor, node.context(), problem), problem);
}

//===----------------------------------------------------------------------===//
// Placeholders
//===----------------------------------------------------------------------===//

/// The shape that the option --shape says, which must refine what the node
/// says.
static SmallVector<int64_t>
givenShape(NodeImport &node, ArrayRef<int64_t> given,
           const std::optional<SmallVector<int64_t>> &own) {
  SmallVector<int64_t> dims(given), smallest(given);
  for (auto [dim, least] : llvm::zip(dims, smallest)) {
    dim = dim < 0 ? ShapedType::kDynamic : dim;
    least = least < 0 ? 1 : least;
  }
  if (own && failed(verifyCompatibleShape(*own, dims)))
    node.error() << "--shape says " << formatShape(dims) << ", the graph "
                 << formatShape(*own);
  if (!countElements(smallest))
    node.error() << "--shape has too many elements";
  return dims;
}

/// Before producer version 24 a scalar's shape stood for an unknown one.
static bool mayBeOfAnyShape(NodeImport &node, ArrayRef<int64_t> shape) {
  return shape.empty() &&
         node.importer.model.graph.versions().producer() < 24 &&
         node.node.attribute("_output_shapes") == nullptr;
}

static Outputs importPlaceholder(NodeImport &node) {
  node.expectInputs(0);
  const ModelImportOptions &options = node.importer.options;
  Type element = node.typeAttr("dtype");
  auto shape = node.shapeAttr("shape");
  if (shape && mayBeOfAnyShape(node, *shape))
    shape.reset();
  if (auto given = options.shapes.find(node.node.name);
      given != options.shapes.end())
    shape = givenShape(node, given->second, shape);
  auto fed = options.feedShapes.find(node.node.name);
  if (!shape && fed != options.feedShapes.end())
    shape = llvm::to_vector(ArrayRef(fed->second));
  if (!shape)
    return node.error() << "its rank is unknown: give --shape "
                        << node.node.name << "=..";
  return PlaceholderOp::create(node.builder, node.node.loc,
                               RankedTensorType::get(*shape, element),
                               node.node.name)
      .getResult();
}

static Outputs importPlaceholderWithDefault(NodeImport &node) {
  node.expectInputs(1);
  Value value = node.tensor(0);
  auto shape = node.shapeAttr("shape");
  auto type = cast<RankedTensorType>(value.getType());
  if (shape && failed(verifyCompatibleShape(*shape, type.getShape())))
    return node.error() << "its shape is " << formatShape(*shape)
                        << ", its default's " << formatShape(type);
  if (shape)
    type = RankedTensorType::get(*shape, type.getElementType());
  return PlaceholderWithDefaultOp::create(node.builder, node.node.loc, type,
                                          value, node.node.name)
      .getResult();
}

const NodeImporter imports::Const = importConst;
const NodeImporter imports::HostConst = importConst;
const NodeImporter imports::Placeholder = importPlaceholder;
const NodeImporter imports::PlaceholderWithDefault =
    importPlaceholderWithDefault;

} // namespace tfc

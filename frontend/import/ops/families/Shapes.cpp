//===- Shapes.cpp - Shapes, fills, splits, gathers ------------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/Shape.h"
#include "ir/ops/indexing.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"
#include "ir/ops/state.h"

using namespace mlir;

namespace tfc {

static LogicalResult importShapeN(NodeImport &node) {
  NamedAttrList attributes;
  if (node.hasAttribute("out_type")) {
    FailureOr<Type> type = node.typeAttr("out_type");
    if (failed(type))
      return failure();
    attributes.set("out_type", TypeAttr::get(*type));
  }
  for (unsigned k = 0; k < node.numInputs(); ++k) {
    FailureOr<Value> x = node.tensor(k);
    if (failed(x) || failed(node.finish(node.make<ShapeOp>(*x, attributes))))
      return failure();
  }
  return success();
}

template <int value>
static LogicalResult importLike(NodeImport &node) {
  if (failed(node.expectInputs(1)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  if (failed(x))
    return failure();
  Type element = shape::elementOf(*x);
  if (shape::shapeOf(*x).empty())
    return node.finish(node.scalar(value, element));
  auto wide = node.attr("out_type", TypeAttr::get(node.builder.getI64Type()));
  FailureOr<Value> shape = node.make<ShapeOp>(*x, wide);
  if (failed(shape))
    return failure();
  return node.finish(node.filled(*shape, value, element));
}

static LogicalResult splitInto(NodeImport &node, Value x,
                               ArrayRef<int64_t> sizes, int64_t axis) {
  NamedAttrList attributes;
  attributes.append(node.attr("sizes", sizes));
  attributes.append(node.attr("axis", axis));
  FailureOr<Operation *> op =
      node.create(SplitOp::getOperationName(), x, attributes);
  if (failed(op))
    return failure();
  node.addOutputs((*op)->getResults());
  return success();
}

static FailureOr<int64_t> axisOf(NodeImport &node, int k, Value x) {
  FailureOr<int64_t> axis = node.constantInt(k);
  if (failed(axis))
    return failure();
  if (auto known = normalizeAxis(*axis, shape::shapeOf(x).size()))
    return *known;
  return node.error() << "axis " << *axis << " is out of range for shape "
                      << formatShape(x.getType());
}

/// Equal pieces: (axis, x).
static LogicalResult importSplit(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> x = node.tensor(1);
  FailureOr<int64_t> count = node.intAttr("num_split");
  if (failed(x) || failed(count))
    return failure();
  FailureOr<int64_t> axis = axisOf(node, 0, *x);
  if (failed(axis))
    return failure();
  int64_t size = shape::shapeOf(*x)[*axis];
  if (ShapedType::isDynamic(size))
    return importDynamicSplit(node, *x, *count, *axis);
  if (*count < 1 || size % *count != 0 || *count > (1 << 20))
    return node.error() << "cannot split an axis of " << size << " into "
                        << *count << " equal pieces";
  return splitInto(node, *x, SmallVector<int64_t>(*count, size / *count),
                   *axis);
}

/// Pieces of given sizes, one of which may be -1: (x, sizes, axis).
static LogicalResult importSplitV(NodeImport &node) {
  if (failed(node.expectInputs(3)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  if (failed(x))
    return failure();
  FailureOr<int64_t> axis = axisOf(node, 2, *x);
  if (failed(axis))
    return failure();
  int64_t rest = shape::shapeOf(*x)[*axis];
  if (!node.isConstant(1) || ShapedType::isDynamic(rest))
    return importDynamicSplitV(node, *x, *axis);
  FailureOr<SmallVector<int64_t>> sizes = node.constantInts(1);
  if (failed(sizes))
    return failure();
  for (int64_t size : *sizes)
    rest -= size == -1 ? 0 : size;
  if (int64_t *open = llvm::find(*sizes, -1); open != sizes->end())
    *open = rest;
  return splitInto(node, *x, *sizes, *axis);
}

/// (x, indices, axis) or, of Gather and ResourceGather, (x, indices).
static LogicalResult importGather(NodeImport &node) {
  bool hasAxis = node.node.op() == "GatherV2";
  if (failed(node.expectInputs(hasAxis ? 3 : 2)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  if (failed(x))
    return failure();
  FailureOr<Value> indices = node.tensor(1);
  FailureOr<int64_t> batch = node.intAttr("batch_dims", 0);
  FailureOr<int64_t> axis = hasAxis ? node.constantInt(2) : FailureOr<int64_t>(0);
  if (failed(indices) || failed(batch) || failed(axis))
    return failure();
  if (*batch < 0) // counted from the end of the indices
    *batch += shape::shapeOf(*indices).size();
  NamedAttrList attributes;
  attributes.append(node.attr("axis", *axis));
  attributes.append(node.attr("batch_dims", *batch));
  return node.finish(node.make<GatherOp>({*x, *indices}, attributes));
}

const NodeImporter imports::ShapeN = importShapeN;
const NodeImporter imports::ZerosLike = importLike<0>;
const NodeImporter imports::OnesLike = importLike<1>;
const NodeImporter imports::Split = importSplit;
const NodeImporter imports::SplitV = importSplitV;
const NodeImporter imports::Gather = importGather;
const NodeImporter imports::GatherV2 = importGather;
const NodeImporter imports::ResourceGather = importGather;

} // namespace tfc

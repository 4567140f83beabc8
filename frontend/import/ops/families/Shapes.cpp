//===- Shapes.cpp - Shapes, fills, splits, gathers ------------------------===//
#include "frontend/import/ops/families/RunSizes.h"

#include "ir/Shape.h"
#include "ir/ops/indexing.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Shapes and fills
//===----------------------------------------------------------------------===//

static Outputs importShapeN(NodeImport &node) {
  Type element = node.typeAttr("out_type", node.builder.getI32Type());
  Outputs shapes;
  for (unsigned k = 0; k < node.numInputs(); ++k)
    shapes.push_back(node.shapeVector(node.tensor(k), element));
  return shapes;
}

template <int value>
static Outputs importLike(NodeImport &node) {
  node.expectInputs(1);
  Value x = node.tensor(0);
  if (shapeOf(x).empty())
    return node.scalar(value, elementOf(x));
  return node.filled(node.shapeVector(x), value, elementOf(x));
}

//===----------------------------------------------------------------------===//
// Splits
//===----------------------------------------------------------------------===//

static Outputs splitInto(NodeImport &node, Value x, ArrayRef<int64_t> sizes,
                         int64_t axis) {
  return node.makeAll<SplitOp>(
      sizes.size(), x, {node.attr("sizes", sizes), node.attr("axis", axis)});
}

/// The axis of x that input k says; nothing if there is no such axis.
static std::optional<int64_t> axisOf(NodeImport &node, int k, Value x) {
  int64_t axis = node.constantInt(k);
  auto known = normalizeAxis(axis, shapeOf(x).size());
  if (!known)
    node.error() << "axis " << axis << " is out of range for shape "
                 << formatShape(x.getType());
  return known;
}

/// Equal pieces: (axis, x).
static Outputs importSplit(NodeImport &node) {
  node.expectInputs(2);
  Value x = node.tensor(1);
  int64_t count = node.intAttr("num_split");
  auto axis = axisOf(node, 0, x);
  if (!axis)
    return {};
  int64_t size = sizeOf(x, *axis);
  if (ShapedType::isDynamic(size))
    return splitEqually(node, x, count, *axis);
  if (count < 1 || size % count != 0 || count > (1 << 20))
    return node.error() << "cannot split an axis of " << size << " into "
                        << count << " equal pieces";
  return splitInto(node, x, SmallVector<int64_t>(count, size / count), *axis);
}

/// Pieces of given sizes, one of which may be -1: (x, sizes, axis).
static Outputs importSplitV(NodeImport &node) {
  node.expectInputs(3);
  Value x = node.tensor(0);
  auto axis = axisOf(node, 2, x);
  if (!axis)
    return {};
  int64_t rest = sizeOf(x, *axis);
  if (!node.isConstant(1) || ShapedType::isDynamic(rest))
    return splitBySizes(node, x, *axis);
  SmallVector<int64_t> sizes = node.constantInts(1);
  for (int64_t size : sizes)
    rest -= size == -1 ? 0 : size;
  if (int64_t *open = llvm::find(sizes, -1); open != sizes.end())
    *open = rest;
  return splitInto(node, x, sizes, *axis);
}

//===----------------------------------------------------------------------===//
// Gathers
//===----------------------------------------------------------------------===//

/// (x, indices, axis) or, of Gather and ResourceGather, (x, indices).
static Outputs importGather(NodeImport &node) {
  bool hasAxis = node.op() == "GatherV2";
  node.expectInputs(hasAxis ? 3 : 2);
  Value x = node.tensor(0), indices = node.tensor(1);
  int64_t batch = node.intAttr("batch_dims", 0);
  int64_t axis = hasAxis ? node.constantInt(2) : 0;
  if (batch < 0) // counted from the end of the indices
    batch += shapeOf(indices).size();
  return node.make<GatherOp>(
      {x, indices}, {node.attr("axis", axis), node.attr("batch_dims", batch)});
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

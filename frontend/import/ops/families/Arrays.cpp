//===- Arrays.cpp - Scatters into variables, segments, blocks -------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/blocks.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/indexing.h"
#include "ir/ops/rearrange.h"
#include "ir/ops/reduction.h"
#include "ir/ops/scatter.h"
#include "ir/ops/segment.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"
#include "ir/ops/state.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Parts of variables: the new value of the whole is assigned
//===----------------------------------------------------------------------===//

/// Updates of the shape of what they change: one number is for all elements.
static Value spreadUpdates(NodeImport &node, Value variable, Value indices,
                           Value updates) {
  if (!shapeOf(updates).empty())
    return updates;
  Value rows = node.make<GatherOp>({variable, indices}, node.attr("axis", 0));
  return node.make<BroadcastLikeOp>({updates, rows});
}

/// Each index of a vector as a place, as our scatters take them: [i] for i.
static Value asPlaces(NodeImport &node, Value indices) {
  return node.make<ExpandDimsOp>(indices, node.attr("axis", -1));
}

/// The variable that input 0 refers to: the handle, or what an assign returned;
/// null in a frozen graph, where a constant stands in its place.
static Value referredVariable(NodeImport &node) {
  const Output &given = node.input(0);
  if (!given.value || given.isVariable())
    return given.value;
  Operation *maker = given.value.getDefiningOp();
  return isa_and_present<AssignOp, AssignAddOp, AssignSubOp>(maker)
             ? maker->getOperand(0)
             : Value();
}

/// (variable, indices, updates): the new value is the result, unless the
/// variable is a resource. Without a variable the new value is all there is.
template <typename Op>
static Outputs importScatter(NodeImport &node) {
  node.expectInputs(3);
  Value handle = referredVariable(node);
  Value old = node.tensor(0), indices = node.tensor(1),
        updates = node.tensor(2);
  if (!node.op().contains("Nd")) {
    updates = spreadUpdates(node, old, indices, updates);
    indices = asPlaces(node, indices);
  }
  Value value = node.make<Op>({old, indices, updates});
  if (handle)
    value = node.make<AssignOp>({handle, value});
  return node.op().starts_with("Resource") ? node.effect(value)
                                           : Outputs(value);
}

/// (indices, updates, shape). A vector of indices is one of rows, as the
/// kernels of TensorFlow take it (core/kernels/scatter_nd_op.cc).
static Outputs importScatterNd(NodeImport &node) {
  node.expectInputs(3);
  Value indices = node.tensor(0), updates = node.tensor(1);
  if (shapeOf(indices).size() == 1 && !shapeOf(updates).empty())
    indices = asPlaces(node, indices);
  return node.make<ScatterNdOp>({indices, updates, node.tensor(2)});
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

/// How many segments there are: the last one's number, and one.
static Value segmentCount(NodeImport &node, Value ids) {
  Type element = elementOf(ids);
  if (sizeOf(ids, 0) == 0)
    return node.scalar(0, element);
  auto known = knownElements(ids);
  if (known && !known->empty() && known->back())
    return node.scalar(double(*known->back() + 1), element);
  Value last = node.make<StridedSliceOp>(
      ids, {node.attr("begin", ArrayRef<int64_t>(-1)),
            node.attr("end", ArrayRef<int64_t>(0)),
            node.attr("strides", ArrayRef<int64_t>(1)),
            node.attr("shrink_axis_mask", 1)});
  return node.make<AddOp>({last, node.scalar(1, element)});
}

template <typename Op>
static Outputs importSegments(NodeImport &node) {
  node.expectInputs(2);
  Value x = node.tensor(0), ids = node.tensor(1);
  if (shapeOf(ids).size() != 1)
    return node.error() << "segment_ids have shape "
                        << formatShape(ids.getType()) << ", expected a vector";
  return node.make<Op>({x, ids, segmentCount(node, ids)});
}

//===----------------------------------------------------------------------===//
// Old forms
//===----------------------------------------------------------------------===//

/// Square blocks of images: (x, paddings or crops).
template <typename Op>
static Outputs importImageBlocks(NodeImport &node) {
  node.expectInputs(2);
  Value x = node.tensor(0);
  SmallVector<int64_t> border = node.constantInts(1);
  int64_t block = node.intAttr("block_size");
  const char *name =
      std::is_same_v<Op, SpaceToBatchNdOp> ? "paddings" : "crops";
  return node.make<Op>(
      x, {node.attr("block_shape", ArrayRef<int64_t>{block, block}),
          node.attr(name, ArrayRef(border))});
}

/// The axes are those where a vector of bools holds.
static Outputs importReverse(NodeImport &node) {
  node.expectInputs(2);
  Value x = node.tensor(0);
  SmallVector<int64_t> axes;
  for (auto [axis, isTurned] : llvm::enumerate(node.constantInts(1)))
    if (isTurned)
      axes.push_back(axis);
  return node.make<ReverseOp>(x, node.attr("axes", axes));
}

/// (x, axis); truth values are ordered as numbers.
template <typename Op>
static Outputs importArg(NodeImport &node) {
  node.expectInputs(2);
  Value x = node.tensor(0);
  if (elementOf(x).isInteger(1))
    x = node.cast(x, node.builder.getI8Type());
  NamedAttrList attributes(node.attr("axis", node.constantInt(1)));
  if (node.hasAttribute("output_type"))
    attributes.append(node.attr("output_type", node.typeAttr("output_type")));
  return node.make<Op>(x, attributes);
}

const NodeImporter imports::ScatterUpdate =
    importScatter<TensorScatterUpdateOp>;
const NodeImporter imports::ScatterAdd = importScatter<TensorScatterAddOp>;
const NodeImporter imports::ScatterSub = importScatter<TensorScatterSubOp>;
const NodeImporter imports::ScatterMin = importScatter<TensorScatterMinOp>;
const NodeImporter imports::ScatterMax = importScatter<TensorScatterMaxOp>;
const NodeImporter imports::ScatterMul = importScatter<TensorScatterMulOp>;
const NodeImporter imports::ScatterDiv = importScatter<TensorScatterDivOp>;
const NodeImporter imports::ScatterNd = importScatterNd;
const NodeImporter imports::ArgMax = importArg<ArgMaxOp>;
const NodeImporter imports::ArgMin = importArg<ArgMinOp>;
const NodeImporter imports::SegmentSum = importSegments<SegmentSumOp>;
const NodeImporter imports::SegmentMean = importSegments<SegmentMeanOp>;
const NodeImporter imports::SegmentProd = importSegments<SegmentProdOp>;
const NodeImporter imports::SegmentMax = importSegments<SegmentMaxOp>;
const NodeImporter imports::SegmentMin = importSegments<SegmentMinOp>;
const NodeImporter imports::SpaceToBatch = importImageBlocks<SpaceToBatchNdOp>;
const NodeImporter imports::BatchToSpace = importImageBlocks<BatchToSpaceNdOp>;
const NodeImporter imports::Reverse = importReverse;

} // namespace tfc

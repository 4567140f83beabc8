//===- Arrays.cpp - Scatters into variables, segments, blocks -------------===//
#include "frontend/import/ops/Importer.h"

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
#include "ir/ops/sort.h"
#include "ir/ops/state.h"

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Parts of variables: the new value of the whole is assigned
//===----------------------------------------------------------------------===//

/// Indices and updates as tensor_scatter takes them: of ScatterAdd and its like
/// every index is a row, and one number is for all elements.
static LogicalResult rowsToPlaces(NodeImport &node, Value variable,
                                  Value &indices, Value &updates) {
  FailureOr<Value> column =
      node.make<ExpandDimsOp>(indices, node.attr("axis", int64_t(-1)));
  if (failed(column))
    return failure();
  if (shape::shapeOf(updates).empty()) {
    FailureOr<Value> slices =
        node.make<GatherOp>({variable, indices}, node.attr("axis", int64_t(0)));
    if (failed(slices))
      return failure();
    FailureOr<Value> spread = node.make<BroadcastLikeOp>({updates, *slices});
    if (failed(spread))
      return failure();
    updates = *spread;
  }
  indices = *column;
  return success();
}

/// The variable that input 0 refers to: the handle, or what an assign returned;
/// null in a frozen graph, where a constant stands in its place.
static Value referredVariable(NodeImport &node) {
  Value given = node.input(0)->value;
  if (!given || node.input(0)->isVariable())
    return given;
  Operation *maker = given.getDefiningOp();
  return isa_and_present<AssignOp, AssignAddOp, AssignSubOp>(maker)
             ? maker->getOperand(0)
             : Value();
}

/// Without a variable the new value is all there is.
template <typename Op>
static FailureOr<Value> scattered(NodeImport &node, bool isNd) {
  if (failed(node.expectInputs(3)))
    return failure();
  Value handle = referredVariable(node);
  FailureOr<Value> old = node.tensor(0), indices = node.tensor(1),
                   updates = node.tensor(2);
  if (failed(old) || failed(indices) || failed(updates) ||
      (!isNd && failed(rowsToPlaces(node, *old, *indices, *updates))))
    return failure();
  FailureOr<Value> value = node.make<Op>({*old, *indices, *updates});
  if (failed(value) || !handle)
    return value;
  return node.make<AssignOp>({handle, *value});
}

/// The result of a reference's form is the new value; a resource's has none.
template <typename Op>
static LogicalResult importScatter(NodeImport &node) {
  StringRef name = node.node.op();
  FailureOr<Value> updated = scattered<Op>(node, name.contains("Nd"));
  if (failed(updated))
    return failure();
  if (name.starts_with("Resource"))
    node.result.done = *updated;
  else
    node.addOutput(*updated);
  return success();
}

/// (indices, updates, shape). A vector of indices is one of rows, as the kernels
/// of TensorFlow take it (core/kernels/scatter_nd_op.cc).
static LogicalResult importScatterNd(NodeImport &node) {
  if (failed(node.expectInputs(3)))
    return failure();
  FailureOr<Value> indices = node.tensor(0), updates = node.tensor(1),
                   shape = node.tensor(2);
  if (failed(indices) || failed(updates) || failed(shape))
    return failure();
  if (shape::shapeOf(*indices).size() == 1 &&
      !shape::shapeOf(*updates).empty()) {
    indices = node.make<ExpandDimsOp>(*indices, node.attr("axis", int64_t(-1)));
    if (failed(indices))
      return failure();
  }
  return node.finish(node.make<ScatterNdOp>({*indices, *updates, *shape}));
}

//===----------------------------------------------------------------------===//
// Segments
//===----------------------------------------------------------------------===//

/// The number of segments is the last one's and one.
static FailureOr<Value> segmentCount(NodeImport &node, Value ids) {
  Type element = shape::elementOf(ids);
  if (shape::shapeOf(ids)[0] == 0)
    return node.scalar(0, element);
  auto known = knownElements(ids);
  if (known && !known->empty() && known->back())
    return node.scalar(double(*known->back() + 1), element);
  NamedAttrList attributes;
  attributes.append(node.attr("begin", ArrayRef<int64_t>(-1)));
  attributes.append(node.attr("end", ArrayRef<int64_t>(0)));
  attributes.append(node.attr("strides", ArrayRef<int64_t>(1)));
  attributes.append(node.attr("shrink_axis_mask", int64_t(1)));
  FailureOr<Value> last = node.make<StridedSliceOp>(ids, attributes);
  FailureOr<Value> one = node.scalar(1, element);
  if (failed(last) || failed(one))
    return failure();
  return node.make<AddOp>({*last, *one});
}

template <typename Op>
static LogicalResult importSegments(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> x = node.tensor(0), ids = node.tensor(1);
  if (failed(x) || failed(ids))
    return failure();
  if (shape::shapeOf(*ids).size() != 1)
    return node.error() << "segment_ids have shape "
                        << formatShape(ids->getType()) << ", expected a vector";
  FailureOr<Value> count = segmentCount(node, *ids);
  if (failed(count))
    return failure();
  return node.finish(node.make<Op>({*x, *ids, *count}));
}

//===----------------------------------------------------------------------===//
// Old forms
//===----------------------------------------------------------------------===//

/// Of images, by square blocks: (x, paddings or crops).
template <typename Op>
static LogicalResult importImageBlocks(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  FailureOr<SmallVector<int64_t>> border = node.constantInts(1);
  FailureOr<int64_t> block = node.intAttr("block_size");
  if (failed(x) || failed(border) || failed(block))
    return failure();
  NamedAttrList attributes;
  attributes.append(node.attr("block_shape", {*block, *block}));
  attributes.append(
      node.attr(std::is_same_v<Op, SpaceToBatchNdOp> ? "paddings" : "crops",
                ArrayRef(*border)));
  return node.finish(node.make<Op>(*x, attributes));
}

/// The axes are those where a vector of bools holds.
static LogicalResult importReverse(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  FailureOr<SmallVector<int64_t>> turned = node.constantInts(1);
  if (failed(x) || failed(turned))
    return failure();
  SmallVector<int64_t> axes;
  for (auto [axis, isTurned] : llvm::enumerate(*turned))
    if (isTurned)
      axes.push_back(axis);
  return node.finish(
      node.make<ReverseOp>(*x, node.attr("axes", ArrayRef(axes))));
}

/// (x, axis); truth values are ordered as numbers.
template <typename Op>
static LogicalResult importArg(NodeImport &node) {
  if (failed(node.expectInputs(2)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  FailureOr<int64_t> axis = node.constantInt(1);
  if (failed(x) || failed(axis))
    return failure();
  if (shape::elementOf(*x).isInteger(1))
    x = node.cast(*x, node.builder.getI8Type());
  if (failed(x))
    return failure();
  NamedAttrList attributes;
  attributes.append(node.attr("axis", *axis));
  if (node.hasAttribute("output_type")) {
    FailureOr<Type> type = node.typeAttr("output_type");
    if (failed(type))
      return failure();
    attributes.append(node.attr("output_type", TypeAttr::get(*type)));
  }
  return node.finish(node.make<Op>(*x, attributes));
}

const NodeImporter imports::ScatterUpdate = importScatter<TensorScatterUpdateOp>;
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

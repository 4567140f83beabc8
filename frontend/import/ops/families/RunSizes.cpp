//===- RunSizes.cpp - Ops whose sizes only a run knows --------------------===//
//
// TensorFlow takes some sizes as inputs that are attributes of our ops, and an
// input may depend on a run. Then the op is put together from those that take
// inputs: with a depth n that is fed, OneHot(indices, n) is indices[...,
// newaxis] == range(n).
//
//===----------------------------------------------------------------------===//
#include "frontend/import/ops/families/RunSizes.h"

#include "ir/Message.h"
#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/reduction.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// More pieces than any program cuts.
constexpr int64_t kMaxPieces = 65536;

/// Input k as a vector of int64 of all its elements.
static Value sizesOf(NodeImport &node, int k) {
  Value wide = node.cast(node.tensor(k), node.builder.getI64Type());
  return node.reshaped(wide, {-1});
}

/// A shape of `rank` sizes with that of `axis` replaced.
static Value replaced(NodeImport &node, Value shape, int64_t axis, int64_t rank,
                      ArrayRef<Value> sizes) {
  SmallVector<Value> parts;
  if (axis > 0)
    parts.push_back(node.slice(shape, 0, axis));
  llvm::append_range(parts, sizes);
  if (axis + 1 < rank)
    parts.push_back(node.slice(shape, axis + 1, rank));
  return node.joined(parts);
}

//===----------------------------------------------------------------------===//
// OneHot and Pad
//===----------------------------------------------------------------------===//

/// (indices, depth, on, off).
static Outputs importOneHot(NodeImport &node) {
  node.expectInputs(4);
  if (node.isConstant(1))
    return importByTable(node);
  Value indices = node.tensor(0), on = node.tensor(2), off = node.tensor(3);
  int64_t rank = shapeOf(indices).size() + 1, given = node.intAttr("axis", -1);
  auto axis = normalizeAxis(given, rank);
  if (!axis)
    return node.error() << "axis " << given << " is out of range for " << rank
                        << " dimensions";
  Type i64 = node.builder.getI64Type();
  Value zero = node.scalar(0, i64), one = node.scalar(1, i64);
  Value depth = node.cast(node.tensor(1), i64);
  AssertMessage message(node.node.name);
  message.addText("the depth must not be negative:");
  message.addData();
  Value holds = node.check(node.make<GreaterEqualOp>({depth, zero}), depth,
                           message.text());
  SmallVector<int64_t> spread(rank, 1);
  spread[*axis] = -1;
  Value places = node.reshaped(node.make<RangeOp>({zero, depth, one}), spread);
  Value wide = node.make<ExpandDimsOp>(node.cast(indices, i64),
                                       node.attr("axis", *axis));
  Value here = node.make<EqualOp>({wide, places});
  return node.after(node.make<SelectOp>({here, on, off}), holds);
}

/// (x, paddings) or (x, paddings, value): along one axis after the other.
static Outputs importPad(NodeImport &node) {
  bool hasValue = node.op() == "PadV2";
  node.expectInputs(hasValue ? 3 : 2);
  if (node.isConstant(1) && (!hasValue || node.isConstant(2)))
    return importByTable(node);
  Value x = node.tensor(0), paddings = sizesOf(node, 1);
  Value value = hasValue ? node.tensor(2) : node.scalar(0, elementOf(x));
  int64_t rank = shapeOf(x).size();
  if (shapeOf(paddings) != ArrayRef<int64_t>(2 * rank))
    return node.error() << "paddings must have two entries per dimension of "
                        << formatShape(x.getType());
  for (int64_t axis = 0; axis < rank; ++axis) {
    Value shape = node.shapeVector(x);
    auto border = [&](int64_t i) {
      Value size = node.slice(paddings, i, i + 1);
      return node.make<FillOp>(
          {replaced(node, shape, axis, rank, size), value});
    };
    Value before = border(2 * axis), after = border(2 * axis + 1);
    x = node.joined({before, x, after}, axis);
  }
  return x;
}

//===----------------------------------------------------------------------===//
// Splits
//===----------------------------------------------------------------------===//

/// The pieces are an axis of their own first, which also checks that they are
/// equal: [n, ...] in 3 pieces is [3, n / 3, ...].
Outputs splitEqually(NodeImport &node, Value x, int64_t count, int64_t axis) {
  if (count < 1 || count > kMaxPieces)
    return node.error() << "cannot split into " << count << " pieces";
  Value shape = node.shapeVector(x), pieces = node.constantVector(count);
  Value size =
      node.make<FloorDivOp>({node.slice(shape, axis, axis + 1), pieces});
  int64_t rank = shapeOf(x).size();
  Value apart = node.make<ReshapeOp>(
      {x, replaced(node, shape, axis, rank, {pieces, size})});
  return node.makeAll<UnstackOp>(count, apart, node.attr("axis", axis));
}

/// That sizes without an open one add up to the whole.
static Value checkSizes(NodeImport &node, Value sizes, Value open, Value total,
                        Value whole) {
  AssertMessage message(node.node.name);
  message.addText("the sizes add up to");
  message.addData();
  message.addText("of a dimension of");
  message.addData();
  Value isOpen = node.make<ReduceAnyOp>(node.make<EqualOp>({sizes, open}));
  Value isWhole = node.make<EqualOp>({whole, total});
  Value holds =
      node.make<ReduceAllOp>(node.make<LogicalOrOp>({isOpen, isWhole}));
  return node.check(holds, {total, whole}, message.text());
}

Outputs splitBySizes(NodeImport &node, Value x, int64_t axis) {
  Value sizes = sizesOf(node, 1);
  int64_t rank = shapeOf(x).size(), count = sizeOf(sizes, 0);
  if (ShapedType::isDynamic(count) || count > kMaxPieces)
    return node.error() << "the number of pieces must be known when compiling";
  Value shape = node.shapeVector(x);
  Value one = node.constantVector(1), open = node.constantVector(-1);
  Value whole = node.slice(shape, axis, axis + 1);
  Value total = node.make<ReshapeOp>({node.make<ReduceSumOp>(sizes), one});
  // The open piece takes the rest; it counts as -1 in the total.
  Value rest = node.make<SubOp>({node.make<SubOp>({whole, total}), one});
  Value holds = checkSizes(node, sizes, open, total, whole);
  Value from = node.constantVector(0);
  Value begin = node.constantVector(SmallVector<int64_t>(rank, 0));
  Outputs pieces;
  for (int64_t i = 0; i < count; ++i) {
    Value own = node.slice(sizes, i, i + 1);
    Value size =
        node.make<SelectOp>({node.make<EqualOp>({own, open}), rest, own});
    Value piece =
        node.make<SliceOp>({x, replaced(node, begin, axis, rank, from),
                            replaced(node, shape, axis, rank, size)});
    pieces.push_back(node.after(piece, holds));
    from = node.make<AddOp>({from, size});
  }
  return pieces;
}

const NodeImporter imports::OneHot = importOneHot;
const NodeImporter imports::Pad = importPad;
const NodeImporter imports::PadV2 = importPad;

} // namespace tfc

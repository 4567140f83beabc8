//===- Slices.cpp - StridedSlice and its gradient -------------------------===//
#include "frontend/import/ops/NodeImport.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using llvm::ArrayRef;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

namespace {
/// A bit for each entry of an index.
struct Masks {
  int64_t begin, end, ellipsis, newAxis, shrink;
};
} // namespace

static Masks readMasks(NodeImport &node) {
  return {node.intAttr("begin_mask", 0), node.intAttr("end_mask", 0),
          node.intAttr("ellipsis_mask", 0), node.intAttr("new_axis_mask", 0),
          node.intAttr("shrink_axis_mask", 0)};
}

static NamedAttrList sliceAttributes(NodeImport &node, ArrayRef<int64_t> begin,
                                     ArrayRef<int64_t> end,
                                     ArrayRef<int64_t> strides,
                                     const Masks &masks) {
  return NamedAttrList({node.attr("begin", begin), node.attr("end", end),
                        node.attr("strides", strides),
                        node.attr("begin_mask", masks.begin),
                        node.attr("end_mask", masks.end),
                        node.attr("ellipsis_mask", masks.ellipsis),
                        node.attr("new_axis_mask", masks.newAxis),
                        node.attr("shrink_axis_mask", masks.shrink)});
}

//===----------------------------------------------------------------------===//
// Places that only a run knows
//===----------------------------------------------------------------------===//

namespace {
/// A slice by places known only in a run, with strides of 1: first the window
/// by tfc.slice, then axes added and dropped by a slice of constants. For
/// example x[i, newaxis, a:] of x[4, 5] is
///
///   window = tfc.slice x, begin [i, a], size [1, 5 - a]
///   result = window[0, newaxis, :]
class DynamicSlice {
public:
  DynamicSlice(NodeImport &node, Value x, const Masks &masks)
      : node(node), x(x), masks(masks), rank(shapeOf(x).size()) {}

  Value run() {
    SmallVector<int64_t> strides = node.constantInts(3);
    int64_t count = strides.size();
    if (count > 32 || llvm::any_of(strides, [](int64_t s) { return s != 1; }))
      return node.error() << "strides other than 1 between places that depend "
                             "on a run are not supported";
    begins = places(1, count);
    ends = places(2, count);
    takeEntries(count);
    if (node.hasFailed())
      return x;
    Value window = x;
    if (rank)
      window = node.make<SliceOp>({x, node.joined(begin), node.joined(size)});
    SmallVector<int64_t> zeros(count, 0), ones(count, 1);
    int64_t all = ~masks.shrink & 0xffffffff;
    Masks rest = {all, all, masks.ellipsis, masks.newAxis, masks.shrink};
    return node.make<StridedSliceOp>(
        window, sliceAttributes(node, zeros, ones, ones, rest));
  }

private:
  static bool bit(int64_t mask, int64_t i) { return (mask >> i) & 1; }

  /// Input k, a place for each entry of the index.
  Value places(int k, int64_t count) {
    Value vector = node.tensor(k);
    if (shapeOf(vector) != ArrayRef<int64_t>(count))
      return node.error() << "begin, end and strides must have one length";
    return node.cast(vector, node.builder.getI64Type());
  }

  /// The entries of the index in order: each takes an axis, but an ellipsis
  /// takes as many as the others leave, and a new axis none.
  void takeEntries(int64_t count) {
    int64_t taken = 0;
    for (int64_t i = 0; i < count; ++i)
      taken += !bit(masks.ellipsis, i) && !bit(masks.newAxis, i);
    if (taken > rank)
      node.error() << "index has " << taken
                   << " dimensions, the tensor's shape is "
                   << formatShape(x.getType());
    for (int64_t i = 0; i < count; ++i) {
      if (bit(masks.newAxis, i))
        continue;
      if (!bit(masks.ellipsis, i))
        take(i);
      else
        for (int64_t j = taken; j < rank; ++j)
          takeWhole();
    }
    while (int64_t(begin.size()) < rank)
      takeWhole();
  }

  Value element(Value vector, int64_t i) {
    return node.slice(vector, i, i + 1);
  }
  Value zero() { return node.constantVector(0); }

  /// The size of the next axis, as a vector of one element.
  Value dimension() {
    int64_t axis = begin.size(), known = sizeOf(x, axis);
    if (!ShapedType::isDynamic(known))
      return node.constantVector(known);
    return element(node.shapeVector(x), axis);
  }

  void takeWhole() {
    begin.push_back(zero());
    size.push_back(dimension());
  }

  /// Element i of `vector`, which counts from the end where it is negative.
  Value place(Value vector, int64_t i, Value limit) {
    Value value = element(vector, i);
    Value isNegative = node.make<LessOp>({value, zero()});
    Value fromEnd = node.make<AddOp>({value, limit});
    return node.make<SelectOp>({isNegative, fromEnd, value});
  }

  Value clamp(Value value, Value limit) {
    Value atLeast = node.make<MaximumOp>({value, zero()});
    return node.make<MinimumOp>({atLeast, limit});
  }

  /// Entry i: an index, or a range that may be open at either side.
  void take(int64_t i) {
    bool isIndex = bit(masks.shrink, i);
    Value limit = dimension();
    Value first = zero(), last = limit;
    if (isIndex || !bit(masks.begin, i))
      first = place(begins, i, limit);
    if (isIndex) {
      begin.push_back(first);
      size.push_back(node.constantVector(1));
      return;
    }
    if (!bit(masks.begin, i))
      first = clamp(first, limit);
    if (!bit(masks.end, i))
      last = clamp(place(ends, i, limit), limit);
    begin.push_back(first);
    size.push_back(
        node.make<MaximumOp>({node.make<SubOp>({last, first}), zero()}));
  }

  NodeImport &node;
  Value x;
  Masks masks;
  int64_t rank;
  Value begins, ends;
  SmallVector<Value> begin, size;
};
} // namespace

//===----------------------------------------------------------------------===//
// The ops
//===----------------------------------------------------------------------===//

/// The attributes of a slice whose places are inputs 1 to 3.
static NamedAttrList constantSlice(NodeImport &node, const Masks &masks) {
  SmallVector<int64_t> begin = node.constantInts(1), end = node.constantInts(2),
                       strides = node.constantInts(3);
  return sliceAttributes(node, begin, end, strides, masks);
}

static Outputs importStridedSlice(NodeImport &node) {
  node.expectInputs(4);
  Value x = node.tensor(0);
  Masks masks = readMasks(node);
  if (!node.isConstant(1) || !node.isConstant(2))
    return DynamicSlice(node, x, masks).run();
  return node.make<StridedSliceOp>(x, constantSlice(node, masks));
}

/// (shape, begin, end, strides, dy).
static Outputs importStridedSliceGrad(NodeImport &node) {
  node.expectInputs(5);
  Value shape = node.tensor(0), dy = node.tensor(4);
  NamedAttrList attributes = constantSlice(node, readMasks(node));
  Value like = node.filled(shape, 0, elementOf(dy));
  return node.make<StridedSliceGradOp>({dy, like}, attributes);
}

const NodeImporter imports::StridedSlice = importStridedSlice;
const NodeImporter imports::StridedSliceGrad = importStridedSliceGrad;

} // namespace tfc

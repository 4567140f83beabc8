//===- Slices.cpp - StridedSlice and its gradient -------------------------===//
#include "frontend/import/ops/Importer.h"

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

namespace {
struct Masks {
  int64_t begin, end, ellipsis, newAxis, shrink;
};
} // namespace

static FailureOr<Masks> readMasks(NodeImport &node) {
  FailureOr<int64_t> begin = node.intAttr("begin_mask", 0),
                     end = node.intAttr("end_mask", 0),
                     ellipsis = node.intAttr("ellipsis_mask", 0),
                     newAxis = node.intAttr("new_axis_mask", 0),
                     shrink = node.intAttr("shrink_axis_mask", 0);
  if (failed(begin) || failed(end) || failed(ellipsis) || failed(newAxis) ||
      failed(shrink))
    return failure();
  return Masks{*begin, *end, *ellipsis, *newAxis, *shrink};
}

static NamedAttrList sliceAttributes(NodeImport &node, ArrayRef<int64_t> begin,
                                     ArrayRef<int64_t> end,
                                     ArrayRef<int64_t> strides,
                                     const Masks &masks) {
  NamedAttrList attributes;
  attributes.append(node.attr("begin", begin));
  attributes.append(node.attr("end", end));
  attributes.append(node.attr("strides", strides));
  attributes.append(node.attr("begin_mask", masks.begin));
  attributes.append(node.attr("end_mask", masks.end));
  attributes.append(node.attr("ellipsis_mask", masks.ellipsis));
  attributes.append(node.attr("new_axis_mask", masks.newAxis));
  attributes.append(node.attr("shrink_axis_mask", masks.shrink));
  return attributes;
}

namespace {
/// A slice by places known only in a run, with strides of 1: first the window by
/// tfc.slice, then axes added and dropped by a slice of constants.
class DynamicSlice {
public:
  DynamicSlice(NodeImport &node, Value x, const Masks &masks)
      : node(node), x(x), masks(masks) {}

  LogicalResult run() {
    FailureOr<SmallVector<int64_t>> strides = node.constantInts(3);
    if (failed(strides))
      return failure();
    size_t count = strides->size();
    if (count > 32 || llvm::any_of(*strides, [](int64_t s) { return s != 1; }))
      return node.error() << "strides other than 1 between places that depend "
                             "on a run are not supported";
    for (int k : {1, 2}) {
      FailureOr<Value> vector = node.tensor(k);
      if (failed(vector))
        return failure();
      if (shapeOf(*vector) != ArrayRef<int64_t>(int64_t(count)))
        return node.error() << "begin, end and strides must have one length";
      FailureOr<Value> wide = node.cast(*vector, node.builder.getI64Type());
      if (failed(wide))
        return failure();
      (k == 1 ? begins : ends) = *wide;
    }
    auto bit = [](int64_t mask, size_t i) { return (mask >> i) & 1; };
    size_t taken = 0, rank = shapeOf(x).size();
    for (size_t i = 0; i < count; ++i)
      taken += !bit(masks.ellipsis, i) && !bit(masks.newAxis, i);
    if (taken > rank)
      return node.error() << "index has " << taken
                          << " dimensions, the tensor's shape is "
                          << formatShape(x.getType());
    bool ok = true;
    for (size_t i = 0; i < count && ok; ++i) {
      if (bit(masks.newAxis, i))
        continue;
      if (bit(masks.ellipsis, i))
        for (size_t j = taken; j < rank && ok; ++j)
          ok = takeWhole();
      else
        ok = take(i, bit(masks.shrink, i),
                  bit(masks.begin, i) && !bit(masks.shrink, i),
                  bit(masks.end, i));
    }
    while (ok && begin.size() < rank)
      ok = takeWhole();
    if (!ok)
      return failure();
    FailureOr<Value> window = x;
    if (rank) {
      auto first = node.attr("axis", int64_t(0));
      FailureOr<Value> b = node.make<ConcatOp>(begin, first);
      FailureOr<Value> s = node.make<ConcatOp>(size, first);
      if (failed(b) || failed(s))
        return failure();
      window = node.make<SliceOp>({x, *b, *s});
      if (failed(window))
        return failure();
    }
    SmallVector<int64_t> zeros(count, 0), ones(count, 1);
    Masks rest = {~masks.shrink & 0xffffffff, ~masks.shrink & 0xffffffff,
                  masks.ellipsis, masks.newAxis, masks.shrink};
    return node.finish(node.make<StridedSliceOp>(
        *window, sliceAttributes(node, zeros, ones, ones, rest)));
  }

private:
  /// Each of these gives a vector of one element, and failure by `false`.
  bool set(Value &value, FailureOr<Value> made) {
    if (succeeded(made))
      value = *made;
    return succeeded(made);
  }
  bool element(Value vector, int64_t i, Value &value) {
    return set(value, node.make<StridedSliceOp>(
                          vector, sliceAttributes(node, {i}, {i + 1}, {1},
                                                  Masks{0, 0, 0, 0, 0})));
  }
  bool dimension(Value &value) {
    int64_t axis = begin.size(), known = shapeOf(x)[axis];
    if (!ShapedType::isDynamic(known))
      return set(value, node.constantVector(known));
    Value shape;
    return set(shape, node.make<ShapeOp>(
                          x, node.attr("out_type", TypeAttr::get(
                                           node.builder.getI64Type())))) &&
           element(shape, axis, value);
  }
  bool takeWhole() {
    Value zero, all;
    if (!set(zero, node.constantVector(0)) || !dimension(all))
      return false;
    begin.push_back(zero);
    size.push_back(all);
    return true;
  }
  /// Counted from the end where negative.
  bool place(Value vector, int64_t i, Value limit, Value &value) {
    Value zero, isNegative, fromEnd;
    return element(vector, i, value) && set(zero, node.constantVector(0)) &&
           set(isNegative, node.make<LessOp>({value, zero})) &&
           set(fromEnd, node.make<AddOp>({value, limit})) &&
           set(value, node.make<SelectOp>({isNegative, fromEnd, value}));
  }
  bool clamp(Value limit, Value &value) {
    Value zero;
    return set(zero, node.constantVector(0)) &&
           set(value, node.make<MaximumOp>({value, zero})) &&
           set(value, node.make<MinimumOp>({value, limit}));
  }
  bool take(int64_t i, bool isIndex, bool fromStart, bool toEnd) {
    Value limit, zero, first, last, length;
    if (!dimension(limit) || !set(zero, node.constantVector(0)))
      return false;
    first = zero;
    if (!fromStart && !place(begins, i, limit, first))
      return false;
    if (isIndex) {
      begin.push_back(first);
      size.emplace_back();
      return set(size.back(), node.constantVector(1));
    }
    last = limit;
    if (!fromStart && !clamp(limit, first))
      return false;
    if (!toEnd && (!place(ends, i, limit, last) || !clamp(limit, last)))
      return false;
    if (!set(length, node.make<SubOp>({last, first})) ||
        !set(length, node.make<MaximumOp>({length, zero})))
      return false;
    begin.push_back(first);
    size.push_back(length);
    return true;
  }

  NodeImport &node;
  Value x;
  Masks masks;
  Value begins, ends;
  SmallVector<Value> begin, size;
};
} // namespace

static LogicalResult importStridedSlice(NodeImport &node) {
  if (failed(node.expectInputs(4)))
    return failure();
  FailureOr<Value> x = node.tensor(0);
  FailureOr<Masks> masks = readMasks(node);
  if (failed(x) || failed(masks))
    return failure();
  if (!node.isConstant(1) || !node.isConstant(2))
    return DynamicSlice(node, *x, *masks).run();
  FailureOr<SmallVector<int64_t>> begin = node.constantInts(1),
                                  end = node.constantInts(2),
                                  strides = node.constantInts(3);
  if (failed(begin) || failed(end) || failed(strides))
    return failure();
  return node.finish(node.make<StridedSliceOp>(
      *x, sliceAttributes(node, *begin, *end, *strides, *masks)));
}

/// (shape, begin, end, strides, dy).
static LogicalResult importStridedSliceGrad(NodeImport &node) {
  if (failed(node.expectInputs(5)))
    return failure();
  FailureOr<Value> shape = node.tensor(0), dy = node.tensor(4);
  FailureOr<Masks> masks = readMasks(node);
  if (failed(shape) || failed(dy) || failed(masks))
    return failure();
  FailureOr<SmallVector<int64_t>> begin = node.constantInts(1),
                                  end = node.constantInts(2),
                                  strides = node.constantInts(3);
  if (failed(begin) || failed(end) || failed(strides))
    return failure();
  FailureOr<Value> like =
      node.filled(*shape, 0, shape::elementOf(*dy));
  if (failed(like))
    return failure();
  return node.finish(node.make<StridedSliceGradOp>(
      {*dy, *like}, sliceAttributes(node, *begin, *end, *strides, *masks)));
}

const NodeImporter imports::StridedSlice = importStridedSlice;
const NodeImporter imports::StridedSliceGrad = importStridedSliceGrad;

} // namespace tfc

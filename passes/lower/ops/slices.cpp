//===- slices.cpp - Joining, splitting, slicing, padding -------------===//

#include "ir/ops/slices.h"
#include "ir/Shape.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Joining
//===----------------------------------------------------------------------===//

/// `values` one after the other along `axis`; parts[i] is the size that
/// values[i] has in the result, whose rank may be one higher. Many are joined
/// by groups: what analyses buffers takes the cube of the time for a chain of
/// insertions.
static Value join(Lowering &l, ArrayRef<Value> values, ArrayRef<SizeList> parts,
                  int64_t axis) {
  constexpr size_t kMost = 16;
  auto sizeOf = [&](ArrayRef<SizeList> some) {
    SizeList whole = some.front();
    for (const SizeList &part : some.drop_front())
      whole[axis] = l.sizes.add(whole[axis], part[axis]);
    return whole;
  };
  SmallVector<Value> groups;
  SmallVector<SizeList> groupSizes;
  if (values.size() > kMost) {
    size_t count = llvm::divideCeil(values.size(), kMost);
    for (size_t begin = 0; begin < values.size(); begin += count) {
      size_t size = std::min(count, values.size() - begin);
      ArrayRef<SizeList> some = parts.slice(begin, size);
      groups.push_back(join(l, values.slice(begin, size), some, axis));
      groupSizes.push_back(sizeOf(some));
    }
    values = groups;
    parts = groupSizes;
  }
  SizeList shape = sizeOf(parts);
  Value result = l.empty(shape, getElementTypeOrSelf(values.front()));
  SizeList offsets = l.constants(shape.size(), 0);
  for (auto [value, part] : llvm::zip(values, parts)) {
    result = l.insertSlice(value, result, offsets, part,
                           l.constants(shape.size(), 1));
    offsets[axis] = l.sizes.add(offsets[axis], part[axis]);
  }
  return result;
}

LogicalResult lower(ConcatOp op, Lowering &l) {
  SizeList shape = l.shape(op.getValues()[0]);
  int64_t axis = *normalizeAxis(op.getAxis(), shape.size());
  for (Value value : op.getValues().drop_front())
    for (auto [i, size] : llvm::enumerate(l.shape(value)))
      if (int64_t(i) != axis)
        shape[i] = l.requireEqual(shape[i], size,
                                  "dimension " + Twine(i) + " of '" + l.name() +
                                      "' is %lld and %lld");
  SmallVector<Value> values;
  SmallVector<SizeList> parts;
  for (Value value : op.getValues()) {
    SizeList part = shape;
    part[axis] = l.dim(value, axis);
    values.push_back(l.refine(value, part));
    parts.push_back(part);
  }
  l.replace(join(l, values, parts, axis));
  return success();
}

LogicalResult lower(StackOp op, Lowering &l) {
  SizeList part = l.shape(op.getValues()[0]);
  for (Value value : op.getValues().drop_front())
    for (auto [i, size] : llvm::enumerate(l.shape(value)))
      part[i] = l.requireEqual(part[i], size,
                               "dimension " + Twine(i) + " of '" + l.name() +
                                   "' is %lld and %lld");
  int64_t axis = *normalizeAxis(op.getAxis(), part.size() + 1);
  SmallVector<Value> values;
  for (Value value : op.getValues())
    values.push_back(l.refine(value, part));
  part.insert(part.begin() + axis, l.sizes.constant(1));
  l.replace(join(l, values, SmallVector<SizeList>(values.size(), part), axis));
  return success();
}

//===----------------------------------------------------------------------===//
// Splitting
//===----------------------------------------------------------------------===//

LogicalResult lower(SplitOp op, Lowering &l) {
  SizeList part = l.shape(op.getX());
  int64_t axis = *normalizeAxis(op.getAxis(), part.size());
  SizeList offsets = l.constants(part.size(), 0);
  SmallVector<Value> pieces;
  for (int64_t size : op.getSizes()) {
    part[axis] = l.sizes.constant(size);
    pieces.push_back(
        l.extractSlice(op.getX(), offsets, part, l.constants(part.size(), 1)));
    offsets[axis] = l.sizes.add(offsets[axis], part[axis]);
  }
  l.replace(pieces);
  return success();
}

LogicalResult lower(UnstackOp op, Lowering &l) {
  SizeList part = l.shape(op.getX());
  int64_t axis = *normalizeAxis(op.getAxis(), part.size());
  part[axis] = l.sizes.constant(1);
  SizeList offsets = l.constants(part.size(), 0);
  SmallVector<Value> pieces;
  for (int64_t i = 0; i < op.getNumResults(); ++i) {
    offsets[axis] = l.sizes.constant(i);
    pieces.push_back(l.extractSlice(op.getX(), offsets, part,
                                    l.constants(part.size(), 1), axis));
  }
  l.replace(pieces);
  return success();
}

//===----------------------------------------------------------------------===//
// Slicing
//===----------------------------------------------------------------------===//

static Value compare(Lowering &l, arith::CmpIPredicate predicate, Size x,
                     Size y) {
  return arith::CmpIOp::create(l.b, l.loc, predicate, l.sizes.value(x),
                               l.sizes.value(y));
}

LogicalResult lower(SliceOp op, Lowering &l) {
  SizeList whole = l.shape(op.getX());
  SizeList begin = l.shapeOperand(op.getBegin());
  SizeList size = l.shapeOperand(op.getSize());
  for (auto [i, from, count, all] : llvm::enumerate(begin, size, whole)) {
    bool toEnd = SizeMath::known(count) == -1;
    bool fromData = l.isUntrusted(from) || (!toEnd && l.isUntrusted(count));
    if (toEnd)
      count = l.sizes.sub(all, from);
    else if (!SizeMath::known(count) && l.isUntrusted(count))
      count =
          arith::SelectOp::create(
              l.b, l.loc,
              compare(l, arith::CmpIPredicate::eq, count, l.sizes.constant(-1)),
              l.sizes.value(l.sizes.sub(all, from)), l.sizes.value(count))
              .getResult();
    if (fromData) {
      l.requireWithin(from, all,
                      "'" + l.name() +
                          "' begins at %lld of a dimension of %lld");
      l.requireWithin(count, l.sizes.sub(all, from),
                      "'" + l.name() +
                          "' takes %lld elements where there are %lld");
      continue;
    }
    Size end = l.sizes.add(from, count);
    bool known = SizeMath::known(end) && SizeMath::known(all);
    if (!known && !l.sizes.same(end, all))
      l.require(compare(l, arith::CmpIPredicate::sle, end, all),
                "'" + l.name() + "' reaches to %lld of a dimension of %lld",
                {end, all});
  }
  l.replace(
      l.extractSlice(op.getX(), begin, size, l.constants(whole.size(), 1)));
  return success();
}

namespace {

/// A strided slice in sizes. Axes of negative stride are described by their
/// elements in increasing order and listed in `reversed`.
struct SliceSizes {
  SizeList offsets, shape, strides, result;
  SmallVector<int64_t> dropped, reversed;
};

template <typename Op>
SliceSizes sliceSizes(Op op, Value sliced, Lowering &l) {
  SizeList whole = l.shape(sliced);
  SmallVector<int64_t> dims;
  for (Size size : whole)
    dims.push_back(SizeMath::orDynamic(size));
  std::string problem;
  auto resolved =
      *resolveSlice(dims, op.getBegin(), op.getEnd(), op.getStrides(),
                    op.getBeginMask(), op.getEndMask(), op.getEllipsisMask(),
                    op.getNewAxisMask(), op.getShrinkAxisMask(), problem);
  SizeMath &m = l.sizes;
  SliceSizes slice;
  for (auto [i, axis, all] : llvm::enumerate(resolved.axes, whole)) {
    Size begin = m.constant(axis.begin), count = m.constant(axis.size);
    if (!SizeMath::known(all) && axis.shrink) {
      if (axis.begin < 0)
        begin = m.add(all, m.constant(axis.begin));
      l.require(compare(l, arith::CmpIPredicate::ult, begin, all),
                "'" + l.name() + "' takes element %lld of a dimension of %lld",
                {begin, all});
    } else if (!SizeMath::known(all)) {
      bool forward = axis.stride > 0;
      Size low = m.constant(forward ? 0 : -1);
      Size high = forward ? all : m.sub(all, m.constant(1));
      auto place = [&](int64_t at, bool masked, bool isBegin) {
        if (masked)
          return forward == isBegin ? low : high;
        if (at >= 0)
          return m.min(m.constant(at), high);
        return m.max(m.add(all, m.constant(at)), low);
      };
      begin = place(axis.begin, axis.beginMasked, true);
      Size end = place(axis.end, axis.endMasked, false);
      Size span = forward ? m.sub(end, begin) : m.sub(begin, end);
      // From the start to the end, the dimension itself.
      if (!(SizeMath::known(begin) == 0 && end == all))
        span = m.max(span, m.constant(0));
      count = m.ceilDiv(span, m.constant(std::abs(axis.stride)));
    }
    if (axis.stride < 0) {
      // The last element taken is the lowest.
      Size last = m.mul(m.sub(count, m.constant(1)), m.constant(-axis.stride));
      begin = m.max(m.sub(begin, last), m.constant(0));
      slice.reversed.push_back(i);
    }
    if (axis.shrink)
      slice.dropped.push_back(i);
    else
      slice.result.push_back(count);
    slice.offsets.push_back(begin);
    slice.shape.push_back(count);
    slice.strides.push_back(m.constant(std::abs(axis.stride)));
  }
  for (int64_t axis : resolved.newAxes)
    slice.result.insert(slice.result.begin() + axis, m.constant(1));
  return slice;
}

/// x with the axes in the opposite order.
Value reverse(Value x, ArrayRef<int64_t> axes, Lowering &l) {
  if (axes.empty())
    return x;
  SizeList shape = l.shape(x);
  SmallVector<Value> last(shape.size());
  for (int64_t axis : axes)
    last[axis] = l.sizes.value(l.sizes.sub(shape[axis], l.sizes.constant(1)));
  return l.elementwise(
      {}, shape, getElementTypeOrSelf(x),
      [&](OpBuilder &b, Location loc, ValueRange) -> Value {
        SmallVector<Value> at;
        for (unsigned i = 0; i < shape.size(); ++i) {
          Value index = linalg::IndexOp::create(b, loc, i);
          if (last[i])
            index = arith::SubIOp::create(b, loc, last[i], index);
          at.push_back(index);
        }
        return tensor::ExtractOp::create(b, loc, x, at);
      },
      /*usesIndices=*/true);
}

} // namespace

LogicalResult lower(StridedSliceOp op, Lowering &l) {
  SliceSizes slice = sliceSizes(op, op.getX(), l);
  Value result;
  if (slice.reversed.empty()) {
    result = l.extractSlice(op.getX(), slice.offsets, slice.shape,
                            slice.strides, slice.dropped);
  } else {
    result =
        l.extractSlice(op.getX(), slice.offsets, slice.shape, slice.strides);
    result = reverse(result, slice.reversed, l);
  }
  l.replace(l.reshape(result, slice.result));
  return success();
}

LogicalResult lower(StridedSliceGradOp op, Lowering &l) {
  SliceSizes slice = sliceSizes(op, op.getLike(), l);
  Type element = getElementTypeOrSelf(op.getDy());
  Value dy = reverse(l.reshape(op.getDy(), slice.shape), slice.reversed, l);
  Value zeros = l.fill(l.shape(op.getLike()), l.constant(element, 0));
  l.replace(
      l.insertSlice(dy, zeros, slice.offsets, slice.shape, slice.strides));
  return success();
}

LogicalResult lower(PadOp op, Lowering &l) {
  SizeList before, after;
  for (auto [i, size] : llvm::enumerate(op.getPaddings()))
    (i % 2 ? after : before).push_back(l.sizes.constant(size));
  Type element = getElementTypeOrSelf(op.getX());
  l.replace(
      l.pad(op.getX(), before, after,
            l.constant(element, op.getConstantValue().convertToDouble())));
  return success();
}

} // namespace tfc

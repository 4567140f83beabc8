//===- slices.cpp - Gradients of slices.td -------------------------------===//

#include "ir/ops/slices.h"
#include "ir/sizes/Dimensions.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

static bool isStatic(ValueRange values, int64_t axis) {
  return llvm::none_of(values, [&](Value value) {
    return ShapedType::isDynamic(shapeOf(value)[axis]);
  });
}

//===----------------------------------------------------------------------===//
// Joining and splitting
//===----------------------------------------------------------------------===//

LogicalResult gradient(ConcatOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value dy = grads[0];
  int64_t rank = shapeOf(dy).size();
  int64_t axis = *normalizeAxis(op.getAxis(), rank);
  if (isStatic(op.getValues(), axis) && isStatic(dy, axis)) {
    SmallVector<int64_t> sizes;
    for (Value value : op.getValues())
      sizes.push_back(shapeOf(value)[axis]);
    llvm::copy(b.split(dy, b.axesAttr(sizes), op.getAxisAttr()),
               result.begin());
    return success();
  }
  Value offset = sizeConstant(b, 0);
  for (auto [i, value] : llvm::enumerate(op.getValues())) {
    SmallVector<Value> begin(rank, sizeConstant(b, 0)),
        size(rank, sizeConstant(b, -1));
    begin[axis] = offset;
    size[axis] = dimension(b, value, axis);
    result[i] = b.slice(dy, b.stack(begin), b.stack(size));
    offset = b.add(offset, size[axis]);
  }
  return success();
}

LogicalResult gradient(SplitOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = b.concat(grads, op.getAxisAttr());
  return success();
}

LogicalResult gradient(StackOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  llvm::copy(b.unstack(grads[0], op.getAxisAttr()), result.begin());
  return success();
}

LogicalResult gradient(UnstackOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = b.stack(grads, op.getAxisAttr());
  return success();
}

//===----------------------------------------------------------------------===//
// Slicing
//===----------------------------------------------------------------------===//

/// dy put at begin..end (masked where a bit is set) of zeros like `x`.
static Value putBack(TfcBuilder &b, Value dy, Value x, ArrayRef<int64_t> begin,
                     ArrayRef<int64_t> end, int64_t beginMask,
                     int64_t endMask) {
  SmallVector<int64_t> strides(begin.size(), 1);
  return b.strided_slice_grad(dy, x, b.axesAttr(begin), b.axesAttr(end),
                              b.axesAttr(strides),
                              b.builder.getI64IntegerAttr(beginMask),
                              b.builder.getI64IntegerAttr(endMask));
}

// With begin and size known that is strided_slice_grad. An axis with a
// begin or size that only a run knows is a gather of begin, begin + 1, ...; the
// chain of its forward values gives the shapes to go back to, nothing else.
LogicalResult gradient(SliceOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX(), dy = grads[0];
  int64_t rank = shapeOf(x).size();
  auto knownBegin = *knownElements(op.getBegin());
  auto knownSize = *knownElements(op.getSize());
  SmallVector<int64_t> begin(rank, 0), end(rank, 0), strides(rank, 1), open;
  int64_t beginMask = 0, endMask = 0;
  for (int64_t i = 0; i < rank; ++i) {
    bool known = knownBegin[i] && knownSize[i];
    if (known)
      begin[i] = *knownBegin[i];
    else
      beginMask |= int64_t(1) << i, open.push_back(i);
    if (known && *knownSize[i] != -1)
      end[i] = begin[i] + *knownSize[i];
    else
      endMask |= int64_t(1) << i;
  }

  Value from = x;
  SmallVector<Value> likes, indices;
  if (!open.empty())
    from = b.strided_slice(x, b.axesAttr(begin), b.axesAttr(end),
                           b.axesAttr(strides),
                           b.builder.getI64IntegerAttr(beginMask),
                           b.builder.getI64IntegerAttr(endMask));
  for (int64_t axis : open) {
    Value places =
        b.range(sizeConstant(b, 0), dimension(b, dy, axis), sizeConstant(b, 1));
    likes.push_back(from);
    indices.push_back(b.add(sizeElement(b, op.getBegin(), axis), places));
    from = b.gather(from, indices.back(), b.builder.getI64IntegerAttr(axis));
  }
  for (auto [axis, like, places] :
       llvm::reverse(llvm::zip_equal(open, likes, indices)))
    dy = b.gather_grad(dy, like, places, b.builder.getI64IntegerAttr(axis));
  result[0] = putBack(b, dy, x, begin, end, beginMask, endMask);
  return success();
}

LogicalResult gradient(StridedSliceOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = b.strided_slice_grad(
      grads[0], op.getX(), op.getBeginAttr(), op.getEndAttr(),
      op.getStridesAttr(), op.getBeginMaskAttr(), op.getEndMaskAttr(),
      op.getEllipsisMaskAttr(), op.getNewAxisMaskAttr(),
      op.getShrinkAxisMaskAttr());
  return success();
}

LogicalResult gradient(StridedSliceGradOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  result[0] = b.strided_slice(
      grads[0], op.getBeginAttr(), op.getEndAttr(), op.getStridesAttr(),
      op.getBeginMaskAttr(), op.getEndMaskAttr(), op.getEllipsisMaskAttr(),
      op.getNewAxisMaskAttr(), op.getShrinkAxisMaskAttr());
  return success();
}

//===----------------------------------------------------------------------===//
// Padding
//===----------------------------------------------------------------------===//

LogicalResult gradient(PadOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  SmallVector<int64_t> begin, end;
  int64_t endMask = 0;
  for (size_t i = 0; i < shapeOf(op.getX()).size(); ++i) {
    begin.push_back(op.getPaddings()[2 * i]);
    end.push_back(-op.getPaddings()[2 * i + 1]);
    if (end.back() == 0)
      endMask |= int64_t(1) << i;
  }
  SmallVector<int64_t> strides(begin.size(), 1);
  result[0] = b.strided_slice(grads[0], b.axesAttr(begin), b.axesAttr(end),
                              b.axesAttr(strides), {},
                              b.builder.getI64IntegerAttr(endMask));
  return success();
}

} // namespace tfc

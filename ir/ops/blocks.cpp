//===- rearrange_expand.cpp - Compositions of rearrange.td ----------------===//

#include "ir/sizes/Dimensions.h"
#include "ir/Shape.h"
#include "ir/ops/rearrange.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

//===----------------------------------------------------------------------===//
// Mirrors
//===----------------------------------------------------------------------===//

namespace {
/// What mirror_pad copies along an axis: slices of it, in the opposite order.
struct Mirror {
  Mirror(ArrayRef<int64_t> paddings, StringRef mode, int64_t axis)
      : before(paddings[2 * axis]), after(paddings[2 * axis + 1]),
        border(mode == "REFLECT" ? 1 : 0) {}

  /// Of x: x[before:0:-1] or x[before-1::-1], and what ends at the other
  /// border.
  AxisSlice head() const {
    AxisSlice slice{before - 1 + border, std::nullopt, -1};
    if (border)
      slice.end = 0;
    return slice;
  }
  AxisSlice tail() const { return {-1 - border, -1 - border - after, -1}; }

  int64_t before, after, border;
};
} // namespace

LogicalResult expand(MirrorPadOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value x = op.getX();
  for (size_t axis = 0; axis < shapeOf(x).size(); ++axis) {
    Mirror mirror(op.getPaddings(), op.getMode(), axis);
    SmallVector<Value> parts;
    // A slice of what is too small would be cut off.
    auto border = [&](AxisSlice slice, int64_t size) {
      Value part = sliceAxis(b, x, axis, slice);
      SmallVector<int64_t> wanted(shapeOf(part).size(), -1);
      wanted[axis] = size;
      bool isKnown = shapeOf(part)[axis] == size;
      parts.push_back(isKnown ? part : b.ensure_shape(part, b.axesAttr(wanted)));
    };
    if (mirror.before)
      border(mirror.head(), mirror.before);
    parts.push_back(x);
    if (mirror.after)
      border(mirror.tail(), mirror.after);
    if (parts.size() > 1)
      x = b.concat(parts, b.builder.getI64IntegerAttr(axis));
  }
  results.push_back(x);
  return success();
}

// strided_slice_grad puts an element where the slice took it from, so the
// slices of mirror_pad serve both ways.
LogicalResult expand(MirrorPadGradOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value dy = op.getDy();
  for (size_t axis = 0; axis < shapeOf(dy).size(); ++axis) {
    Mirror mirror(op.getPaddings(), op.getMode(), axis);
    AxisSlice inside{mirror.before, -mirror.after};
    if (mirror.after == 0)
      inside.end = std::nullopt;
    Value core = sliceAxis(b, dy, axis, inside), sum = core;
    if (mirror.before)
      sum = b.add(sum, putAxis(b, sliceAxis(b, dy, axis, {0, mirror.before}),
                               core, axis, mirror.head()));
    if (mirror.after)
      sum = b.add(
          sum, putAxis(b, sliceAxis(b, dy, axis, {-mirror.after, std::nullopt}),
                       core, axis, mirror.tail()));
    dy = sum;
  }
  results.push_back(dy);
  return success();
}

//===----------------------------------------------------------------------===//
// Blocks
//===----------------------------------------------------------------------===//

// [n, s1*b1, s2*b2, rest] -> [n, s1, b1, s2, b2, rest]
//   -> [b1, b2, n, s1, s2, rest] -> [b1*b2*n, s1, s2, rest].
LogicalResult expand(SpaceToBatchNdOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value x = op.getX();
  ArrayRef<int64_t> blocks = op.getBlockShape();
  int64_t rank = shapeOf(x).size(), count = blocks.size();
  if (llvm::any_of(op.getPaddings(), [](int64_t size) { return size != 0; })) {
    SmallVector<int64_t> paddings(2 * rank, 0);
    llvm::copy(op.getPaddings(), paddings.begin() + 2);
    x = b.pad(x, b.axesAttr(paddings));
  }
  SmallVector<Value> whole = dimensions(b, x), apart{whole[0]}, result;
  SmallVector<int64_t> perm, cells{0};
  Value batch = whole[0];
  for (int64_t i = 0; i < count; ++i) {
    cells.push_back(apart.size());
    apart.push_back(sizeOver(b, whole[1 + i], blocks[i]));
    perm.push_back(apart.size());
    apart.push_back(sizeConstant(b, blocks[i]));
    batch = sizeTimes(b, batch, blocks[i]);
  }
  llvm::append_range(perm, cells);
  for (int64_t i = count + 1; i < rank; ++i) {
    perm.push_back(apart.size());
    apart.push_back(whole[i]);
  }
  result.push_back(batch);
  for (int64_t i = 0; i < count; ++i)
    result.push_back(apart[1 + 2 * i]);
  result.append(whole.begin() + count + 1, whole.end());
  x = b.transpose(reshapeTo(b, x, apart), b.axesAttr(perm));
  results.push_back(reshapeTo(b, x, result));
  return success();
}

// [b1*b2*n, s1, s2, rest] -> [b1, b2, n, s1, s2, rest]
//   -> [n, s1, b1, s2, b2, rest] -> [n, s1*b1, s2*b2, rest], cropped.
LogicalResult expand(BatchToSpaceNdOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  Value x = op.getX();
  ArrayRef<int64_t> blocks = op.getBlockShape();
  int64_t rank = shapeOf(x).size(), count = blocks.size(), cells = 1;
  SmallVector<Value> whole = dimensions(b, x), apart, result;
  for (int64_t block : blocks) {
    apart.push_back(sizeConstant(b, block));
    cells *= block;
  }
  // What the others leave, if only a run knows it.
  Value batch = ShapedType::isDynamic(shapeOf(x)[0])
                    ? sizeConstant(b, -1)
                    : sizeOver(b, whole[0], cells);
  apart.push_back(batch);
  apart.append(whole.begin() + 1, whole.end());
  SmallVector<int64_t> perm{count};
  result.push_back(batch);
  for (int64_t i = 0; i < count; ++i) {
    perm.append({count + 1 + i, i});
    result.push_back(sizeTimes(b, whole[1 + i], blocks[i]));
  }
  for (int64_t i = count + 1; i < rank; ++i) {
    perm.push_back(count + i);
    result.push_back(whole[i]);
  }
  x = b.transpose(reshapeTo(b, x, apart), b.axesAttr(perm));
  x = reshapeTo(b, x, result);
  for (int64_t i = 0; i < count; ++i) {
    int64_t before = op.getCrops()[2 * i], after = op.getCrops()[2 * i + 1];
    AxisSlice kept{before, -after};
    if (after == 0)
      kept.end = std::nullopt;
    if (before || after)
      x = sliceAxis(b, x, i + 1, kept);
  }
  results.push_back(x);
  return success();
}

LogicalResult expand(SpaceToDepthOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  int64_t block = op.getBlockSize();
  bool channelsFirst = op.getDataFormat() == "NCHW";
  SmallVector<Value> n = dimensions(b, op.getX());
  Value side = sizeConstant(b, block);
  int64_t h = channelsFirst ? 2 : 1, w = h + 1, c = channelsFirst ? 1 : 3;
  Value rows = sizeOver(b, n[h], block), columns = sizeOver(b, n[w], block);
  Value depth = sizeTimes(b, n[c], block * block);
  if (channelsFirst) {
    Value x = reshapeTo(b, op.getX(), {n[0], n[1], rows, side, columns, side});
    x = b.transpose(x, b.axesAttr({0, 3, 5, 1, 2, 4}));
    results.push_back(reshapeTo(b, x, {n[0], depth, rows, columns}));
  } else {
    Value x = reshapeTo(b, op.getX(), {n[0], rows, side, columns, side, n[3]});
    x = b.transpose(x, b.axesAttr({0, 1, 3, 2, 4, 5}));
    results.push_back(reshapeTo(b, x, {n[0], rows, columns, depth}));
  }
  return success();
}

LogicalResult expand(DepthToSpaceOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  int64_t block = op.getBlockSize();
  bool channelsFirst = op.getDataFormat() == "NCHW";
  SmallVector<Value> n = dimensions(b, op.getX());
  Value side = sizeConstant(b, block);
  int64_t h = channelsFirst ? 2 : 1, w = h + 1, c = channelsFirst ? 1 : 3;
  Value rows = sizeTimes(b, n[h], block), columns = sizeTimes(b, n[w], block);
  Value depth = sizeOver(b, n[c], block * block);
  if (channelsFirst) {
    Value x = reshapeTo(b, op.getX(), {n[0], side, side, depth, n[2], n[3]});
    x = b.transpose(x, b.axesAttr({0, 3, 4, 1, 5, 2}));
    results.push_back(reshapeTo(b, x, {n[0], depth, rows, columns}));
  } else {
    Value x = reshapeTo(b, op.getX(), {n[0], n[1], n[2], side, side, depth});
    x = b.transpose(x, b.axesAttr({0, 1, 3, 2, 4, 5}));
    results.push_back(reshapeTo(b, x, {n[0], rows, columns, depth}));
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Others
//===----------------------------------------------------------------------===//

LogicalResult expand(ParallelConcatOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(b.concat(op.getValues(), b.builder.getI64IntegerAttr(0)));
  return success();
}

// With x', x'' the vectors turned by one and two places: x' * y'' - x'' * y'.
LogicalResult expand(CrossOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  int64_t last = shapeOf(op.getX()).size() - 1;
  auto turned = [&](Value v, int64_t by) {
    return b.concat({sliceAxis(b, v, last, {by, std::nullopt}),
                     sliceAxis(b, v, last, {std::nullopt, by})},
                    b.builder.getI64IntegerAttr(last));
  };
  results.push_back(b.sub(b.mul(turned(op.getX(), 1), turned(op.getY(), 2)),
                          b.mul(turned(op.getX(), 2), turned(op.getY(), 1))));
  return success();
}

} // namespace tfc

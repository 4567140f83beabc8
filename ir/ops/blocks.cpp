//===- blocks.cpp - Blocks to the batch or the channels, and back --------===//

#include "ir/ops/blocks.h"
#include "ir/Shape.h"
#include "ir/ops/Windows.h"
#include "ir/sizes/Dimensions.h"
#include "runtime/include/tfc/abi.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// Shape rules
//===----------------------------------------------------------------------===//

/// Checks blocks for the dimensions after the first; their product.
static FailureOr<int64_t> blockCells(ArrayRef<int64_t> shape,
                                     ArrayRef<int64_t> blocks,
                                     InferredTypes &types) {
  if (shape.size() < blocks.size() + 1)
    return types.error("block_shape has " + Twine(blocks.size()) +
                       " entries for shape " + formatShape(shape));
  int64_t cells = 1;
  for (int64_t block : blocks)
    if (block < 1 || llvm::MulOverflow(cells, block, cells) ||
        cells > TFC_MAX_ELEMENTS)
      return types.error("block_shape holds " + Twine(block) +
                         ", expected sizes of 1 and more");
  return cells;
}

LogicalResult inferShape(SpaceToBatchNdOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  ArrayRef<int64_t> blocks = op.getBlockShape();
  FailureOr<int64_t> cells = blockCells(shape, blocks, types);
  if (failed(cells) ||
      failed(expectPairs(op.getPaddings(), blocks.size(), "paddings", types)))
    return failure();
  if (shape[0] != kDynamic && llvm::MulOverflow(shape[0], *cells, shape[0]))
    return types.error("blocks are too large");
  for (auto [i, block] : llvm::enumerate(blocks)) {
    int64_t &size = shape[i + 1];
    if (size == kDynamic)
      continue;
    int64_t padded =
        size + op.getPaddings()[2 * i] + op.getPaddings()[2 * i + 1];
    if (padded % block)
      return types.error("dimension " + Twine(i + 1) + " has " + Twine(padded) +
                         " elements with its padding, which is no multiple of "
                         "the block's " +
                         Twine(block));
    size = padded / block;
  }
  return types.add(shape, elementOf(op.getX()));
}

LogicalResult inferShape(BatchToSpaceNdOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  ArrayRef<int64_t> blocks = op.getBlockShape();
  FailureOr<int64_t> cells = blockCells(shape, blocks, types);
  if (failed(cells) ||
      failed(expectPairs(op.getCrops(), blocks.size(), "crops", types)))
    return failure();
  if (shape[0] != kDynamic) {
    if (shape[0] % *cells)
      return types.error("a batch of " + Twine(shape[0]) +
                         " is no multiple of the blocks' " + Twine(*cells) +
                         " elements");
    shape[0] /= *cells;
  }
  for (auto [i, block] : llvm::enumerate(blocks)) {
    int64_t &size = shape[i + 1];
    if (size == kDynamic)
      continue;
    if (llvm::MulOverflow(size, block, size))
      return types.error("blocks are too large");
    int64_t crops = op.getCrops()[2 * i] + op.getCrops()[2 * i + 1];
    if (crops > size)
      return types.error("crops take " + Twine(crops) + " of " + Twine(size) +
                         " elements of dimension " + Twine(i + 1));
    size -= crops;
  }
  return types.add(shape, elementOf(op.getX()));
}

template <typename Adaptor>
static LogicalResult inferDepth(Adaptor op, bool toDepth,
                                InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  std::string problem;
  auto format = DataFormat::parse(op.getDataFormat(), 2, problem);
  if (!format)
    return types.error(problem);
  int64_t block = op.getBlockSize();
  if (shape.size() != 4 || block < 1 || block > 65536)
    return types.error("blocks of " + Twine(block) + " of shape " +
                       formatShape(shape) +
                       ", expected four dimensions and blocks of 1 and more");
  int64_t height = format->firstSpatialAxis(), width = height + 1,
          channels = format->channelAxis();
  auto divide = [&](int64_t axis, int64_t by) -> LogicalResult {
    int64_t &size = shape[axis];
    if (size != kDynamic && size % by)
      return types.error("dimension " + Twine(axis) + " of shape " +
                         formatShape(shapeOf(op.getX())) +
                         " is no multiple of " + Twine(by));
    if (size != kDynamic)
      size /= by;
    return success();
  };
  auto multiply = [&](int64_t axis, int64_t by) {
    if (shape[axis] != kDynamic &&
        llvm::MulOverflow(shape[axis], by, shape[axis]))
      shape[axis] = std::numeric_limits<int64_t>::max();
  };
  if (toDepth) {
    if (failed(divide(height, block)) || failed(divide(width, block)))
      return failure();
    multiply(channels, block * block);
  } else {
    if (failed(divide(channels, block * block)))
      return failure();
    multiply(height, block);
    multiply(width, block);
  }
  return types.add(shape, elementOf(op.getX()));
}
LogicalResult inferShape(SpaceToDepthOp::Adaptor op, InferredTypes &types) {
  return inferDepth(op, true, types);
}
LogicalResult inferShape(DepthToSpaceOp::Adaptor op, InferredTypes &types) {
  return inferDepth(op, false, types);
}

//===----------------------------------------------------------------------===//
// Compositions
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
  // If only a run knows the batch, the other dimensions leave it.
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

} // namespace tfc

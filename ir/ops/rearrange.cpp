//===- rearrange.cpp - Shape rules of rearrange.td ------------------------===//

#include "ir/ops/rearrange.h"
#include "ir/Shape.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// Along axes
//===----------------------------------------------------------------------===//

static LogicalResult badAxis(int64_t axis, ArrayRef<int64_t> shape,
                             InferredTypes &types) {
  return types.error("axis " + Twine(axis) + " out of range for shape " +
                     formatShape(shape));
}

LogicalResult inferShape(ReverseOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  llvm::SmallBitVector seen(shape.size());
  for (int64_t axis : op.getAxes()) {
    auto place = normalizeAxis(axis, shape.size());
    if (!place)
      return badAxis(axis, shape, types);
    if (seen.test(*place))
      return types.error("axis " + Twine(*place) + " is given twice");
    seen.set(*place);
  }
  types.types.push_back(op.getX().getType());
  return success();
}

LogicalResult inferShape(ReverseSequenceOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX()),
                    lengths = shapeOf(op.getSeqLengths());
  auto sequence = normalizeAxis(op.getSeqAxis(), shape.size());
  auto batch = normalizeAxis(op.getBatchAxis(), shape.size());
  if (!sequence || !batch)
    return badAxis(sequence ? op.getBatchAxis() : op.getSeqAxis(), shape,
                   types);
  if (*sequence == *batch)
    return types.error("seq_axis and batch_axis are both " + Twine(*batch));
  if (failed(verifyCompatibleShape(lengths, {shape[*batch]})))
    return types.error("seq_lengths have shape " + formatShape(lengths) +
                       ", expected " + formatShape({shape[*batch]}));
  types.types.push_back(op.getX().getType());
  return success();
}

LogicalResult inferShape(RollOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX()), shift = shapeOf(op.getShift());
  for (int64_t axis : op.getAxes())
    if (!normalizeAxis(axis, shape.size()))
      return badAxis(axis, shape, types);
  int64_t axes = op.getAxes().size();
  bool fits = shift.empty() ? axes == 1 : shift.size() == 1 && shift[0] == axes;
  if (!fits)
    return types.error("shift has shape " + formatShape(shift) + " for " +
                       Twine(axes) + " axes");
  types.types.push_back(op.getX().getType());
  return success();
}

static LogicalResult mirrorMode(StringRef mode, InferredTypes &types) {
  if (mode != "REFLECT" && mode != "SYMMETRIC")
    return types.error("mode is '" + mode + "', expected REFLECT or SYMMETRIC");
  return success();
}
static LogicalResult pairsFor(ArrayRef<int64_t> pairs, int64_t count,
                              const Twine &what, InferredTypes &types) {
  if (int64_t(pairs.size()) != 2 * count)
    return types.error(what + " have " + Twine(pairs.size()) +
                       " entries, expected " + Twine(2 * count));
  for (int64_t size : pairs)
    if (size < 0 || size > (int64_t(1) << 40))
      return types.error(what + " hold " + Twine(size) +
                         ", expected sizes that are not negative");
  return success();
}

LogicalResult inferShape(MirrorPadOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  if (failed(mirrorMode(op.getMode(), types)) ||
      failed(pairsFor(op.getPaddings(), shape.size(), "paddings", types)))
    return failure();
  for (auto [i, size] : llvm::enumerate(shape)) {
    if (size == kDynamic)
      continue;
    int64_t most = op.getMode() == "REFLECT" ? size - 1 : size;
    int64_t before = op.getPaddings()[2 * i],
            after = op.getPaddings()[2 * i + 1];
    if (before > std::max<int64_t>(most, 0) ||
        after > std::max<int64_t>(most, 0))
      return types.error("paddings of " + Twine(before) + " and " +
                         Twine(after) + " for a dimension of " + Twine(size) +
                         ", expected at most " +
                         Twine(std::max<int64_t>(most, 0)));
    size += before + after;
  }
  return types.add(shape, elementOf(op.getX()));
}

LogicalResult inferShape(MirrorPadGradOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getDy()));
  if (failed(mirrorMode(op.getMode(), types)) ||
      failed(pairsFor(op.getPaddings(), shape.size(), "paddings", types)))
    return failure();
  for (auto [i, size] : llvm::enumerate(shape)) {
    if (size == kDynamic)
      continue;
    int64_t before = op.getPaddings()[2 * i],
            after = op.getPaddings()[2 * i + 1];
    int64_t border = op.getMode() == "REFLECT" ? 1 : 0;
    size -= before + after;
    if (size < 0 || (before && before > size - border) ||
        (after && after > size - border))
      return types.error("paddings of " + Twine(before) + " and " +
                         Twine(after) + " in a dimension of " +
                         Twine(size + before + after) +
                         ": it cannot come of "
                         "mirror_pad");
  }
  return types.add(shape, elementOf(op.getDy()));
}

//===----------------------------------------------------------------------===//
// Between dimensions
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
        cells > (int64_t(1) << 40))
      return types.error("block_shape holds " + Twine(block) +
                         ", expected sizes of 1 and more");
  return cells;
}

LogicalResult inferShape(SpaceToBatchNdOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  ArrayRef<int64_t> blocks = op.getBlockShape();
  FailureOr<int64_t> cells = blockCells(shape, blocks, types);
  if (failed(cells) ||
      failed(pairsFor(op.getPaddings(), blocks.size(), "paddings", types)))
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
      failed(pairsFor(op.getCrops(), blocks.size(), "crops", types)))
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

/// The places of height, width and channels.
static FailureOr<std::array<int64_t, 3>> imageAxes(StringRef format,
                                                   InferredTypes &types) {
  if (format == "NHWC")
    return std::array<int64_t, 3>{1, 2, 3};
  if (format == "NCHW")
    return std::array<int64_t, 3>{2, 3, 1};
  return types.error("data_format is '" + format + "', expected NHWC or NCHW");
}

template <typename Adaptor>
static LogicalResult inferDepth(Adaptor op, bool toDepth,
                                InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axes = imageAxes(op.getDataFormat(), types);
  if (failed(axes))
    return failure();
  int64_t block = op.getBlockSize();
  if (shape.size() != 4 || block < 1 || block > 65536)
    return types.error("blocks of " + Twine(block) + " of shape " +
                       formatShape(shape) +
                       ", expected four dimensions and blocks of 1 and more");
  auto [height, width, channels] = *axes;
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

LogicalResult inferShape(ParallelConcatOp::Adaptor op, InferredTypes &types) {
  if (op.getValues().empty())
    return types.error("parallel_concat needs at least one tensor");
  SmallVector<int64_t> shape(shapeOf(op.getValues()[0]));
  if (shape.empty())
    return types.error("parallel_concat of scalars, expected one dimension");
  Type element = elementOf(op.getValues()[0]);
  for (Value value : op.getValues().drop_front()) {
    ArrayRef<int64_t> next = shapeOf(value);
    if (next.size() != shape.size() || elementOf(value) != element ||
        failed(verifyCompatibleShape(next.drop_front(),
                                     ArrayRef(shape).drop_front())))
      return types.error("cannot join shapes " + formatShape(shape) + " and " +
                         formatShape(next));
    shape[0] = shape[0] == kDynamic || next[0] == kDynamic ? kDynamic
                                                           : shape[0] + next[0];
  }
  return types.add(shape, element);
}

//===----------------------------------------------------------------------===//
// Products, bits
//===----------------------------------------------------------------------===//

LogicalResult inferShape(CrossOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), y = shapeOf(op.getY());
  if (x.empty() || x.back() != 3 || failed(verifyCompatibleShape(x, y)) ||
      elementOf(op.getX()) != elementOf(op.getY()))
    return types.error("cross of shapes " + formatShape(x) + " and " +
                       formatShape(y) +
                       ", expected equal ones of one type that end in 3");
  types.types.push_back(op.getX().getType());
  return success();
}

LogicalResult inferShape(BitcastOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  Type from = elementOf(op.getX()), to = op.getDtype();
  if (!to.isIntOrFloat() || to.isInteger(1))
    return types.error("bitcast to " +
                       formatElementType(RankedTensorType::get({}, to)) +
                       ", expected a number");
  unsigned wide = from.getIntOrFloatBitWidth(),
           narrow = to.getIntOrFloatBitWidth();
  if (wide > narrow) {
    shape.push_back(wide / narrow);
  } else if (wide < narrow) {
    int64_t count = narrow / wide;
    if (shape.empty() || (shape.back() != count && shape.back() != kDynamic))
      return types.error("bitcast of shape " + formatShape(shape) + " from " +
                         formatElementType(op.getX().getType()) + " to " +
                         formatElementType(RankedTensorType::get({}, to)) +
                         ", expected a last dimension of " + Twine(count));
    shape.pop_back();
  }
  return types.add(shape, to);
}

LogicalResult inferShape(CompareAndBitpackOp::Adaptor op,
                         InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  if (shape.empty() || (shape.back() != kDynamic && shape.back() % 8) ||
      !shapeOf(op.getThreshold()).empty() ||
      elementOf(op.getX()) != elementOf(op.getThreshold()))
    return types.error("compare_and_bitpack of shape " + formatShape(shape) +
                       " and a threshold of shape " +
                       formatShape(shapeOf(op.getThreshold())) +
                       ", expected a multiple of eight and a scalar of one "
                       "type");
  if (shape.back() != kDynamic)
    shape.back() /= 8;
  return types.add(shape,
                   IntegerType::get(types.context, 8, IntegerType::Unsigned));
}

} // namespace tfc

//===- rearrange.cpp - The same elements in other places -----------------===//

#include "ir/ops/rearrange.h"
#include "ir/Shape.h"
#include "ir/sizes/Dimensions.h"

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

//===----------------------------------------------------------------------===//
// Mirrors
//===----------------------------------------------------------------------===//

static LogicalResult mirrorMode(StringRef mode, InferredTypes &types) {
  if (mode != "REFLECT" && mode != "SYMMETRIC")
    return types.error("mode is '" + mode + "', expected REFLECT or SYMMETRIC");
  return success();
}

LogicalResult inferShape(MirrorPadOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  if (failed(mirrorMode(op.getMode(), types)) ||
      failed(expectPairs(op.getPaddings(), shape.size(), "paddings", types)))
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
      failed(expectPairs(op.getPaddings(), shape.size(), "paddings", types)))
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

namespace {
/// The slices of an axis that mirror_pad copies, in the opposite order. With x
/// = [1, 2, 3, 4] and paddings of 2 and 1, REFLECT copies [3, 2] and [3],
/// SYMMETRIC copies [2, 1] and [4].
struct Mirror {
  Mirror(ArrayRef<int64_t> paddings, StringRef mode, int64_t axis)
      : before(paddings[2 * axis]), after(paddings[2 * axis + 1]),
        border(mode == "REFLECT" ? 1 : 0) {}

  /// They are x[before:0:-1] or x[before-1::-1], and what ends at the other
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
      parts.push_back(isKnown ? part
                              : b.ensure_shape(part, b.axesAttr(wanted)));
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
// Joining
//===----------------------------------------------------------------------===//

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

LogicalResult expand(ParallelConcatOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  results.push_back(b.concat(op.getValues(), b.builder.getI64IntegerAttr(0)));
  return success();
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

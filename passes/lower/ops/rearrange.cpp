//===- rearrange.cpp - Elements from other places, bits --------------===//

#include "ir/ops/rearrange.h"
#include "ir/Program.h"
#include "ir/Shape.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

//===----------------------------------------------------------------------===//
// Along axes
//===----------------------------------------------------------------------===//

/// Each element of the result is the one of x at the place that `source` makes
/// of its own.
static Value
moved(Value x, Lowering &l,
      llvm::function_ref<void(OpBuilder &, Location, MutableArrayRef<Value>)>
          source) {
  SizeList shape = l.shape(x);
  if (shape.empty())
    return x;
  return l.elementwise(
      {}, shape, getElementTypeOrSelf(x),
      [&](OpBuilder &b, Location loc, ValueRange) -> Value {
        SmallVector<Value> place;
        for (unsigned i = 0; i < shape.size(); ++i)
          place.push_back(linalg::IndexOp::create(b, loc, i));
        source(b, loc, place);
        return tensor::ExtractOp::create(b, loc, x, place);
      },
      /*usesIndices=*/true);
}

LogicalResult lower(ReverseOp op, Lowering &l) {
  SizeList shape = l.shape(op.getX());
  SmallVector<Value> last(shape.size());
  for (int64_t given : op.getAxes()) {
    int64_t axis = *normalizeAxis(given, shape.size());
    if (SizeMath::known(shape[axis]) != 1)
      last[axis] = l.sizes.value(l.sizes.sub(shape[axis], l.sizes.constant(1)));
  }
  if (llvm::none_of(last, [](Value value) { return bool(value); })) {
    l.replace(op.getX());
    return success();
  }
  l.replace(moved(op.getX(), l,
                  [&](OpBuilder &b, Location loc, MutableArrayRef<Value> at) {
                    for (auto [place, most] : llvm::zip_equal(at, last))
                      if (most)
                        place = arith::SubIOp::create(b, loc, most, place);
                  }));
  return success();
}

LogicalResult lower(ReverseSequenceOp op, Lowering &l) {
  Value x = op.getX();
  SizeList shape = l.shape(x);
  int64_t sequence = *normalizeAxis(op.getSeqAxis(), shape.size());
  int64_t batch = *normalizeAxis(op.getBatchAxis(), shape.size());
  l.requireEqual(l.dim(op.getSeqLengths(), 0), shape[batch],
                 "'" + l.name() + "' has %lld seq_lengths for a batch of %lld");
  Value most = l.sizes.value(shape[sequence]);
  Value zero = l.sizes.value(l.sizes.constant(0));
  Value one = l.sizes.value(l.sizes.constant(1));
  std::string message =
      "'" + l.name() + "' has a length of %lld in an axis of %lld elements";
  // A bad length is reported, and taken as nothing.
  Value lengths = l.elementwise(
      op.getSeqLengths(), shape[batch], l.b.getI64Type(),
      [&](OpBuilder &b, Location loc, ValueRange elements) -> Value {
        Value length =
            arith::IndexCastOp::create(b, loc, b.getIndexType(), elements[0]);
        Value good = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ule,
                                           length, most);
        ReportOp::create(b, loc, good, b.getStringAttr(message),
                         ValueRange{length, most});
        length = arith::SelectOp::create(b, loc, good, length, zero);
        return arith::IndexCastOp::create(b, loc, b.getI64Type(), length);
      });
  l.replace(
      moved(x, l, [&](OpBuilder &b, Location loc, MutableArrayRef<Value> at) {
        Value length = tensor::ExtractOp::create(b, loc, lengths, at[batch]);
        length = arith::IndexCastOp::create(b, loc, b.getIndexType(), length);
        Value place = at[sequence];
        Value inside = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt,
                                             place, length);
        Value turned = arith::SubIOp::create(
            b, loc, arith::SubIOp::create(b, loc, length, one), place);
        at[sequence] = arith::SelectOp::create(b, loc, inside, turned, place);
      }));
  return success();
}

LogicalResult lower(RollOp op, Lowering &l) {
  Value x = op.getX();
  SizeList shape = l.shape(x);
  Type index = l.b.getIndexType();
  ScalarBuilder s(l.b, l.loc, l.b.getI64Type());
  // The sum of an axis' shifts, in [0, size).
  SmallVector<Value> shifts(shape.size()), sizes(shape.size());
  auto elements = l.elements(op.getShift());
  bool isScalar =
      cast<RankedTensorType>(op.getShift().getType()).getRank() == 0;
  for (auto [i, given] : llvm::enumerate(op.getAxes())) {
    int64_t axis = *normalizeAxis(given, shape.size());
    Value shift;
    if (elements) {
      shift =
          l.elementValue((*elements)[i], getElementTypeOrSelf(op.getShift()));
    } else {
      SmallVector<Value> at;
      if (!isScalar)
        at.push_back(l.sizes.value(l.sizes.constant(i)));
      shift = tensor::ExtractOp::create(l.b, l.loc, op.getShift(), at);
    }
    shift = ScalarBuilder::cast(l.b, l.loc, shift, l.b.getI64Type());
    sizes[axis] = l.sizes.value(shape[axis]);
    Value size =
        arith::IndexCastOp::create(l.b, l.loc, l.b.getI64Type(), sizes[axis]);
    // Each on its own first, so that sums do not overflow.
    shift = s.floormod(shift, size);
    if (shifts[axis])
      shift = s.floormod(s.add(shifts[axis], shift), size);
    shifts[axis] = shift;
  }
  for (Value &shift : shifts)
    if (shift)
      shift = arith::IndexCastOp::create(l.b, l.loc, index, shift);
  Value zero = l.sizes.value(l.sizes.constant(0));
  l.replace(
      moved(x, l, [&](OpBuilder &b, Location loc, MutableArrayRef<Value> at) {
        for (auto [place, shift, size] : llvm::zip_equal(at, shifts, sizes)) {
          if (!shift)
            continue;
          Value from = arith::SubIOp::create(b, loc, place, shift);
          Value isBelow = arith::CmpIOp::create(
              b, loc, arith::CmpIPredicate::slt, from, zero);
          place = arith::SelectOp::create(
              b, loc, isBelow, arith::AddIOp::create(b, loc, from, size), from);
        }
      }));
  return success();
}

//===----------------------------------------------------------------------===//
// Bits
//===----------------------------------------------------------------------===//

/// The bits of a stored number as a signless integer of its width, and back.
static Value toBits(OpBuilder &b, Location loc, Value stored) {
  if (auto type = dyn_cast<FloatType>(stored.getType()))
    return arith::BitcastOp::create(b, loc, b.getIntegerType(type.getWidth()),
                                    stored);
  return ScalarBuilder::load(b, loc, stored);
}
static Value fromBits(OpBuilder &b, Location loc, Value bits, Type element) {
  if (isa<FloatType>(element))
    return arith::BitcastOp::create(b, loc, element, bits);
  return ScalarBuilder::store(b, loc, bits, element);
}

/// `count` pieces of `width` bits: the i-th begins here.
static Value bitOffset(OpBuilder &b, Location loc, Value i, unsigned width,
                       Type type) {
  Value number = arith::IndexCastOp::create(b, loc, type, i);
  Value step = arith::ConstantOp::create(b, loc, IntegerAttr::get(type, width));
  return arith::MulIOp::create(b, loc, number, step);
}

LogicalResult lower(BitcastOp op, Lowering &l) {
  Value x = op.getX();
  Type from = getElementTypeOrSelf(x), to = op.getDtype();
  unsigned wide = from.getIntOrFloatBitWidth(),
           narrow = to.getIntOrFloatBitWidth();
  SizeList shape = l.shape(x);
  if (wide == narrow) {
    l.replace(l.elementwise(
        x, shape, to, [&](OpBuilder &b, Location loc, ValueRange elements) {
          return fromBits(b, loc, toBits(b, loc, elements[0]), to);
        }));
    return success();
  }
  if (wide > narrow) {
    SizeList spread = shape;
    spread.push_back(l.sizes.constant(1));
    shape.push_back(l.sizes.constant(wide / narrow));
    l.replace(l.elementwise(
        l.reshape(x, spread), shape, to,
        [&](OpBuilder &b, Location loc, ValueRange elements) -> Value {
          Value bits = toBits(b, loc, elements[0]);
          Value i = linalg::IndexOp::create(b, loc, shape.size() - 1);
          bits = arith::ShRUIOp::create(
              b, loc, bits, bitOffset(b, loc, i, narrow, bits.getType()));
          bits =
              arith::TruncIOp::create(b, loc, b.getIntegerType(narrow), bits);
          return fromBits(b, loc, bits, to);
        },
        /*usesIndices=*/true));
    return success();
  }
  int64_t count = narrow / wide;
  l.requireEqual(shape.back(), l.sizes.constant(count),
                 "'" + l.name() +
                     "' has a last dimension of %lld, expected %lld");
  shape.pop_back();
  SmallVector<Value> pieces;
  for (int64_t i = 0; i < count; ++i)
    pieces.push_back(l.sizes.value(l.sizes.constant(i)));
  l.replace(l.elementwise(
      {}, shape, to,
      [&](OpBuilder &b, Location loc, ValueRange) -> Value {
        SmallVector<Value> at;
        for (unsigned i = 0; i < shape.size(); ++i)
          at.push_back(linalg::IndexOp::create(b, loc, i));
        Type whole = b.getIntegerType(narrow);
        Value bits;
        for (Value piece : pieces) {
          at.push_back(piece);
          Value part = toBits(b, loc, tensor::ExtractOp::create(b, loc, x, at));
          at.pop_back();
          part = arith::ExtUIOp::create(b, loc, whole, part);
          part = arith::ShLIOp::create(b, loc, part,
                                       bitOffset(b, loc, piece, wide, whole));
          bits = bits ? arith::OrIOp::create(b, loc, bits, part).getResult()
                      : part;
        }
        return fromBits(b, loc, bits, to);
      },
      /*usesIndices=*/true));
  return success();
}

LogicalResult lower(CompareAndBitpackOp op, Lowering &l) {
  Value x = op.getX();
  Type element = getElementTypeOrSelf(x);
  Type byte = getElementTypeOrSelf(op.getType());
  SizeList shape = l.shape(x);
  Size eight = l.sizes.constant(8);
  l.requireEqual(l.sizes.remainder(shape.back(), eight), l.sizes.constant(0),
                 "'" + l.name() +
                     "' has a last dimension that leaves %lld of a multiple of "
                     "eight, expected %lld");
  shape.back() = l.sizes.floorDiv(shape.back(), eight);
  Value threshold =
      ScalarBuilder::load(l.b, l.loc, l.scalar(op.getThreshold()));
  SmallVector<Value> offsets;
  for (int64_t i = 0; i < 8; ++i)
    offsets.push_back(l.sizes.value(l.sizes.constant(i)));
  Value width = l.sizes.value(eight);
  l.replace(l.elementwise(
      {}, shape, byte,
      [&](OpBuilder &b, Location loc, ValueRange) -> Value {
        ScalarBuilder s(b, loc, element);
        SmallVector<Value> at;
        for (unsigned i = 0; i < shape.size(); ++i)
          at.push_back(linalg::IndexOp::create(b, loc, i));
        Value first = arith::MulIOp::create(b, loc, at.back(), width);
        Type type = b.getI8Type();
        Value bits = arith::ConstantIntOp::create(b, loc, type, 0);
        Value one = arith::ConstantIntOp::create(b, loc, type, 1);
        for (Value offset : offsets) {
          at.back() = arith::AddIOp::create(b, loc, first, offset);
          Value value = ScalarBuilder::load(
              b, loc, tensor::ExtractOp::create(b, loc, x, at));
          Value isAbove = element.isInteger(1)
                              ? s.logical_and(value, s.logical_not(threshold))
                              : s.greater(value, threshold);
          bits = arith::ShLIOp::create(b, loc, bits, one);
          bits = arith::OrIOp::create(
              b, loc, bits, arith::ExtUIOp::create(b, loc, type, isAbove));
        }
        return ScalarBuilder::store(b, loc, bits, byte);
      },
      /*usesIndices=*/true));
  return success();
}

} // namespace tfc

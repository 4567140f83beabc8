//===- complex.cpp - Gradients of complex.td ----------------------===//
//
// Gradient.h says what the gradient of a complex number is.
//
//===----------------------------------------------------------------------===//

#include "ir/ops/complex.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

static bool isComplex(Value x) { return isa<ComplexType>(elementOf(x)); }

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// -i times a real number: what the imaginary part of a product with it is.
static Value timesMinusI(TfcBuilder &b, Value real) {
  return b.complex(b.zerosLike(real), b.neg(real));
}

LogicalResult gradient(ImagOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  if (isComplex(op.getX()))
    result[0] = timesMinusI(b, grads[0]);
  return success();
}

// d arg z = Im(dz / z)
LogicalResult gradient(AngleOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  if (isComplex(op.getX()))
    result[0] = b.realdiv(timesMinusI(b, grads[0]), op.getX());
  return success();
}

//===----------------------------------------------------------------------===//
// Fourier transforms of real rows
//===----------------------------------------------------------------------===//

/// The weights of the half spectrum of `length` real numbers: its ends mirror
/// themselves, what lies between stands for two.
static Value halfSpectrum(TfcBuilder &b, Value like, int64_t length,
                          double ends, double between) {
  auto type = cast<ComplexType>(elementOf(like)).getElementType();
  SmallVector<Attribute> weights;
  for (int64_t k = 0; k <= length / 2; ++k)
    weights.push_back(
        FloatAttr::get(type, k == 0 || 2 * k == length ? ends : between));
  Value real = b.constant(DenseElementsAttr::get(
      RankedTensorType::get({int64_t(weights.size())}, type), weights));
  return b.castLike(real, like);
}

/// x cut, or filled with zeros, to the size of `like` along the last axes.
static Value fitted(TfcBuilder &b, Value x, Value like, size_t axes) {
  size_t rank = shapeOf(x).size();
  SmallVector<int64_t> begin(rank, 0), size(rank, -1), more(2 * rank, 0);
  for (size_t i = rank - axes; i < rank; ++i) {
    int64_t given = shapeOf(x)[i], wanted = shapeOf(like)[i];
    if (given > wanted)
      size[i] = wanted;
    more[2 * i + 1] = std::max<int64_t>(0, wanted - given);
  }
  Type element = b.builder.getI32Type();
  if (llvm::any_of(size, [](int64_t n) { return n >= 0; }))
    x = b.slice(x, b.integers(begin, element), b.integers(size, element));
  if (llvm::any_of(more, [](int64_t n) { return n != 0; }))
    x = b.pad(x, b.axesAttr(more));
  return x;
}

/// The sizes of the last axes; nothing where one is not known.
static std::optional<SmallVector<int64_t>> lastSizes(Value x, size_t axes) {
  SmallVector<int64_t> sizes(shapeOf(x).take_back(axes));
  if (llvm::any_of(sizes, ShapedType::isDynamic))
    return std::nullopt;
  return sizes;
}
static LogicalResult lengthUnknown(Operation *op) {
  return op->emitOpError("has a gradient only where the transformed sizes are "
                         "known when compiling (--shape)");
}

// y_k = sum of x_n w^kn for half of all k: dx_n = Re(sum of dy_k w^kn), which
// is n times the inverse transform of conj(dy), where that counts what it
// mirrors once.
template <typename Op>
static LogicalResult ofRealTransform(Op op, ValueRange grads, TfcBuilder &b,
                                     MutableArrayRef<Value> result,
                                     size_t axes) {
  Value x = op.getX();
  auto sizes = lastSizes(x, axes);
  if (!sizes)
    return lengthUnknown(op);
  if (auto length = op.getFftLengthAttr())
    sizes->assign(length.asArrayRef().begin(), length.asArrayRef().end());
  double count = 1;
  for (int64_t size : *sizes)
    count *= size;
  Value half = b.mul(b.conj(grads[0]), halfSpectrum(b, grads[0], sizes->back(),
                                                    count, count / 2));
  Value rows = axes == 1 ? b.irfft(half, b.axesAttr(*sizes))
                         : b.irfft2d(half, b.axesAttr(*sizes));
  result[0] = fitted(b, rows, x, axes);
  return success();
}
LogicalResult gradient(RfftOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return ofRealTransform(op, grads, b, result, 1);
}
LogicalResult gradient(Rfft2dOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return ofRealTransform(op, grads, b, result, 2);
}

// The same backwards: conj(transform of dy) / n, twice for what is mirrored.
template <typename Op>
static LogicalResult ofInverse(Op op, ValueRange grads, TfcBuilder &b,
                               MutableArrayRef<Value> result, size_t axes) {
  auto sizes = lastSizes(op.getY(), axes);
  if (!sizes || !lastSizes(op.getX(), axes))
    return lengthUnknown(op);
  double count = 1;
  for (int64_t size : *sizes)
    count *= size;
  Value half = axes == 1 ? b.rfft(grads[0]) : b.rfft2d(grads[0]);
  Value weights = halfSpectrum(b, half, sizes->back(), 1 / count, 2 / count);
  result[0] = fitted(b, b.mul(b.conj(half), weights), op.getX(), axes);
  return success();
}
LogicalResult gradient(IrfftOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return ofInverse(op, grads, b, result, 1);
}
LogicalResult gradient(Irfft2dOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  return ofInverse(op, grads, b, result, 2);
}

} // namespace tfc

//===- complex.cpp - Shape rules of complex.td ----------------------------===//

#include "ir/ops/complex.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

LogicalResult inferShape(ComplexOp::Adaptor op, InferredTypes &types) {
  Type part = elementOf(op.getX());
  if (!part.isF32() && !part.isF64())
    return types.error(
        "complex numbers have parts of float32 or float64, not " +
        formatElementType(part));
  return shape::broadcastTypes(op.getOperands(), ComplexType::get(part), true,
                               types);
}

static LogicalResult requireRank(StringRef name, Value x, int64_t rank,
                                 InferredTypes &types) {
  if (int64_t(shapeOf(x).size()) < rank)
    return types.error(name + " of a tensor of shape " +
                       formatShape(shapeOf(x)) + ", expected at least " +
                       Twine(rank) + " dimensions");
  return success();
}
static LogicalResult transformed(StringRef name, Value x, int64_t rank,
                                 InferredTypes &types) {
  if (failed(requireRank(name, x, rank, types)))
    return failure();
  types.types.push_back(x.getType());
  return success();
}
LogicalResult inferShape(FftOp::Adaptor op, InferredTypes &types) {
  return transformed("fft", op.getX(), 1, types);
}
LogicalResult inferShape(IfftOp::Adaptor op, InferredTypes &types) {
  return transformed("ifft", op.getX(), 1, types);
}
LogicalResult inferShape(Fft2dOp::Adaptor op, InferredTypes &types) {
  return transformed("fft2d", op.getX(), 2, types);
}
LogicalResult inferShape(Ifft2dOp::Adaptor op, InferredTypes &types) {
  return transformed("ifft2d", op.getX(), 2, types);
}
LogicalResult inferShape(Fft3dOp::Adaptor op, InferredTypes &types) {
  return transformed("fft3d", op.getX(), 3, types);
}
LogicalResult inferShape(Ifft3dOp::Adaptor op, InferredTypes &types) {
  return transformed("ifft3d", op.getX(), 3, types);
}

/// The result type of a transform between real rows and half spectra over
/// `rank` axes.
static LogicalResult realTransform(StringRef name, Value x,
                                   DenseI64ArrayAttr length, int64_t rank,
                                   bool inverse, InferredTypes &types) {
  if (failed(requireRank(name, x, rank, types)))
    return failure();
  SmallVector<int64_t> shape(shapeOf(x));
  size_t first = shape.size() - rank;
  Type element = elementOf(x);
  if (inverse) {
    element = cast<ComplexType>(element).getElementType();
    if (!ShapedType::isDynamic(shape.back()))
      shape.back() = std::max<int64_t>(0, 2 * (shape.back() - 1));
  } else if (!element.isF32() && !element.isF64()) {
    return types.error(name + " of " + formatElementType(element) +
                       ", expected float32 or float64");
  } else {
    element = ComplexType::get(element);
  }
  if (length) {
    if (int64_t(length.size()) != rank)
      return types.error(name + ": fft_length has " + Twine(length.size()) +
                         " entries, expected " + Twine(rank));
    for (auto [i, size] : llvm::enumerate(length.asArrayRef())) {
      if (size < 0)
        return types.error(name + ": negative fft_length " + Twine(size));
      shape[first + i] = size;
    }
  }
  if (!inverse && !ShapedType::isDynamic(shape.back()))
    shape.back() = shape.back() == 0 ? 0 : shape.back() / 2 + 1;
  return types.add(shape, element);
}
LogicalResult inferShape(RfftOp::Adaptor op, InferredTypes &types) {
  return realTransform("rfft", op.getX(), op.getFftLengthAttr(), 1, false,
                       types);
}
LogicalResult inferShape(Rfft2dOp::Adaptor op, InferredTypes &types) {
  return realTransform("rfft2d", op.getX(), op.getFftLengthAttr(), 2, false,
                       types);
}
LogicalResult inferShape(IrfftOp::Adaptor op, InferredTypes &types) {
  return realTransform("irfft", op.getX(), op.getFftLengthAttr(), 1, true,
                       types);
}
LogicalResult inferShape(Irfft2dOp::Adaptor op, InferredTypes &types) {
  return realTransform("irfft2d", op.getX(), op.getFftLengthAttr(), 2, true,
                       types);
}

} // namespace tfc

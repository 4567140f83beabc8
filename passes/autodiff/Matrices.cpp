//===- Matrices.cpp - Algebra of matrices for gradients -------------------===//

#include "passes/autodiff/Matrices.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

Value Matrices::triangle(Value x, bool lower, double diagonal) {
  int64_t size = columns(x);
  if (ShapedType::isDynamic(size))
    size = rows(x);
  if (ShapedType::isDynamic(size))
    return Value();
  auto type = cast<FloatType>(elementOf(x));
  SmallVector<Attribute> mask;
  for (int64_t i = 0; i < size; ++i)
    for (int64_t j = 0; j < size; ++j)
      mask.push_back(FloatAttr::get(type, i == j             ? diagonal
                                          : (j < i) == lower ? 1.0
                                                             : 0.0));
  return b.mul(x, b.constant(DenseElementsAttr::get(
                      RankedTensorType::get({size, size}, type), mask)));
}

Value Matrices::part(Value x, int64_t axisFromEnd, int64_t first,
                     int64_t count) {
  size_t rank = shapeOf(x).size();
  SmallVector<int64_t> begin(rank, 0), size(rank, -1);
  begin[rank - axisFromEnd] = first;
  size[rank - axisFromEnd] = count;
  Type element = b.builder.getI32Type();
  return b.slice(x, b.integers(begin, element), b.integers(size, element));
}

LogicalResult Matrices::sizeUnknown(Operation *op) {
  return op->emitOpError(
      "has a gradient only where the size of the matrices is known when "
      "compiling (--shape)");
}

} // namespace tfc

//===- Compose.h - What hand-written compositions share -------------------===//

#ifndef TFC_IR_OPS_COMPOSE_H
#define TFC_IR_OPS_COMPOSE_H

#include "ir/Builder.h"
#include "ir/Shape.h"

namespace tfc {

/// A scalar constant.
inline mlir::Value constantOf(TfcBuilder &b, mlir::Type element, double value) {
  mlir::Attribute number;
  if (llvm::isa<mlir::FloatType>(element))
    number = mlir::FloatAttr::get(element, value);
  else
    number = mlir::IntegerAttr::get(element, int64_t(value));
  return b.constant(mlir::DenseElementsAttr::get(
      mlir::RankedTensorType::get({}, element), number));
}

inline mlir::Value castTo(TfcBuilder &b, mlir::Value x, mlir::Type element) {
  return shape::elementOf(x) == element
             ? x
             : b.cast(x, mlir::TypeAttr::get(element));
}

/// Element i of a vector of integers, a scalar of int32.
inline mlir::Value elementAt(TfcBuilder &b, mlir::Value vector, int64_t i) {
  mlir::Type i32 = b.builder.getI32Type();
  if (auto known = knownElements(vector); known && (*known)[i])
    return constantOf(b, i32, double(*(*known)[i]));
  mlir::Value element = b.strided_slice(
      vector, b.axesAttr({i}), b.axesAttr({i + 1}), b.axesAttr({1}), {}, {}, {},
      {}, b.builder.getI64IntegerAttr(1));
  return castTo(b, element, i32);
}

/// The size of dimension i, a scalar of int32.
inline mlir::Value sizeOf(TfcBuilder &b, mlir::Value x, int64_t i) {
  int64_t size = shape::shapeOf(x)[i];
  if (!mlir::ShapedType::isDynamic(size))
    return constantOf(b, b.builder.getI32Type(), double(size));
  return elementAt(b, b.shape(x), i);
}

/// x with dimensions of 1 inserted at the given places of the result.
inline mlir::Value unsqueeze(TfcBuilder &b, mlir::Value x,
                             llvm::ArrayRef<int64_t> places) {
  for (int64_t place : places)
    x = b.expand_dims(x, b.builder.getI64IntegerAttr(place));
  return x;
}

/// 0, 1, ... below a scalar of int32.
inline mlir::Value countTo(TfcBuilder &b, mlir::Value limit) {
  mlir::Type i32 = b.builder.getI32Type();
  return b.range(constantOf(b, i32, 0), limit, constantOf(b, i32, 1));
}

/// x as the shape made of scalars of int32.
inline mlir::Value reshapeTo(TfcBuilder &b, mlir::Value x,
                             llvm::ArrayRef<mlir::Value> dims) {
  return b.reshape(x, b.stack(dims));
}

} // namespace tfc

#endif // TFC_IR_OPS_COMPOSE_H

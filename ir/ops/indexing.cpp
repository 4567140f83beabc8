//===- indexing.cpp - Shape rules of indexing.td -------------------------===//

#include "ir/ops/indexing.h"
#include "ir/Shape.h"
#include "ir/sizes/Origins.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

/// The shape that gather gives; the axis counted from the front.
static std::optional<SmallVector<int64_t>>
gatheredShape(ArrayRef<int64_t> x, ArrayRef<int64_t> indices, int64_t given,
              int64_t batch, InferredTypes &types) {
  auto axis = normalizeAxis(given, x.size());
  if (!axis) {
    (void)types.error("axis " + std::to_string(given) +
                      " out of range for shape " + formatShape(x));
    return std::nullopt;
  }
  if (batch < 0 || batch > *axis || batch > int64_t(indices.size()) ||
      failed(verifyCompatibleShape(x.take_front(batch),
                                   indices.take_front(batch)))) {
    (void)types.error("batch_dims is " + std::to_string(batch) + " for shape " +
                      formatShape(x) + ", axis " + std::to_string(*axis) +
                      " and indices of shape " + formatShape(indices));
    return std::nullopt;
  }
  SmallVector<int64_t> result(x.take_front(*axis));
  llvm::append_range(result, indices.drop_front(batch));
  llvm::append_range(result, x.drop_front(*axis + 1));
  return result;
}
LogicalResult inferShape(GatherOp::Adaptor op, InferredTypes &types) {
  auto shape = gatheredShape(shapeOf(op.getX()), shapeOf(op.getIndices()),
                             op.getAxis(), op.getBatchDims(), types);
  return shape ? types.add(*shape, elementOf(op.getX())) : failure();
}
LogicalResult inferShape(GatherGradOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> like = shapeOf(op.getLike());
  auto shape = gatheredShape(like, shapeOf(op.getIndices()), op.getAxis(),
                             op.getBatchDims(), types);
  if (!shape)
    return failure();
  if (failed(verifyCompatibleShape(*shape, shapeOf(op.getDy()))))
    return types.error("the gathered value has shape " + formatShape(*shape) +
                       ", its gradient " + formatShape(shapeOf(op.getDy())));
  return types.add(like, elementOf(op.getDy()));
}
LogicalResult inferShape(OneHotOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getIndices()));
  auto axis = normalizeAxis(op.getAxis(), shape.size() + 1);
  if (!axis || op.getDepth() < 0)
    return types.error("one_hot: axis or depth out of range");
  if (elementOf(op.getOnValue()) != elementOf(op.getOffValue()))
    return types.error("one_hot: on_value and off_value differ in type");
  shape.insert(shape.begin() + *axis, op.getDepth());
  return types.add(shape, elementOf(op.getOnValue()));
}

//===----------------------------------------------------------------------===//
// Sizes: where the elements come from
//===----------------------------------------------------------------------===//

// [outer, axis, inner] taken by [outer, indices, inner].
void origins(GatherOp op, unsigned, ElementReader known, Origins origins) {
  auto indices = known(op.getIndices());
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  if (!indices || op.getBatchDims() || ShapedType::isDynamicShape(shape))
    return;
  int64_t axis = *normalizeAxis(op.getAxis(), shape.size());
  int64_t outer = ShapedType::getNumElements(shape.take_front(axis));
  int64_t inner = ShapedType::getNumElements(shape.drop_front(axis + 1));
  int64_t count = indices->size();
  if (outer * count * inner != int64_t(origins.size()))
    return;
  forEachIndex({outer, count, inner}, [&](ArrayRef<int64_t> at, int64_t place) {
    KnownElement index = (*indices)[at[1]];
    if (!index)
      return;
    if (auto from =
            placeOf({outer, shape[axis], inner}, {at[0], *index, at[2]}))
      origins[place] = Origin::element(0, *from);
  });
}

} // namespace tfc

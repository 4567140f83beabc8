//===- pooling.cpp - Shape rules of pooling.td ----------------------------===//

#include "ir/ops/pooling.h"
#include "ir/ops/Windows.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

template <typename Adaptor>
static std::optional<SmallVector<int64_t>>
pooledShape(Adaptor op, Value x, unsigned spatial, InferredTypes &types) {
  auto window = inferWindow(op, spatial, types);
  if (!window || failed(checkImage(window->format, shapeOf(x), types)))
    return std::nullopt;
  return windowShape(*window, shapeOf(x), window->ksize,
                     shapeOf(x)[window->format.channelAxis()], types);
}

template <typename Adaptor>
static LogicalResult inferPool(Adaptor op, unsigned spatial,
                               InferredTypes &types) {
  auto shape = pooledShape(op, op.getX(), spatial, types);
  return shape ? types.add(*shape, elementOf(op.getX())) : failure();
}
template <typename Adaptor>
static LogicalResult inferMaxPoolGrad(Adaptor op, unsigned spatial,
                                      InferredTypes &types) {
  if (failed(gradientShape(op.getDy(),
                           pooledShape(op, op.getX(), spatial, types), types)))
    return failure();
  types.types.push_back(op.getX().getType());
  return success();
}
template <typename Adaptor>
static LogicalResult inferMaxPoolGradGrad(Adaptor op, unsigned spatial,
                                          InferredTypes &types) {
  auto shape = pooledShape(op, op.getX(), spatial, types);
  if (!shape ||
      failed(gradientShape(op.getDy(), SmallVector<int64_t>(shapeOf(op.getX())),
                           types)))
    return failure();
  return types.add(*shape, elementOf(op.getDy()));
}
template <typename Adaptor>
static LogicalResult inferAvgPoolGrad(Adaptor op, unsigned spatial,
                                      InferredTypes &types) {
  if (failed(gradientShape(
          op.getDy(), pooledShape(op, op.getLike(), spatial, types), types)))
    return failure();
  types.types.push_back(op.getLike().getType());
  return success();
}

#define TFC_POOL(NAME, SPATIAL, RULE)                                          \
  LogicalResult inferShape(NAME##Op::Adaptor op, InferredTypes &types) {       \
    return RULE(op, SPATIAL, types);                                           \
  }
TFC_POOL(MaxPool, 2, inferPool)
TFC_POOL(AvgPool, 2, inferPool)
TFC_POOL(MaxPoolGrad, 2, inferMaxPoolGrad)
TFC_POOL(MaxPoolGradGrad, 2, inferMaxPoolGradGrad)
TFC_POOL(AvgPoolGrad, 2, inferAvgPoolGrad)
TFC_POOL(MaxPool3D, 3, inferPool)
TFC_POOL(AvgPool3D, 3, inferPool)
TFC_POOL(MaxPool3DGrad, 3, inferMaxPoolGrad)
TFC_POOL(MaxPool3DGradGrad, 3, inferMaxPoolGradGrad)
TFC_POOL(AvgPool3DGrad, 3, inferAvgPoolGrad)
#undef TFC_POOL

LogicalResult inferShape(MaxPoolWithArgmaxOp::Adaptor op,
                         InferredTypes &types) {
  auto shape = pooledShape(op, op.getX(), 2, types);
  if (!shape || failed(types.add(*shape, elementOf(op.getX()))))
    return failure();
  return types.add(
      *shape, op.getOutputType().value_or(IntegerType::get(types.context, 64)));
}

} // namespace tfc

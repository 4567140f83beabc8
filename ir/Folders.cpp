//===- Folders.cpp - Local folds of single ops ----------------------------===//

#include "ir/Shape.h"
#include "ir/ops/elementwise.h"
#include "ir/ops/shape.h"
#include "ir/ops/slices.h"

using namespace mlir;

namespace tfc {

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValueAttr(); }

OpFoldResult IdentityOp::fold(FoldAdaptor) {
  // A name is the session's: it must stay until cut points are made.
  // Its type may say less than x's: users that rely on it must see no other.
  return (*this)->hasAttr(nameAttr) || getX().getType() != getType()
             ? OpFoldResult()
             : getX();
}

/// x where the op changes neither type nor shape. Only a static shape says so.
static OpFoldResult sameStatic(Value x, Value result) {
  auto type = cast<RankedTensorType>(x.getType());
  return type.hasStaticShape() && type == result.getType() ? OpFoldResult(x)
                                                           : OpFoldResult();
}

OpFoldResult CastOp::fold(FoldAdaptor) {
  return getX().getType() == getType() ? OpFoldResult(getX()) : OpFoldResult();
}
OpFoldResult ReshapeOp::fold(FoldAdaptor adaptor) {
  auto type = cast<RankedTensorType>(getType());
  if (auto x = dyn_cast_if_present<DenseElementsAttr>(adaptor.getX()))
    if (type.hasStaticShape())
      return x.reshape(type);
  return sameStatic(getX(), getResult());
}
OpFoldResult SumToOp::fold(FoldAdaptor) {
  return sameStatic(getX(), getResult());
}
OpFoldResult BroadcastLikeOp::fold(FoldAdaptor) {
  return sameStatic(getX(), getResult());
}
OpFoldResult ReshapeLikeOp::fold(FoldAdaptor) {
  return sameStatic(getX(), getResult());
}
OpFoldResult TransposeOp::fold(FoldAdaptor adaptor) {
  auto type = cast<RankedTensorType>(getType());
  if (type.getRank() < 2)
    return getX();
  if (auto splat = dyn_cast_if_present<SplatElementsAttr>(adaptor.getX()))
    return splat.reshape(type);
  return {};
}

/// The elements of a shape computation where all are known.
static OpFoldResult foldKnown(Value result) {
  auto known = knownElements(result);
  if (!known || llvm::is_contained(*known, std::nullopt))
    return {};
  auto type = cast<RankedTensorType>(result.getType());
  SmallVector<APInt> values;
  for (std::optional<int64_t> value : *known)
    values.push_back(APInt(type.getElementTypeBitWidth(), *value,
                           /*isSigned=*/true,
                           /*implicitTrunc=*/true));
  return DenseElementsAttr::get(type, values);
}
OpFoldResult ShapeOp::fold(FoldAdaptor) { return foldKnown(getResult()); }
OpFoldResult SizeOp::fold(FoldAdaptor) { return foldKnown(getResult()); }
OpFoldResult RankOp::fold(FoldAdaptor) { return foldKnown(getResult()); }
OpFoldResult StackOp::fold(FoldAdaptor) {
  return isa<IntegerType>(getType().getElementType()) ? foldKnown(getResult())
                                                      : OpFoldResult();
}
OpFoldResult StridedSliceOp::fold(FoldAdaptor) {
  return isa<IntegerType>(getType().getElementType()) ? foldKnown(getResult())
                                                      : OpFoldResult();
}
OpFoldResult FillOp::fold(FoldAdaptor adaptor) {
  auto type = cast<RankedTensorType>(getType());
  auto value = dyn_cast_if_present<DenseElementsAttr>(adaptor.getValue());
  if (!value || !type.hasStaticShape())
    return {};
  return DenseElementsAttr::get(type, *value.getValues<Attribute>().begin());
}

} // namespace tfc

//===- Images.h - Shape rules that the families of images share -----------===//

#ifndef TFC_IR_OPS_IMAGES_H
#define TFC_IR_OPS_IMAGES_H

#include "ir/Shape.h"

namespace tfc {

inline llvm::LogicalResult expectRank(mlir::Value x, int64_t rank,
                                      llvm::StringRef what,
                                      InferredTypes &types) {
  if (int64_t(shape::shapeOf(x).size()) == rank)
    return llvm::success();
  return types.error(what + llvm::Twine(" must have ") + llvm::Twine(rank) +
                     " dimensions, the shape is " + formatShape(x.getType()));
}

/// [batch, height, width, channels] with the height and width that a vector of
/// two says.
inline llvm::LogicalResult resizedType(int64_t batch, int64_t channels,
                                       mlir::Value size, mlir::Type element,
                                       InferredTypes &types) {
  auto known = knownElements(size);
  if (shape::shapeOf(size).size() != 1 || !known || known->size() != 2)
    return types.error("the size must be a vector of height and width, its "
                       "shape is " +
                       formatShape(size.getType()));
  for (std::optional<int64_t> length : *known)
    if (length && *length < 1)
      return types.error("height and width must be positive, not " +
                         llvm::Twine(*length));
  return types.add({batch, (*known)[0].value_or(mlir::ShapedType::kDynamic),
                    (*known)[1].value_or(mlir::ShapedType::kDynamic), channels},
                   element);
}

} // namespace tfc

#endif // TFC_IR_OPS_IMAGES_H

//===- Origins.cpp - Where the elements of small tensors come from --------===//

#include "ir/sizes/Origins.h"
#include "ir/Ops.h"
#include "ir/Shape.h"

using namespace mlir;

namespace tfc {

#define TFC_SIZE_RULES
#include "ir/sizes/Sizes.cpp.inc"

SizeRule sizeRule(Operation *op) {
  static const llvm::DenseMap<TypeID, SizeRule> rules = makeSizeRules();
  return rules.lookup(op->getName().getTypeID());
}

SmallVector<Origin> originsOf(OpResult result, ElementReader known) {
  auto type = cast<RankedTensorType>(result.getType());
  SmallVector<Origin> origins(type.getNumElements());
  customOrigins(result.getOwner(), result.getResultNumber(), known, origins);
  return origins;
}

void forEachIndex(ArrayRef<int64_t> shape,
                  llvm::function_ref<void(ArrayRef<int64_t>, int64_t)> use) {
  int64_t count = ShapedType::getNumElements(shape);
  SmallVector<int64_t> index(shape.size(), 0);
  for (int64_t place = 0; place < count; ++place) {
    use(index, place);
    for (int axis = int(shape.size()) - 1; axis >= 0; --axis) {
      if (++index[axis] < shape[axis])
        break;
      index[axis] = 0;
    }
  }
}

std::optional<int64_t> placeOf(ArrayRef<int64_t> shape,
                               ArrayRef<int64_t> index) {
  int64_t place = 0;
  for (auto [size, i] : llvm::zip_equal(shape, index)) {
    if (i < 0 || i >= size)
      return std::nullopt;
    place = place * size + i;
  }
  return place;
}

int64_t broadcastPlace(ArrayRef<int64_t> shape, ArrayRef<int64_t> index) {
  int64_t place = 0;
  ArrayRef<int64_t> own = index.take_back(shape.size());
  for (auto [size, i] : llvm::zip_equal(shape, own))
    place = place * size + (size == 1 ? 0 : i);
  return place;
}

void moveElements(OpResult result, unsigned operand,
                  llvm::function_ref<void(SmallVectorImpl<int64_t> &)> source,
                  Origins origins) {
  ArrayRef<int64_t> from =
      shape::shapeOf(result.getOwner()->getOperand(operand));
  if (ShapedType::isDynamicShape(from))
    return;
  forEachIndex(shape::shapeOf(result),
               [&](ArrayRef<int64_t> index, int64_t place) {
                 SmallVector<int64_t> at(index);
                 source(at);
                 if (auto taken = placeOf(from, at))
                   origins[place] = Origin::element(operand, *taken);
               });
}

void broadcastElements(OpResult result, unsigned operand, Origins origins) {
  ArrayRef<int64_t> from =
      shape::shapeOf(result.getOwner()->getOperand(operand));
  auto align = [&](SmallVectorImpl<int64_t> &at) {
    at.erase(at.begin(), at.end() - from.size());
    for (auto [i, size] : llvm::zip_equal(at, from))
      if (size == 1)
        i = 0;
  };
  moveElements(result, operand, align, origins);
}

} // namespace tfc

//===- shape.cpp - Gradients of shape.td ---------------------------------===//

#include "ir/ops/shape.h"
#include "ir/sizes/Dimensions.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

// dy of shape [m0*d0, m1*d1] is [m0, d0, m1, d1]; the gradient is its sum over
// the copies m0, m1.
LogicalResult gradient(TileOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value x = op.getX();
  int64_t rank = shapeOf(x).size();
  if (rank == 0) {
    result[0] = grads[0];
    return success();
  }
  auto known = *knownElements(op.getMultiples());
  SmallVector<Value> sizes;
  SmallVector<int64_t> copies;
  for (int64_t axis = 0; axis < rank; ++axis) {
    copies.push_back(sizes.size());
    sizes.push_back(known[axis] ? sizeConstant(b, *known[axis])
                                : sizeElement(b, op.getMultiples(), axis));
    sizes.push_back(dimension(b, x, axis));
  }
  result[0] =
      b.reduce_sum(b.reshape(grads[0], b.stack(sizes)), b.axesAttr(copies));
  return success();
}

} // namespace tfc

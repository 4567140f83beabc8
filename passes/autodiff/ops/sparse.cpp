//===- sparse.cpp - Gradients of sparse.td -------------------------------===//

#include "ir/ops/sparse.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// A value has gone where the map says; the rest of dy is the default's.
LogicalResult gradient(SparseFillEmptyRowsOp op, ValueRange grads,
                       TfcBuilder &b, MutableArrayRef<Value> result) {
  Value dy = grads[1];
  if (!dy)
    return success();
  Value values = b.gather(dy, op.getMap());
  result[1] = values;
  result[3] = b.sub(b.sumAll(dy), b.sumAll(values));
  return success();
}

// A value has gone to its place; the rest of dy is the default's. Of a place
// that is named twice, this is TensorFlow's rule, too.
LogicalResult gradient(SparseToDenseOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  Value places = op.getIndices();
  if (shape::shapeOf(places).size() < 2)
    places = b.expandLast(places);
  Value values = b.gather_nd(grads[0], places);
  result[2] = values;
  result[3] = b.sub(b.sumAll(grads[0]), b.sumAll(values));
  return success();
}

} // namespace tfc

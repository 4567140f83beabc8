//===- sets.cpp - Gradients of sets.td -----------------------------------===//

#include "ir/ops/sets.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

// Each slice's gradient is that of its place, also where another one took it:
// TensorFlow's rule.
LogicalResult gradient(DynamicStitchOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  size_t count = op.getIndices().size();
  for (auto [i, indices] : llvm::enumerate(op.getIndices()))
    result[count + i] = b.gather(grads[0], indices);
  return success();
}

} // namespace tfc

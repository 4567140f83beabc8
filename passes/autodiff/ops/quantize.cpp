//===- quantize.cpp - Gradients through rounding ------------------===//

#include "ir/ops/quantize.h"
#include "passes/autodiff/Gradient.h"

using namespace mlir;

namespace tfc {

LogicalResult gradient(FakeQuantOp op, ValueRange grads, TfcBuilder &b,
                       MutableArrayRef<Value> result) {
  auto all = b.fake_quant_grad(grads[0], op.getX(), op.getMin(), op.getMax(),
                               op.getNumBitsAttr(), op.getNarrowRangeAttr());
  for (unsigned i = 0; i < 3; ++i)
    result[i] = all[i];
  return success();
}

} // namespace tfc

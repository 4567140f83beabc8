//===- random.cpp - Random numbers by the runtime's kernels ----------===//

#include "ir/ops/random.h"
#include "ir/Program.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

/// A call of `kernel`, whose parameters are the stream and `more`.
template <typename Op>
static LogicalResult draw(Op op, StringRef kernel, Lowering &l,
                          ArrayRef<int64_t> more = {}) {
  if (!op.getStream())
    return op.emitOpError("has no stream: the partition numbers them");
  SmallVector<int64_t> parameters{int64_t(*op.getStream())};
  parameters.append(more.begin(), more.end());
  Type element = op.getDtype(), drawn = ScalarBuilder::computeType(element);
  SizeList shape = l.shapeOperand(op.getShape());
  l.requireShape(shape);
  Value init = l.empty(shape, drawn);
  auto call = RuntimeCallOp::create(l.b, l.loc, TypeRange(init.getType()),
                                    kernel, ValueRange(), ValueRange(init),
                                    l.b.getDenseI64ArrayAttr(parameters));
  l.replace(l.fromCompute(call.getResult(0), element));
  return success();
}

LogicalResult lower(RandomUniformOp op, Lowering &l) {
  return draw(op, "tfc_kernel_random_uniform", l);
}
LogicalResult lower(RandomNormalOp op, Lowering &l) {
  return draw(op, "tfc_kernel_random_normal", l);
}
LogicalResult lower(TruncatedNormalOp op, Lowering &l) {
  return draw(op, "tfc_kernel_truncated_normal", l);
}
LogicalResult lower(RandomUniformIntOp op, Lowering &l) {
  int64_t low = op.getLow(), high = op.getHigh();
  return draw(op, "tfc_kernel_random_uniform_int", l, {low, high});
}

} // namespace tfc

//===- bitwise.cpp - Counting bits ------------------------------------===//

#include "ir/ops/bitwise.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace tfc {

LogicalResult lower(PopulationCountOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getType());
  l.replace(l.elementwise(op.getX(), l.shape(op.getX()), element,
                          [&](OpBuilder &b, Location loc, ValueRange elements) {
                            Value x = ScalarBuilder::load(b, loc, elements[0]);
                            Value count = math::CtPopOp::create(b, loc, x);
                            Type byte = b.getIntegerType(8);
                            if (count.getType() != byte)
                              count =
                                  arith::TruncIOp::create(b, loc, byte, count);
                            return ScalarBuilder::store(b, loc, count, element);
                          }));
  return success();
}

} // namespace tfc

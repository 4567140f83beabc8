//===- elementwise.cpp - Conversions of the element type
//--------------------===//

#include "ir/ops/elementwise.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

LogicalResult lower(CastOp op, Lowering &l) {
  Value x = op.getX();
  Type to = op.getDtype();
  l.replace(l.elementwise(x, l.shape(x), to,
                          [&](OpBuilder &b, Location loc, ValueRange elements) {
                            return ScalarBuilder::cast(b, loc, elements[0], to);
                          }));
  return success();
}

} // namespace tfc

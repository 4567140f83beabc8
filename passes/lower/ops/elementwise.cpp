//===- elementwise.cpp - Conversions of the element type --------------------===//

#include "ir/ops/elementwise.h"
#include "passes/lower/Lowering.h"

using namespace mlir;

namespace tfc {

LogicalResult lower(CastOp op, Lowering &l) {
  Value x = op.getX();
  Type to = op.getDtype();
  auto type = cast<RankedTensorType>(op.getType());
  bool isInteger = isa<IntegerType>(to) && !to.isInteger(1);
  if (auto elements = l.elements(x);
      elements && type.hasStaticShape() &&
      (isInteger || elements->size() == 1)) {
    for (Element &element : *elements) {
      if (element.size && isInteger)
        element.value = Value();
      else
        element = {ScalarBuilder::cast(
                       l.b, l.loc,
                       l.elementValue(element, getElementTypeOrSelf(x)), to),
                   Size()};
    }
    l.replace(l.fromElements(type, *elements));
    return success();
  }
  l.replace(l.elementwise(x, l.shape(x), to,
                          [&](OpBuilder &b, Location loc, ValueRange elements) {
                            return ScalarBuilder::cast(b, loc, elements[0], to);
                          }));
  return success();
}

} // namespace tfc

//===- reduction.cpp - Shape rules of reduction.td -----------------------===//

#include "ir/ops/reduction.h"
#include "ir/Shape.h"
#include "ir/sizes/Origins.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

template <typename Adaptor>
static LogicalResult inferArg(Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  shape.erase(shape.begin() + *axis);
  return types.add(
      shape, op.getOutputType().value_or(IntegerType::get(types.context, 64)));
}
LogicalResult inferShape(ArgMaxOp::Adaptor op, InferredTypes &types) {
  return inferArg(op, types);
}
LogicalResult inferShape(ArgMinOp::Adaptor op, InferredTypes &types) {
  return inferArg(op, types);
}

//===----------------------------------------------------------------------===//
// Sizes: where the elements come from
//===----------------------------------------------------------------------===//

/// For the place of the first extremum of a vector that is known.
static void placeOfExtremum(Value x, bool wantsMaximum, ElementReader known,
                            Origins origins) {
  auto elements = known(x);
  if (!elements || shapeOf(x).size() != 1 || elements->empty() ||
      llvm::is_contained(*elements, std::nullopt))
    return;
  auto best = wantsMaximum ? llvm::max_element(*elements)
                           : llvm::min_element(*elements);
  origins[0] = Origin::number(best - elements->begin());
}
void origins(ArgMaxOp op, unsigned, ElementReader known, Origins origins) {
  placeOfExtremum(op.getX(), true, known, origins);
}
void origins(ArgMinOp op, unsigned, ElementReader known, Origins origins) {
  placeOfExtremum(op.getX(), false, known, origins);
}

} // namespace tfc

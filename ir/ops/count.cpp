//===- count.cpp - Shape rules of count.td --------------------------------===//

#include "ir/ops/count.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

/// The value of a scalar size, dynamic where only a run knows it.
static FailureOr<int64_t> sizeOf(Value scalar, StringRef what,
                                 InferredTypes &types) {
  auto known = knownElements(scalar);
  if (!shapeOf(scalar).empty() || !known)
    return types.error(what + " has shape " + formatShape(shapeOf(scalar)) +
                       ", expected a scalar");
  int64_t size = (*known)[0].value_or(kDynamic);
  if (size < 0 && size != kDynamic)
    return types.error(what + " is " + Twine(size) + ", expected none or more");
  return size;
}

LogicalResult inferShape(HistogramFixedWidthOp::Adaptor op,
                         InferredTypes &types) {
  if (failed(verifyCompatibleShape({2}, shapeOf(op.getValueRange()))) ||
      elementOf(op.getValues()) != elementOf(op.getValueRange()))
    return types.error("value_range has shape " +
                       formatShape(shapeOf(op.getValueRange())) +
                       ", expected [2] of the values' type");
  FailureOr<int64_t> bins = sizeOf(op.getNbins(), "nbins", types);
  if (failed(bins))
    return failure();
  if (*bins == 0)
    return types.error("nbins is 0, expected 1 or more");
  return types.add({*bins},
                   op.getDtype().value_or(IntegerType::get(types.context, 32)));
}

} // namespace tfc

//===- segment.cpp - Rows combined by numbers ----------------------------===//

#include "ir/ops/segment.h"
#include "ir/Program.h"
#include "ir/Shape.h"
#include "passes/lower/Rows.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

/// Numbers of rows as combineRows takes them: negative ones are -1, those of
/// `limit` and more too, with a report; with `sorted`, a report of one that is
/// smaller than the one before it or negative.
static Value segmentPlaces(Value ids, Size count, Size limit, bool sorted,
                           Lowering &l) {
  Value flat = l.reshape(ids, count);
  Value most = l.sizes.value(limit);
  Type type = l.b.getI64Type();
  std::string name = "'" + l.name() + "'";
  return l.elementwise(
      {}, count, type,
      [&](OpBuilder &b, Location loc, ValueRange) -> Value {
        Value i = linalg::IndexOp::create(b, loc, 0);
        Value zero = arith::ConstantIndexOp::create(b, loc, 0);
        Value minusOne = arith::ConstantIndexOp::create(b, loc, -1);
        auto idAt = [&](Value at) -> Value {
          Value id = tensor::ExtractOp::create(b, loc, flat, at);
          return arith::IndexCastOp::create(b, loc, b.getIndexType(), id);
        };
        Value id = idAt(i);
        Value below =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::slt, id, most);
        ReportOp::create(b, loc, below,
                         b.getStringAttr(name + " has a segment of %lld, "
                                                "expected less than %lld"),
                         ValueRange{id, most});
        if (sorted) {
          Value previous = arith::MaxSIOp::create(
              b, loc,
              arith::SubIOp::create(b, loc, i,
                                    arith::ConstantIndexOp::create(b, loc, 1)),
              zero);
          Value before = arith::MaxSIOp::create(b, loc, idAt(previous), zero);
          Value rises = arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge,
                                              id, before);
          ReportOp::create(b, loc, rises,
                           b.getStringAttr(name +
                                           " has a segment of %lld after %lld, "
                                           "expected numbers that do not fall"),
                           ValueRange{id, before});
        }
        Value good = isInRange(b, loc, id, most);
        id = arith::SelectOp::create(b, loc, good, id, minusOne);
        return arith::IndexCastOp::create(b, loc, type, id);
      },
      /*usesIndices=*/true);
}

/// The lowest (or highest) finite number of a type, as it stands in a tensor.
static Value extremum(Type element, bool highest, Lowering &l) {
  if (auto type = dyn_cast<FloatType>(element))
    return arith::ConstantOp::create(
        l.b, l.loc,
        FloatAttr::get(type, APFloat::getLargest(type.getFloatSemantics(),
                                                 /*Negative=*/!highest)));
  ScalarBuilder s(l.b, l.loc, element);
  return ScalarBuilder::store(l.b, l.loc, highest ? s.highest() : s.lowest(),
                              element);
}

template <typename Op>
static LogicalResult lowerSegments(Op op, Value empty, Lowering &l,
                                   Combine combine) {
  SizeList whole = l.shape(op.getX()), ids = l.shape(op.getSegmentIds());
  for (auto [i, size] : llvm::enumerate(ids))
    l.requireEqual(whole[i], size,
                   "dimension " + Twine(i) + " of '" + l.name() +
                       "' is %lld, its segment_ids have %lld");
  SizeList rest(whole.begin() + ids.size(), whole.end());
  Size count = l.sizes.count(ids), inner = l.sizes.count(rest);
  SizeList shape = l.shapeOperand(op.getNumSegments());
  llvm::append_range(shape, rest);
  l.requireShape(shape);
  Value places =
      segmentPlaces(op.getSegmentIds(), count, shape[0], op.getSorted(), l);
  Value into = l.fill({shape[0], inner}, empty);
  Value x = l.reshape(op.getX(), {count, inner});
  l.replace(l.reshape(combineRows(into, places, x, combine, l), shape));
  return success();
}
LogicalResult lower(UnsortedSegmentSumOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getX());
  return lowerSegments(
      op, l.constant(element, 0), l,
      [](ScalarBuilder &s, Value x, Value u) { return s.add(x, u); });
}
LogicalResult lower(UnsortedSegmentProdOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getX());
  return lowerSegments(
      op, l.constant(element, 1), l,
      [](ScalarBuilder &s, Value x, Value u) { return s.mul(x, u); });
}
LogicalResult lower(UnsortedSegmentMaxOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getX());
  return lowerSegments(
      op, extremum(element, false, l), l,
      [](ScalarBuilder &s, Value x, Value u) { return s.maximum(x, u); });
}
LogicalResult lower(UnsortedSegmentMinOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getX());
  return lowerSegments(
      op, extremum(element, true, l), l,
      [](ScalarBuilder &s, Value x, Value u) { return s.minimum(x, u); });
}

} // namespace tfc

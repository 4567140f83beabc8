//===- create.cpp - Numbers and shapes -----------------------------------===//

#include "ir/ops/create.h"
#include "ir/Program.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

LogicalResult lower(LinspaceOp op, Lowering &l) {
  Type element = getElementTypeOrSelf(op.getType());
  Size count = l.shapeOperand(op.getNum())[0];
  l.requireShape(count);
  Value number = l.sizes.value(count);
  Value one = l.sizes.value(l.sizes.constant(1));
  if (!SizeMath::known(count))
    l.require(arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::sge,
                                    number, one),
              "'" + l.name() + "' makes %lld numbers, expected 1 or more",
              count);
  ScalarBuilder s(l.b, l.loc, element);
  Value start = ScalarBuilder::load(l.b, l.loc, l.scalar(op.getStart()));
  Value stop = ScalarBuilder::load(l.b, l.loc, l.scalar(op.getStop()));
  Type type = start.getType(), i64 = l.b.getI64Type();
  auto toFloat = [&](OpBuilder &b, Location loc, Value index) -> Value {
    index = arith::IndexCastOp::create(b, loc, i64, index);
    return arith::SIToFPOp::create(b, loc, type, index);
  };
  Value last = arith::SubIOp::create(l.b, l.loc, number, one);
  Value steps = arith::MaxSIOp::create(l.b, l.loc, last, one);
  Value delta = s.realdiv(s.sub(stop, start), toFloat(l.b, l.loc, steps));
  Value onlyOne =
      arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::eq, number, one);
  Value end = arith::SelectOp::create(l.b, l.loc, onlyOne, start, stop);
  l.replace(l.elementwise(
      {}, count, element,
      [&](OpBuilder &b, Location loc, ValueRange) -> Value {
        ScalarBuilder t(b, loc, element);
        Value i = linalg::IndexOp::create(b, loc, 0);
        Value value = t.add(start, t.mul(toFloat(b, loc, i), delta));
        Value isLast =
            arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, i, last);
        return ScalarBuilder::store(b, loc, t.select(isLast, end, value),
                                    element);
      },
      /*usesIndices=*/true));
  return success();
}

/// The entries of two shapes that meet in dimension `i` of the longer one.
static Value joined(OpBuilder &b, Location loc, Value x, Value y,
                    StringRef message) {
  Type type = x.getType();
  Value one = arith::ConstantOp::create(b, loc, IntegerAttr::get(type, 1));
  auto equal = [&](Value p, Value q) -> Value {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::eq, p, q);
  };
  Value xIsOne = equal(x, one);
  Value fits = arith::OrIOp::create(
      b, loc, arith::OrIOp::create(b, loc, xIsOne, equal(y, one)), equal(x, y));
  auto toIndex = [&](Value value) -> Value {
    return arith::IndexCastOp::create(b, loc, b.getIndexType(), value);
  };
  ReportOp::create(b, loc, fits, b.getStringAttr(message),
                   ValueRange{toIndex(x), toIndex(y)});
  return arith::SelectOp::create(b, loc, xIsOne, y, x);
}

LogicalResult lower(BroadcastArgsOp op, Lowering &l) {
  Value x = op.getX(), y = op.getY();
  auto type = cast<RankedTensorType>(op.getType());
  std::string message = "'" + l.name() +
                        "' joins shapes with dimensions of %lld and %lld, "
                        "which do not broadcast";
  int64_t rank = type.getDimSize(0);
  auto entries = [&](Value vector) {
    SmallVector<Value> result;
    auto elements = l.elements(vector);
    int64_t own = cast<RankedTensorType>(vector.getType()).getDimSize(0);
    for (int64_t i = own - rank; i < own; ++i) {
      if (i < 0)
        result.push_back(arith::ConstantOp::create(
            l.b, l.loc, IntegerAttr::get(type.getElementType(), 1)));
      else if (elements)
        result.push_back(l.elementValue((*elements)[i], type.getElementType()));
      else
        result.push_back(tensor::ExtractOp::create(
            l.b, l.loc, vector, l.sizes.value(l.sizes.constant(i))));
    }
    return result;
  };
  SmallVector<Element> result;
  for (auto [p, q] : llvm::zip_equal(entries(x), entries(y))) {
    Value entry = joined(l.b, l.loc, p, q, message);
    Size size =
        arith::IndexCastOp::create(l.b, l.loc, l.b.getIndexType(), entry)
            .getResult();
    result.push_back({entry, size});
  }
  l.replace(l.fromElements(type, result));
  return success();
}

} // namespace tfc

//===- control.cpp - What loops collect ------------------------------===//

#include "ir/ops/control.h"
#include "ir/Program.h"
#include "passes/lower/Lowering.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace tfc {

LogicalResult lower(SetItemOp op, Lowering &l) {
  SizeList shape = l.shape(op.getList());
  SizeList item = l.shape(op.getValue());
  for (auto [i, size] : llvm::enumerate(item))
    shape[i + 1] =
        l.requireEqual(shape[i + 1], size,
                       "dimension " + Twine(i) + " of an item of '" + l.name() +
                           "' is %lld; of the value it is %lld");
  Value index = arith::IndexCastOp::create(l.b, l.loc, l.b.getIndexType(),
                                           l.scalar(op.getIndex()));
  Value bound = l.sizes.value(shape[0]);
  Value inRange = arith::CmpIOp::create(l.b, l.loc, arith::CmpIPredicate::ult,
                                        index, bound);
  ReportOp::create(l.b, l.loc, inRange,
                   l.b.getStringAttr("'" + l.name() +
                                     "' has an index of %lld, expected 0 to "
                                     "less than %lld"),
                   ValueRange{index, bound});
  Value zero = arith::ConstantIndexOp::create(l.b, l.loc, 0);
  index = arith::SelectOp::create(l.b, l.loc, inRange, index, zero);
  SizeList offsets = l.constants(shape.size(), 0), part = shape;
  offsets[0] = index;
  part[0] = l.sizes.constant(1);
  Value value = l.refine(op.getValue(), ArrayRef<Size>(shape).drop_front());
  auto insert = [&](Value list) {
    return l.insertSlice(value, list, offsets, part,
                         l.constants(shape.size(), 1));
  };
  std::optional<int64_t> count = SizeMath::known(shape[0]);
  if (count) {
    l.replace(*count ? insert(op.getList()) : op.getList());
    return success();
  }
  // An empty list has no item to write, whatever the index.
  Value one = arith::ConstantIndexOp::create(l.b, l.loc, 1);
  Value times = arith::SelectOp::create(l.b, l.loc, inRange, one, zero);
  auto loop = scf::ForOp::create(
      l.b, l.loc, zero, times, one, op.getList(),
      [&](OpBuilder &b, Location loc, Value, ValueRange state) {
        OpBuilder::InsertionGuard guard(l.b);
        l.b.setInsertionPointToEnd(b.getInsertionBlock());
        Value updated = insert(state[0]);
        scf::YieldOp::create(l.b, loc, updated);
      });
  l.replace(loop.getResults());
  return success();
}

} // namespace tfc

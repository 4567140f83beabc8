//===- DimensionCloner.cpp - sizes of buffers, computed elsewhere ---------===//
#include "codegen/segment/DimensionCloner.h"

#include "mlir/Dialect/Affine/Utils.h"

using namespace mlir;
using namespace tfc;

Value DimensionCloner::clone(Value value) {
  if (Value known = map.lookupOrNull(value))
    return known;
  Value result = cloneUncached(value);
  if (result)
    map.map(value, result);
  return result;
}

Value DimensionCloner::cloneUncached(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto dim = dyn_cast_or_null<memref::DimOp>(op)) {
    std::optional<int64_t> index = dim.getConstantIndex();
    Value size = index ? cloneDim(dim.getSource(), *index) : Value();
    if (!size)
      dim.emitError("cannot be computed before the segment runs");
    return size;
  }
  if (isa_and_nonnull<memref::LoadOp>(op))
    if (Value read = cloneLoad(op))
      return read;
  if (auto apply = dyn_cast_or_null<affine::AffineApplyOp>(op)) {
    SmallVector<Value> operands;
    for (Value operand : apply.getMapOperands()) {
      operands.push_back(clone(operand));
      if (!operands.back())
        return Value();
    }
    AffineMap map = apply.getAffineMap();
    return affine::expandAffineExpr(
        builder, op->getLoc(), map.getResult(0),
        ArrayRef(operands).take_front(map.getNumDims()),
        ArrayRef(operands).drop_front(map.getNumDims()));
  }
  // A division may be by zero: guardSizeDivisions sees to it (EntryPoints.cpp).
  if (!op || !isMemoryEffectFree(op) || op->getNumRegions() != 0 ||
      llvm::any_of(op->getOperandTypes(),
                   [](Type type) { return isa<ShapedType>(type); })) {
    mlir::emitError(value.getLoc(),
                    "the size of a buffer depends on this, which is not "
                    "known before the segment runs");
    return Value();
  }
  for (Value operand : op->getOperands())
    if (!clone(operand))
      return Value();
  // Equal to an earlier one?
  SmallVector<Value> operands = llvm::map_to_vector(
      op->getOperands(), [&](Value v) { return map.lookup(v); });
  for (Operation *other : cloned)
    if (other->getName() == op->getName() &&
        other->getAttrDictionary() == op->getAttrDictionary() &&
        other->getResultTypes() == op->getResultTypes() &&
        llvm::equal(other->getOperands(), operands))
      return other->getResult(cast<OpResult>(value).getResultNumber());
  cloned.push_back(builder.clone(*op, map));
  return cloned.back()->getResult(cast<OpResult>(value).getResultNumber());
}

/// An element of an argument at a constant place; null for any other.
Value DimensionCloner::cloneLoad(Operation *op) {
  auto load = cast<memref::LoadOp>(op);
  auto argument = dyn_cast<BlockArgument>(load.getMemRef());
  MemRefType type = load.getMemRefType();
  if (!argument || !type.hasStaticShape())
    return Value();
  int64_t place = 0;
  for (auto [index, size] :
       llvm::zip_equal(load.getIndices(), type.getShape())) {
    std::optional<int64_t> at = getConstantIntValue(index);
    if (!at)
      return Value();
    place = place * size + *at;
  }
  return element(argument, place);
}

Value DimensionCloner::constant(int64_t value) {
  return arith::ConstantIndexOp::create(builder, builder.getUnknownLoc(),
                                        value);
}

Value DimensionCloner::cloneSize(OpFoldResult size) {
  if (std::optional<int64_t> known = getConstantIntValue(size))
    return constant(*known);
  return clone(cast<Value>(size));
}

/// Dimension `index` of `memref`, by way of the ops that made it; null when
/// they do not tell.
Value DimensionCloner::cloneDim(Value memref, int64_t index) {
  auto type = cast<MemRefType>(memref.getType());
  if (index < 0 || index >= type.getRank())
    return Value();
  if (!type.isDynamicDim(index))
    return constant(type.getDimSize(index));
  if (auto argument = dyn_cast<BlockArgument>(memref))
    return dimension(argument, index);
  Operation *op = memref.getDefiningOp();
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    return clone(alloc.getDynamicSizes()[type.getDynamicDimIndex(index)]);
  if (auto view = dyn_cast<memref::SubViewOp>(op)) {
    if (view.getDroppedDims().none())
      return cloneSize(view.getMixedSizes()[index]);
    SmallVector<OpFoldResult> kept;
    for (auto [d, size] : llvm::enumerate(view.getMixedSizes()))
      if (!view.getDroppedDims().test(d))
        kept.push_back(size);
    return cloneSize(kept[index]);
  }
  if (auto cast = dyn_cast<memref::CastOp>(op))
    return isa<MemRefType>(cast.getSource().getType())
               ? cloneDim(cast.getSource(), index)
               : Value();
  if (auto expand = dyn_cast<memref::ExpandShapeOp>(op))
    return cloneSize(expand.getMixedOutputShape()[index]);
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op)) {
    Value product;
    for (int64_t d : collapse.getReassociationIndices()[index]) {
      Value size = cloneDim(collapse.getSrc(), d);
      if (!size)
        return Value();
      product =
          product ? arith::MulIOp::create(builder, op->getLoc(), product, size)
                        .getResult()
                  : size;
    }
    return product;
  }
  return Value();
}

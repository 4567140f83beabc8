//===- shape.cpp - Shape rules of shape.td -------------------------------===//

#include "ir/ops/shape.h"
#include "ir/Shape.h"
#include "ir/sizes/Origins.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// Constants and shapes
//===----------------------------------------------------------------------===//

LogicalResult inferShape(ConstantOp::Adaptor op, InferredTypes &types) {
  types.types.push_back(op.getValue().getType());
  return success();
}
LogicalResult inferShape(ShapeOp::Adaptor op, InferredTypes &types) {
  return types.add(
      {int64_t(shapeOf(op.getX()).size())},
      op.getOutType().value_or(IntegerType::get(types.context, 32)));
}
LogicalResult inferShape(SizeOp::Adaptor op, InferredTypes &types) {
  return types.add(
      {}, op.getOutType().value_or(IntegerType::get(types.context, 32)));
}
LogicalResult inferShape(RankOp::Adaptor op, InferredTypes &types) {
  return types.add(
      {}, op.getOutType().value_or(IntegerType::get(types.context, 32)));
}

LogicalResult inferShape(ReshapeOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX());
  auto type = cast<RankedTensorType>(op.getShape().getType());
  auto known = knownElements(op.getShape());
  if (type.getRank() != 1 || !known)
    return types.error("reshape needs a shape vector of known length");
  SmallVector<int64_t> result;
  int64_t product = 1, wild = -1;
  bool allKnown = true;
  for (auto [i, size] : llvm::enumerate(*known)) {
    if (!size) {
      allKnown = false;
      result.push_back(kDynamic);
    } else if (*size == -1) {
      if (wild >= 0)
        return types.error("reshape: only one dimension may be -1");
      wild = i;
      result.push_back(kDynamic);
    } else if (*size < 0) {
      return types.error("reshape: negative dimension " +
                         std::to_string(*size));
    } else {
      result.push_back(*size);
      if (llvm::MulOverflow(product, *size, product))
        return types.error("reshape: shape has too many elements");
    }
  }
  if (!ShapedType::isDynamicShape(x) && allKnown) {
    int64_t elements = ShapedType::getNumElements(x);
    bool fits = wild < 0 ? product == elements
                         : product != 0 && elements % product == 0;
    if (!fits && !(wild >= 0 && product == 0 && elements == 0))
      return types.error("cannot reshape a tensor of shape " + formatShape(x) +
                         " (" + std::to_string(elements) + " elements) to " +
                         formatShape(result));
    // Dimensions of nothing on both sides say nothing of the one left open.
    if (wild >= 0 && product == 0) {
      int64_t has = 1, wants = 1;
      for (int64_t size : x)
        has *= std::max<int64_t>(size, 1);
      for (std::optional<int64_t> size : *known)
        wants *= std::max<int64_t>(*size, 1);
      result[wild] = has % wants == 0 ? has / wants : 0;
    } else if (wild >= 0) {
      result[wild] = elements / product;
    }
  }
  return types.add(result, elementOf(op.getX()));
}

LogicalResult inferShape(EnsureShapeOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX());
  SmallVector<int64_t> shape(op.getShape());
  for (int64_t &size : shape)
    size = size < 0 ? kDynamic : size;
  if (failed(verifyCompatibleShape(x, shape)))
    return types.error("ensure_shape: the shape is " + formatShape(x) +
                       ", expected " + formatShape(shape));
  for (auto [size, known] : llvm::zip(shape, x))
    size = size == kDynamic ? known : size;
  return types.add(shape, elementOf(op.getX()));
}

LogicalResult inferShape(ExpandDimsOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size() + 1);
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  shape.insert(shape.begin() + *axis, 1);
  return types.add(shape, elementOf(op.getX()));
}

LogicalResult inferShape(SqueezeOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  DenseI64ArrayAttr given = op.getAxesAttr();
  if (given && given.empty())
    given = {};
  SmallVector<int64_t> result;
  if (!given) {
    if (ShapedType::isDynamicShape(shape))
      return types.error("squeeze of shape " + formatShape(shape) +
                         " needs the axes: which dimensions are 1 is known "
                         "in a run only");
    for (int64_t size : shape)
      if (size != 1)
        result.push_back(size);
    return types.add(result, elementOf(op.getX()));
  }
  auto axes = normalizeAxes(given, shape.size());
  if (!axes)
    return types.error("axis out of range for shape " + formatShape(shape));
  for (auto [i, size] : llvm::enumerate(shape)) {
    if (!llvm::is_contained(*axes, int64_t(i)))
      result.push_back(size);
    else if (size != 1 && size != kDynamic)
      return types.error("cannot squeeze dimension " + std::to_string(i) +
                         " of shape " + formatShape(shape) + ": it is not 1");
  }
  return types.add(result, elementOf(op.getX()));
}

LogicalResult inferShape(TransposeOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  SmallVector<int64_t> result;
  if (DenseI64ArrayAttr perm = op.getPermAttr()) {
    SmallVector<int64_t> sorted(perm.asArrayRef());
    llvm::sort(sorted);
    if (!llvm::equal(sorted, llvm::seq<int64_t>(0, shape.size())))
      return types.error("perm is no permutation of the dimensions of shape " +
                         formatShape(shape));
    for (int64_t axis : perm.asArrayRef())
      result.push_back(shape[axis]);
  } else {
    result.assign(shape.rbegin(), shape.rend());
  }
  return types.add(result, elementOf(op.getX()));
}

LogicalResult inferShape(BroadcastToOp::Adaptor op, InferredTypes &types) {
  if (failed(
          shape::shapeOperandType(op.getShape(), elementOf(op.getX()), types)))
    return failure();
  ArrayRef<int64_t> to = cast<RankedTensorType>(types.types[0]).getShape();
  auto joined = broadcastShapes(shapeOf(op.getX()), to);
  if (!joined || joined->size() != to.size() ||
      failed(verifyCompatibleShape(*joined, to)))
    return types.error("cannot broadcast shape " +
                       formatShape(shapeOf(op.getX())) + " to " +
                       formatShape(to));
  return success();
}
LogicalResult inferShape(SumToOp::Adaptor op, InferredTypes &types) {
  return types.add(shapeOf(op.getLike()), elementOf(op.getX()));
}
LogicalResult inferShape(BroadcastLikeOp::Adaptor op, InferredTypes &types) {
  return types.add(shapeOf(op.getLike()), elementOf(op.getX()));
}
LogicalResult inferShape(ReshapeLikeOp::Adaptor op, InferredTypes &types) {
  return types.add(shapeOf(op.getLike()), elementOf(op.getX()));
}

LogicalResult inferShape(TileOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto multiples = knownElements(op.getMultiples());
  if (!multiples || multiples->size() != shape.size())
    return types.error("multiples need one entry per dimension of shape " +
                       formatShape(shape));
  for (auto [size, multiple] : llvm::zip(shape, *multiples)) {
    if (multiple && *multiple < 0)
      return types.error("multiples must not be negative");
    if (size == kDynamic || !multiple)
      size = kDynamic;
    else if (llvm::MulOverflow(size, *multiple, size))
      return types.error("multiples are too large");
  }
  return types.add(shape, elementOf(op.getX()));
}

LogicalResult inferShape(FillOp::Adaptor op, InferredTypes &types) {
  if (!shapeOf(op.getValue()).empty())
    return types.error("fill needs a scalar value, got shape " +
                       formatShape(shapeOf(op.getValue())));
  return shape::shapeOperandType(op.getDims(), elementOf(op.getValue()), types);
}

LogicalResult inferShape(RangeOp::Adaptor op, InferredTypes &types) {
  Type element = elementOf(op.getStart());
  SmallVector<double> numbers;
  for (Value value : op.getOperands()) {
    if (!shapeOf(value).empty() || elementOf(value) != element)
      return types.error("range needs three scalars of one type");
    DenseElementsAttr constant;
    if (auto known = knownElements(value); known && (*known)[0])
      numbers.push_back(double(*(*known)[0]));
    else if (matchPattern(value, m_Constant(&constant)) &&
             isa<FloatType>(element))
      numbers.push_back(
          (*constant.getValues<APFloat>().begin()).convertToDouble());
  }
  if (numbers.size() != 3)
    return types.add({kDynamic}, element);
  if (numbers[2] == 0)
    return types.error("range: delta must not be 0");
  double count = std::ceil((numbers[1] - numbers[0]) / numbers[2]);
  if (!(count < double(TFC_MAX_ELEMENTS)))
    return types.error("range has too many elements");
  return types.add({count > 0 ? int64_t(count) : 0}, element);
}

//===----------------------------------------------------------------------===//
// Sizes: where the elements come from
//===----------------------------------------------------------------------===//

void origins(ShapeOp op, unsigned, ElementReader, Origins origins) {
  for (auto [axis, origin] : llvm::enumerate(origins))
    origin = Origin::dimension(0, axis);
}
void origins(SizeOp op, unsigned, ElementReader, Origins origins) {
  origins[0] = Origin::count(0);
}
void origins(RankOp op, unsigned, ElementReader, Origins origins) {
  origins[0] = Origin::number(shapeOf(op.getX()).size());
}

void origins(TransposeOp op, unsigned, ElementReader, Origins origins) {
  int64_t rank = shapeOf(op.getX()).size();
  auto source = [&](SmallVectorImpl<int64_t> &at) {
    SmallVector<int64_t> index(at.begin(), at.end());
    for (int64_t axis = 0; axis < rank; ++axis)
      at[op.getPerm() ? (*op.getPerm())[axis] : rank - 1 - axis] = index[axis];
  };
  moveElements(cast<OpResult>(op.getResult()), 0, source, origins);
}

void origins(BroadcastToOp op, unsigned, ElementReader, Origins origins) {
  broadcastElements(cast<OpResult>(op.getResult()), 0, origins);
}
void origins(BroadcastLikeOp op, unsigned, ElementReader, Origins origins) {
  broadcastElements(cast<OpResult>(op.getResult()), 0, origins);
}
void origins(FillOp op, unsigned, ElementReader, Origins origins) {
  broadcastElements(cast<OpResult>(op.getResult()), 1, origins);
}

void origins(TileOp op, unsigned, ElementReader, Origins origins) {
  ArrayRef<int64_t> from = shapeOf(op.getX());
  auto source = [&](SmallVectorImpl<int64_t> &at) {
    for (auto [i, size] : llvm::zip_equal(at, from))
      i %= size;
  };
  moveElements(cast<OpResult>(op.getResult()), 0, source, origins);
}

void origins(RangeOp op, unsigned, ElementReader known, Origins origins) {
  auto start = known(op.getStart()), delta = known(op.getDelta());
  if (!start || !delta || !(*start)[0] || !(*delta)[0])
    return;
  int64_t next = *(*start)[0];
  for (Origin &origin : origins) {
    origin = Origin::number(next);
    if (llvm::AddOverflow(next, *(*delta)[0], next))
      return;
  }
}

} // namespace tfc

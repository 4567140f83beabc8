//===- ShapeRules.cpp - Shape rules of ops that have their own ------------===//

#include "ir/Ops.h"
#include "ir/Shape.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVectorExtras.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// Elementwise with another type, linear algebra
//===----------------------------------------------------------------------===//

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

LogicalResult inferShape(CastOp::Adaptor op, InferredTypes &types) {
  if (isa<StringType>(op.getDtype()))
    return types.error("cast to string; as_string writes numbers as text");
  return types.add(shapeOf(op.getX()), op.getDtype());
}

LogicalResult inferShape(MatMulOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), y = shapeOf(op.getY());
  if (elementOf(op.getX()) != elementOf(op.getY()))
    return types.error("matmul operands have types " +
                       formatElementType(op.getX().getType()) + " and " +
                       formatElementType(op.getY().getType()));
  if (x.size() < 2 || y.size() < 2)
    return types.error("matmul operands have shapes " + formatShape(x) +
                       " and " + formatShape(y) +
                       ", expected at least two dimensions each");
  int64_t m = x[x.size() - 2], k = x.back();
  if (op.getTransposeX())
    std::swap(m, k);
  int64_t l = y[y.size() - 2], n = y.back();
  if (op.getTransposeY())
    std::swap(l, n);
  if (k != l && k != kDynamic && l != kDynamic)
    return types.error("matmul of shapes " + formatShape(x) + " and " +
                       formatShape(y) + ": inner dimensions " +
                       std::to_string(k) + " and " + std::to_string(l) +
                       " differ");
  auto batch = broadcastShapes(x.drop_back(2), y.drop_back(2));
  if (!batch)
    return types.error("matmul of shapes " + formatShape(x) + " and " +
                       formatShape(y) + ": leading dimensions do not broadcast");
  batch->append({m, n});
  return types.add(*batch, elementOf(op.getX()));
}

LogicalResult inferShape(BiasAddOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> x = shapeOf(op.getX()), bias = shapeOf(op.getBias());
  bool channelsFirst = op.getDataFormat().starts_with("NC");
  if (x.size() < 2 || bias.size() != 1)
    return types.error("bias_add of shapes " + formatShape(x) + " and " +
                       formatShape(bias) + ", expected a vector as bias");
  int64_t channels = channelsFirst ? x[1] : x.back();
  if (channels != bias[0] && channels != kDynamic && bias[0] != kDynamic)
    return types.error("bias of shape " + formatShape(bias) +
                       " for a value of shape " + formatShape(x));
  types.types.push_back(op.getX().getType());
  return success();
}

LogicalResult inferShape(CreluOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  if (shape[*axis] != kDynamic)
    shape[*axis] *= 2;
  return types.add(shape, elementOf(op.getX()));
}

template <typename Adaptor>
static LogicalResult inferArg(Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  shape.erase(shape.begin() + *axis);
  return types.add(shape, op.getOutputType().value_or(
                       IntegerType::get(types.context, 64)));
}
LogicalResult inferShape(ArgMaxOp::Adaptor op, InferredTypes &types) {
  return inferArg(op, types);
}
LogicalResult inferShape(ArgMinOp::Adaptor op, InferredTypes &types) {
  return inferArg(op, types);
}

//===----------------------------------------------------------------------===//
// Constants and shapes
//===----------------------------------------------------------------------===//

LogicalResult inferShape(ConstantOp::Adaptor op, InferredTypes &types) {
  types.types.push_back(op.getValue().getType());
  return success();
}
LogicalResult inferShape(ShapeOp::Adaptor op, InferredTypes &types) {
  return types.add({int64_t(shapeOf(op.getX()).size())}, op.getOutType().value_or(
                       IntegerType::get(types.context, 32)));
}
LogicalResult inferShape(SizeOp::Adaptor op, InferredTypes &types) {
  return types.add({}, op.getOutType().value_or(
                       IntegerType::get(types.context, 32)));
}
LogicalResult inferShape(RankOp::Adaptor op, InferredTypes &types) {
  return types.add({}, op.getOutType().value_or(
                       IntegerType::get(types.context, 32)));
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
  if (failed(shape::shapeOperandType(op.getShape(), elementOf(op.getX()), types)))
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

//===----------------------------------------------------------------------===//
// Joining, splitting, slicing
//===----------------------------------------------------------------------===//

LogicalResult inferShape(ConcatOp::Adaptor op, InferredTypes &types) {
  if (op.getValues().empty())
    return types.error("concat needs at least one tensor");
  SmallVector<int64_t> result(shapeOf(op.getValues()[0]));
  auto axis = normalizeAxis(op.getAxis(), result.size());
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(result));
  for (Value value : op.getValues().drop_front()) {
    ArrayRef<int64_t> shape = shapeOf(value);
    auto mismatch = [&] {
      return types.error("cannot concatenate shapes " + formatShape(result) +
                         " and " + formatShape(shape) + " along axis " +
                         std::to_string(*axis));
    };
    if (shape.size() != result.size() ||
        elementOf(value) != elementOf(op.getValues()[0]))
      return mismatch();
    for (size_t i = 0; i < shape.size(); ++i) {
      if (int64_t(i) == *axis)
        result[i] = result[i] == kDynamic || shape[i] == kDynamic
                        ? kDynamic
                        : result[i] + shape[i];
      else if (result[i] == kDynamic)
        result[i] = shape[i];
      else if (shape[i] != kDynamic && shape[i] != result[i])
        return mismatch();
    }
  }
  return types.add(result, elementOf(op.getValues()[0]));
}

LogicalResult inferShape(SplitOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(shape));
  int64_t total = 0, whole = shape[*axis];
  for (int64_t size : op.getSizes())
    total += size;
  if (whole == kDynamic)
    return types.error("cannot split a dimension of unknown size");
  if (total != whole)
    return types.error("sizes of the pieces add up to " +
                       std::to_string(total) + ", the dimension is " +
                       std::to_string(whole));
  for (int64_t size : op.getSizes()) {
    shape[*axis] = size;
    if (failed(types.add(shape, elementOf(op.getX()))))
      return failure();
  }
  return success();
}

LogicalResult inferShape(StackOp::Adaptor op, InferredTypes &types) {
  if (op.getValues().empty())
    return types.error("stack needs at least one tensor");
  SmallVector<int64_t> result(shapeOf(op.getValues()[0]));
  auto axis = normalizeAxis(op.getAxis(), result.size() + 1);
  if (!axis)
    return types.error("axis " + std::to_string(op.getAxis()) +
                       " out of range for shape " + formatShape(result));
  for (Value value : op.getValues().drop_front()) {
    if (failed(verifyCompatibleShape(result, shapeOf(value))) ||
        elementOf(value) != elementOf(op.getValues()[0]))
      return types.error("cannot stack shapes " + formatShape(result) +
                         " and " + formatShape(shapeOf(value)));
    for (auto [size, other] : llvm::zip(result, shapeOf(value)))
      if (size == kDynamic)
        size = other;
  }
  result.insert(result.begin() + *axis, op.getValues().size());
  return types.add(result, elementOf(op.getValues()[0]));
}

LogicalResult inferShape(UnstackOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  auto axis = normalizeAxis(op.getAxis(), shape.size());
  if (!axis || shape[*axis] == kDynamic)
    return types.error("cannot unstack shape " + formatShape(shape) +
                       " along axis " + std::to_string(op.getAxis()));
  int64_t count = shape[*axis];
  if (count > 65536)
    return types.error("unstack into " + std::to_string(count) +
                       " tensors, at most 65536 are allowed");
  shape.erase(shape.begin() + *axis);
  for (int64_t i = 0; i < count; ++i)
    if (failed(types.add(shape, elementOf(op.getX()))))
      return failure();
  return success();
}

LogicalResult inferShape(SliceOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  auto begin = knownElements(op.getBegin()), size = knownElements(op.getSize());
  if (!begin || !size || begin->size() != shape.size() ||
      size->size() != shape.size())
    return types.error("begin and size need one entry per dimension of shape " +
                       formatShape(shape));
  SmallVector<int64_t> result;
  for (auto [b, s, whole] : llvm::zip(*begin, *size, shape)) {
    int64_t length = s.value_or(kDynamic);
    if (length == -1)
      length = b && whole != kDynamic ? whole - *b : kDynamic;
    if ((b && *b < 0) || (length < 0 && length != kDynamic) ||
        (b && whole != kDynamic && length != kDynamic && *b + length > whole))
      return types.error("slice reaches out of shape " + formatShape(shape));
    result.push_back(length);
  }
  return types.add(result, elementOf(op.getX()));
}

template <typename Adaptor>
static std::optional<ResolvedSlice>
resolve(Adaptor op, ArrayRef<int64_t> shape, std::string &problem) {
  return resolveSlice(shape, op.getBegin(), op.getEnd(), op.getStrides(),
                      op.getBeginMask(), op.getEndMask(), op.getEllipsisMask(),
                      op.getNewAxisMask(), op.getShrinkAxisMask(), problem);
}
LogicalResult inferShape(StridedSliceOp::Adaptor op, InferredTypes &types) {
  std::string problem;
  auto resolved = resolve(op, shapeOf(op.getX()), problem);
  if (!resolved)
    return types.error(problem);
  return types.add(resolved->result, elementOf(op.getX()));
}
LogicalResult inferShape(StridedSliceGradOp::Adaptor op, InferredTypes &types) {
  std::string problem;
  auto resolved = resolve(op, shapeOf(op.getLike()), problem);
  if (!resolved)
    return types.error(problem);
  if (failed(verifyCompatibleShape(resolved->result, shapeOf(op.getDy()))))
    return types.error("the slice has shape " + formatShape(resolved->result) +
                       ", its gradient " + formatShape(shapeOf(op.getDy())));
  return types.add(shapeOf(op.getLike()), elementOf(op.getDy()));
}

LogicalResult inferShape(PadOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getX()));
  ArrayRef<int64_t> paddings = op.getPaddings();
  if (paddings.size() != 2 * shape.size())
    return types.error("paddings need two entries per dimension of shape " +
                       formatShape(shape));
  for (size_t i = 0; i < shape.size(); ++i) {
    if (paddings[2 * i] < 0 || paddings[2 * i + 1] < 0)
      return types.error("paddings must not be negative");
    if (shape[i] != kDynamic &&
        (llvm::AddOverflow(shape[i], paddings[2 * i], shape[i]) ||
         llvm::AddOverflow(shape[i], paddings[2 * i + 1], shape[i])))
      return types.error("paddings are too large");
  }
  return types.add(shape, elementOf(op.getX()));
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
      numbers.push_back((*constant.getValues<APFloat>().begin()).convertToDouble());
  }
  if (numbers.size() != 3)
    return types.add({kDynamic}, element);
  if (numbers[2] == 0)
    return types.error("range: delta must not be 0");
  double count = std::ceil((numbers[1] - numbers[0]) / numbers[2]);
  if (!(count < double(int64_t(1) << 40)))
    return types.error("range has too many elements");
  return types.add({count > 0 ? int64_t(count) : 0}, element);
}

//===----------------------------------------------------------------------===//
// Indexing
//===----------------------------------------------------------------------===//

/// The shape that gather gives; the axis counted from the front.
static std::optional<SmallVector<int64_t>>
gatheredShape(ArrayRef<int64_t> x, ArrayRef<int64_t> indices, int64_t given,
              int64_t batch, InferredTypes &types) {
  auto axis = normalizeAxis(given, x.size());
  if (!axis) {
    (void)types.error("axis " + std::to_string(given) +
                      " out of range for shape " + formatShape(x));
    return std::nullopt;
  }
  if (batch < 0 || batch > *axis || batch > int64_t(indices.size()) ||
      failed(verifyCompatibleShape(x.take_front(batch),
                                   indices.take_front(batch)))) {
    (void)types.error("batch_dims is " + std::to_string(batch) +
                      " for shape " + formatShape(x) + ", axis " +
                      std::to_string(*axis) + " and indices of shape " +
                      formatShape(indices));
    return std::nullopt;
  }
  SmallVector<int64_t> result(x.take_front(*axis));
  llvm::append_range(result, indices.drop_front(batch));
  llvm::append_range(result, x.drop_front(*axis + 1));
  return result;
}
LogicalResult inferShape(GatherOp::Adaptor op, InferredTypes &types) {
  auto shape = gatheredShape(shapeOf(op.getX()), shapeOf(op.getIndices()),
                             op.getAxis(), op.getBatchDims(), types);
  return shape ? types.add(*shape, elementOf(op.getX())) : failure();
}
LogicalResult inferShape(GatherGradOp::Adaptor op, InferredTypes &types) {
  ArrayRef<int64_t> like = shapeOf(op.getLike());
  auto shape = gatheredShape(like, shapeOf(op.getIndices()), op.getAxis(),
                             op.getBatchDims(), types);
  if (!shape)
    return failure();
  if (failed(verifyCompatibleShape(*shape, shapeOf(op.getDy()))))
    return types.error("the gathered value has shape " + formatShape(*shape) +
                       ", its gradient " + formatShape(shapeOf(op.getDy())));
  return types.add(like, elementOf(op.getDy()));
}
LogicalResult inferShape(OneHotOp::Adaptor op, InferredTypes &types) {
  SmallVector<int64_t> shape(shapeOf(op.getIndices()));
  auto axis = normalizeAxis(op.getAxis(), shape.size() + 1);
  if (!axis || op.getDepth() < 0)
    return types.error("one_hot: axis or depth out of range");
  if (elementOf(op.getOnValue()) != elementOf(op.getOffValue()))
    return types.error("one_hot: on_value and off_value differ in type");
  shape.insert(shape.begin() + *axis, op.getDepth());
  return types.add(shape, elementOf(op.getOnValue()));
}

//===----------------------------------------------------------------------===//
// Losses
//===----------------------------------------------------------------------===//

LogicalResult inferShape(SoftmaxCrossEntropyOp::Adaptor op,
                         InferredTypes &types) {
  ArrayRef<int64_t> logits = shapeOf(op.getLogits()),
                    labels = shapeOf(op.getLabels());
  if (logits.empty() || failed(verifyCompatibleShape(logits, labels)) ||
      elementOf(op.getLogits()) != elementOf(op.getLabels()))
    return types.error("logits of shape " + formatShape(logits) +
                       " and labels of shape " + formatShape(labels) +
                       " must have one shape and type");
  return types.add(logits.drop_back(), elementOf(op.getLogits()));
}
LogicalResult inferShape(SparseSoftmaxCrossEntropyOp::Adaptor op,
                         InferredTypes &types) {
  ArrayRef<int64_t> logits = shapeOf(op.getLogits()),
                    labels = shapeOf(op.getLabels());
  if (logits.empty() ||
      failed(verifyCompatibleShape(logits.drop_back(), labels)))
    return types.error("labels of shape " + formatShape(labels) +
                       " do not fit logits of shape " + formatShape(logits) +
                       ": expected " +
                       formatShape(logits.empty() ? logits
                                                  : logits.drop_back()));
  return types.add(labels, elementOf(op.getLogits()));
}

} // namespace tfc

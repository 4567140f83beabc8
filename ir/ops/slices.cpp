//===- slices.cpp - Shape rules of slices.td -----------------------------===//

#include "ir/ops/slices.h"
#include "ir/Shape.h"
#include "ir/sizes/Origins.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

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
static std::optional<ResolvedSlice> resolve(Adaptor op, ArrayRef<int64_t> shape,
                                            std::string &problem) {
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

//===----------------------------------------------------------------------===//
// Sizes: where the elements come from
//===----------------------------------------------------------------------===//

/// For parts one after the other along `axis`, which the parts of a stack lack.
static void joinElements(OpResult result, OperandRange parts, int64_t axis,
                         bool isNewAxis, Origins origins) {
  ArrayRef<int64_t> whole = shapeOf(result);
  int64_t place = *normalizeAxis(axis, whole.size()), first = 0;
  for (unsigned number = 0; number < parts.size(); ++number) {
    ArrayRef<int64_t> shape = shapeOf(parts[number]);
    if (ShapedType::isDynamicShape(shape))
      return;
    forEachIndex(shape, [&](ArrayRef<int64_t> index, int64_t from) {
      SmallVector<int64_t> at(index);
      if (isNewAxis)
        at.insert(at.begin() + place, 0);
      at[place] += first;
      if (auto to = placeOf(whole, at))
        origins[*to] = Origin::element(number, from);
    });
    first += isNewAxis ? 1 : shape[place];
  }
}
void origins(ConcatOp op, unsigned, ElementReader, Origins origins) {
  joinElements(cast<OpResult>(op.getResult()), op.getValues(), op.getAxis(),
               false, origins);
}
void origins(StackOp op, unsigned, ElementReader, Origins origins) {
  joinElements(cast<OpResult>(op.getResult()), op.getValues(), op.getAxis(),
               true, origins);
}

void origins(SplitOp op, unsigned result, ElementReader, Origins origins) {
  int64_t axis = *normalizeAxis(op.getAxis(), shapeOf(op.getX()).size());
  int64_t first = 0;
  for (int64_t size : op.getSizes().take_front(result))
    first += size;
  auto source = [&](SmallVectorImpl<int64_t> &at) { at[axis] += first; };
  moveElements(op->getResult(result), 0, source, origins);
}
void origins(UnstackOp op, unsigned result, ElementReader, Origins origins) {
  int64_t axis = *normalizeAxis(op.getAxis(), shapeOf(op.getX()).size());
  auto source = [&](SmallVectorImpl<int64_t> &at) {
    at.insert(at.begin() + axis, result);
  };
  moveElements(op->getResult(result), 0, source, origins);
}

void origins(SliceOp op, unsigned, ElementReader known, Origins origins) {
  auto begin = known(op.getBegin());
  if (!begin || llvm::is_contained(*begin, std::nullopt))
    return;
  auto source = [&](SmallVectorImpl<int64_t> &at) {
    for (auto [i, first] : llvm::zip_equal(at, *begin))
      i += *first;
  };
  moveElements(cast<OpResult>(op.getResult()), 0, source, origins);
}
void origins(StridedSliceOp op, unsigned, ElementReader, Origins origins) {
  std::string problem;
  ArrayRef<int64_t> shape = shapeOf(op.getX());
  auto resolved = resolve(op, shape, problem);
  if (!resolved || ShapedType::isDynamicShape(shape))
    return;
  // The result's elements are those of the slice, which has an axis for each of
  // x.
  SmallVector<int64_t> sizes;
  for (const SliceAxis &axis : resolved->axes)
    sizes.push_back(axis.size);
  if (ShapedType::getNumElements(sizes) != int64_t(origins.size()))
    return;
  forEachIndex(sizes, [&](ArrayRef<int64_t> index, int64_t place) {
    SmallVector<int64_t> at;
    for (auto [axis, i] : llvm::zip_equal(resolved->axes, index))
      at.push_back(axis.begin + i * axis.stride);
    if (auto from = placeOf(shape, at))
      origins[place] = Origin::element(0, *from);
  });
}

} // namespace tfc

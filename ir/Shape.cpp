//===- Shape.cpp - What the shape rules share -----------------------------===//

#include "ir/Shape.h"
#include "runtime/include/tfc/abi.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

LogicalResult InferredTypes::error(const Twine &message) const {
  return emitOptionalError(location, message);
}

LogicalResult InferredTypes::add(ArrayRef<int64_t> shape, Type element) {
  int64_t elements = 1;
  for (int64_t size : shape) {
    if (size == kDynamic)
      continue;
    if (size < 0)
      return error("negative dimension in shape " + formatShape(shape));
    if (size != 0 && llvm::MulOverflow(elements, size, elements))
      return error("shape " + formatShape(shape) + " has too many elements");
    if (elements > (int64_t(1) << 48))
      return error("shape " + formatShape(shape) + " has too many elements");
  }
  types.push_back(RankedTensorType::get(shape, element));
  return success();
}

std::string formatShape(ArrayRef<int64_t> shape) {
  std::string text = "[";
  for (auto [i, size] : llvm::enumerate(shape))
    text += (i ? "," : "") +
            (size == kDynamic ? std::string("?") : std::to_string(size));
  return text + "]";
}

std::string formatShape(Type type) {
  return formatShape(cast<ShapedType>(type).getShape());
}

std::optional<int64_t> normalizeAxis(int64_t axis, int64_t rank) {
  if (axis < -rank || axis >= rank)
    return std::nullopt;
  return axis < 0 ? axis + rank : axis;
}

std::optional<SmallVector<int64_t>> normalizeAxes(DenseI64ArrayAttr axes,
                                                  int64_t rank) {
  SmallVector<int64_t> result;
  if (!axes) {
    llvm::append_range(result, llvm::seq<int64_t>(0, rank));
    return result;
  }
  for (int64_t axis : axes.asArrayRef()) {
    std::optional<int64_t> normalized = normalizeAxis(axis, rank);
    if (!normalized)
      return std::nullopt;
    result.push_back(*normalized);
  }
  llvm::sort(result);
  result.erase(llvm::unique(result), result.end());
  return result;
}

std::optional<SmallVector<int64_t>> broadcastShapes(ArrayRef<int64_t> x,
                                                    ArrayRef<int64_t> y) {
  SmallVector<int64_t> result(std::max(x.size(), y.size()));
  for (size_t i = 0; i < result.size(); ++i) {
    auto at = [&](ArrayRef<int64_t> shape) {
      size_t missing = result.size() - shape.size();
      return i < missing ? 1 : shape[i - missing];
    };
    int64_t a = at(x), b = at(y);
    if (a == 1 || b == 1)
      result[i] = a == 1 ? b : a;
    else if (a == kDynamic || b == kDynamic)
      result[i] = a == kDynamic ? b : a;
    else if (a == b)
      result[i] = a;
    else
      return std::nullopt;
  }
  return result;
}

LogicalResult expectPairs(ArrayRef<int64_t> pairs, int64_t count,
                          const Twine &what, InferredTypes &types) {
  if (int64_t(pairs.size()) != 2 * count)
    return types.error(what + " have " + Twine(pairs.size()) +
                       " entries, expected " + Twine(2 * count));
  for (int64_t size : pairs)
    if (size < 0 || size > TFC_MAX_ELEMENTS)
      return types.error(what + " hold " + Twine(size) +
                         ", expected sizes that are not negative");
  return success();
}

std::optional<ResolvedSlice>
resolveSlice(ArrayRef<int64_t> shape, ArrayRef<int64_t> begin,
             ArrayRef<int64_t> end, ArrayRef<int64_t> strides,
             int64_t beginMask, int64_t endMask, int64_t ellipsisMask,
             int64_t newAxisMask, int64_t shrinkAxisMask,
             std::string &problem) {
  int64_t count = begin.size();
  if (end.size() != begin.size() || strides.size() != begin.size() ||
      count > 32) {
    problem = "begin, end and strides must have one length of at most 32";
    return std::nullopt;
  }
  if (llvm::popcount(uint64_t(ellipsisMask)) > 1) {
    problem = "only one ellipsis is allowed";
    return std::nullopt;
  }
  auto bit = [](int64_t mask, int64_t i) { return (mask >> i) & 1; };
  int64_t taken = 0;
  for (int64_t i = 0; i < count; ++i)
    if (!bit(ellipsisMask, i) && !bit(newAxisMask, i))
      ++taken;
  int64_t rank = shape.size();
  if (taken > rank) {
    problem = "index has " + std::to_string(taken) +
              " dimensions, the tensor's shape is " + formatShape(shape);
    return std::nullopt;
  }

  ResolvedSlice result;
  auto takeWhole = [&] {
    int64_t size = shape[result.axes.size()];
    SliceAxis axis;
    axis.size = axis.end = size;
    result.axes.push_back(axis);
    result.result.push_back(size);
  };
  for (int64_t i = 0; i < count; ++i) {
    if (bit(ellipsisMask, i)) {
      for (int64_t j = rank - taken; j > 0; --j)
        takeWhole();
      continue;
    }
    if (bit(newAxisMask, i)) {
      result.newAxes.push_back(result.result.size());
      result.result.push_back(1);
      continue;
    }
    int64_t size = shape[result.axes.size()];
    SliceAxis axis;
    axis.stride = strides[i];
    axis.shrink = bit(shrinkAxisMask, i);
    axis.beginMasked = bit(beginMask, i) && !axis.shrink;
    axis.endMasked = bit(endMask, i);
    axis.begin = begin[i];
    axis.end = end[i];
    if (axis.stride == 0) {
      problem = "stride must not be 0";
      return std::nullopt;
    }
    if (axis.shrink) {
      if (size != kDynamic) {
        std::optional<int64_t> index = normalizeAxis(axis.begin, size);
        if (!index) {
          problem = "index " + std::to_string(axis.begin) +
                    " is out of bounds of dimension " +
                    std::to_string(result.axes.size()) + " of shape " +
                    formatShape(shape);
          return std::nullopt;
        }
        axis.begin = *index;
      }
      axis.stride = 1;
      axis.size = 1;
      result.axes.push_back(axis);
      continue;
    }
    if (size != kDynamic) {
      bool forward = axis.stride > 0;
      int64_t low = forward ? 0 : -1, high = forward ? size : size - 1;
      auto resolve = [&](int64_t place, bool masked, bool isBegin) {
        if (masked)
          return forward == isBegin ? low : high;
        return std::clamp(place < 0 ? place + size : place, low, high);
      };
      axis.begin = resolve(axis.begin, axis.beginMasked, true);
      axis.end = resolve(axis.end, axis.endMasked, false);
      int64_t span = forward ? axis.end - axis.begin : axis.begin - axis.end;
      int64_t step = forward ? axis.stride : -axis.stride;
      axis.size = span <= 0 ? 0 : (span + step - 1) / step;
    } else {
      axis.size = kDynamic;
    }
    result.axes.push_back(axis);
    result.result.push_back(axis.size);
  }
  while (int64_t(result.axes.size()) < rank)
    takeWhole();
  return result;
}

//===----------------------------------------------------------------------===//
// Rules by name
//===----------------------------------------------------------------------===//

namespace shape {

bool compatible(TypeRange inferred, TypeRange given) {
  if (inferred.size() != given.size())
    return false;
  for (auto [a, b] : llvm::zip(inferred, given)) {
    auto x = dyn_cast<RankedTensorType>(a), y = dyn_cast<RankedTensorType>(b);
    if (!x || !y) {
      if (a != b)
        return false;
      continue;
    }
    if (x.getElementType() != y.getElementType() ||
        failed(verifyCompatibleShape(x.getShape(), y.getShape())))
      return false;
  }
  return true;
}

LogicalResult broadcastTypes(ValueRange operands, Type element,
                             bool sameElementType, InferredTypes &types) {
  SmallVector<int64_t> result(shapeOf(operands[0]));
  for (Value operand : operands.drop_front()) {
    if (sameElementType && elementOf(operand) != elementOf(operands[0]))
      return types.error("operands have types " +
                         formatElementType(operands[0].getType()) + " and " +
                         formatElementType(operand.getType()) +
                         ", expected one type (use tf.cast)");
    auto joined = broadcastShapes(result, shapeOf(operand));
    if (!joined)
      return types.error("shapes " + formatShape(result) + " and " +
                         formatShape(shapeOf(operand)) + " do not broadcast");
    result = *joined;
  }
  return types.add(result, element);
}

LogicalResult reductionType(Value x, DenseI64ArrayAttr axes, bool keepdims,
                            InferredTypes &types) {
  ArrayRef<int64_t> shape = shapeOf(x);
  auto reduced = normalizeAxes(axes, shape.size());
  if (!reduced)
    return types.error("axis out of range for shape " + formatShape(shape));
  SmallVector<int64_t> result;
  for (auto [i, size] : llvm::enumerate(shape)) {
    if (!llvm::is_contained(*reduced, int64_t(i)))
      result.push_back(size);
    else if (keepdims)
      result.push_back(1);
  }
  return types.add(result, elementOf(x));
}

LogicalResult shapeOperandType(Value shape, Type element,
                               InferredTypes &types) {
  auto type = cast<RankedTensorType>(shape.getType());
  if (type.getRank() != 1)
    return types.error("the shape must be a vector, got a tensor of shape " +
                       formatShape(type));
  auto known = knownElements(shape);
  if (!known)
    return types.error("the length of the shape must be known when compiling");
  SmallVector<int64_t> result;
  for (std::optional<int64_t> size : *known) {
    if (size && *size < 0)
      return types.error("negative dimension " + std::to_string(*size));
    result.push_back(size.value_or(kDynamic));
  }
  return types.add(result, element);
}

LogicalResult variableType(Value variable, InferredTypes &types) {
  types.types.push_back(cast<VariableType>(variable.getType()).getTensor());
  return success();
}

LogicalResult assignedType(Value variable, Value value, InferredTypes &types) {
  RankedTensorType expected =
      cast<VariableType>(variable.getType()).getTensor();
  if (!compatible({expected}, {value.getType()}))
    return types.error("cannot assign a value of shape " +
                       formatShape(value.getType()) + " and type " +
                       formatElementType(value.getType()) +
                       " to a variable of shape " + formatShape(expected) +
                       " and type " + formatElementType(expected));
  types.types.push_back(expected);
  return success();
}

} // namespace shape
} // namespace tfc

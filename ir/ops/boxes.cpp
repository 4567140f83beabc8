//===- boxes.cpp - Shape rules and compositions of boxes.td ---------------===//

#include "ir/ops/boxes.h"
#include "ir/Builder.h"
#include "ir/Shape.h"

using namespace mlir;
using tfc::shape::elementOf;
using tfc::shape::shapeOf;

namespace tfc {

constexpr int64_t kDynamic = ShapedType::kDynamic;

/// The number of boxes that are asked for, or dynamic; an error where the
/// operands are no boxes.
template <typename Adaptor>
static std::optional<int64_t> boxCount(Adaptor op, Value size,
                                       InferredTypes &types) {
  ArrayRef<int64_t> boxes = shapeOf(op.getBoxes()),
                    scores = shapeOf(op.getScores());
  auto known = knownElements(size);
  bool fits = boxes.size() == 2 && scores.size() == 1 && known &&
              known->size() == 1 && (boxes[1] == 4 || boxes[1] == kDynamic) &&
              succeeded(verifyCompatibleShape(boxes.take_front(), scores)) &&
              elementOf(op.getBoxes()) == elementOf(op.getScores());
  if (!fits) {
    (void)types.error("non_max_suppression of boxes of shape " +
                      formatShape(boxes) + " with scores of shape " +
                      formatShape(scores) +
                      ", expected [n,4] and [n] of one type");
    return std::nullopt;
  }
  if ((*known)[0] && *(*known)[0] < 0) {
    (void)types.error("non_max_suppression of at most " + Twine(*(*known)[0]) +
                      " boxes");
    return std::nullopt;
  }
  return (*known)[0].value_or(kDynamic);
}

LogicalResult inferShape(NonMaxSuppressionPaddedOp::Adaptor op,
                         InferredTypes &types) {
  Type i32 = IntegerType::get(types.context, 32);
  auto count = boxCount(op, op.getSize(), types);
  return success(count && succeeded(types.add({*count}, i32)) &&
                 succeeded(types.add({*count}, elementOf(op.getScores()))) &&
                 succeeded(types.add({}, i32)));
}
template <typename Adaptor>
static LogicalResult suppressionTypes(Adaptor op, bool padded, bool scores,
                                      bool count, InferredTypes &types) {
  Type i32 = IntegerType::get(types.context, 32);
  auto most = boxCount(op, op.getMaxOutputSize(), types);
  if (!most)
    return failure();
  int64_t found = padded ? *most : kDynamic;
  if (failed(types.add({found}, i32)) ||
      (scores && failed(types.add({found}, elementOf(op.getScores())))))
    return failure();
  return count ? types.add({}, i32) : success();
}
LogicalResult inferShape(NonMaxSuppressionOp::Adaptor op,
                         InferredTypes &types) {
  return suppressionTypes(op, false, false, false, types);
}
LogicalResult inferShape(NonMaxSuppressionV4Op::Adaptor op,
                         InferredTypes &types) {
  return suppressionTypes(op, op.getPadToMaxOutputSize(), false, true, types);
}
LogicalResult inferShape(NonMaxSuppressionV5Op::Adaptor op,
                         InferredTypes &types) {
  return suppressionTypes(op, op.getPadToMaxOutputSize(), true, true, types);
}

/// Room is for all that are asked for, or where the rest goes for no more than
/// there are.
template <typename Op>
static ResultRange select(Op op, bool pad, TfcBuilder &b) {
  Value size = op.getMaxOutputSize();
  if (!pad) {
    Type type = elementOf(size);
    Value all = b.size(op.getScores(), TypeAttr::get(type));
    size = b.minimum(size, all);
  }
  return b.non_max_suppression_padded(
      op.getBoxes(), op.getScores(), size, op.getIouThresholdAttr(),
      op.getScoreThresholdAttr(), op.getSoftNmsSigmaAttr());
}
LogicalResult expand(NonMaxSuppressionOp op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  auto selected = select(op, false, b);
  results.push_back(b.firstRows(selected[0], selected[2]));
  return success();
}
LogicalResult expand(NonMaxSuppressionV4Op op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  bool pad = op.getPadToMaxOutputSize();
  auto selected = select(op, pad, b);
  Value indices = selected[0], count = selected[2];
  results.push_back(pad ? indices : b.firstRows(indices, count));
  results.push_back(count);
  return success();
}
LogicalResult expand(NonMaxSuppressionV5Op op, TfcBuilder &b,
                     SmallVectorImpl<Value> &results) {
  bool pad = op.getPadToMaxOutputSize();
  auto selected = select(op, pad, b);
  Value count = selected[2];
  for (int i = 0; i < 2; ++i)
    results.push_back(pad ? Value(selected[i])
                          : b.firstRows(selected[i], count));
  results.push_back(count);
  return success();
}

} // namespace tfc

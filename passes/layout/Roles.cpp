//===- Roles.cpp - What an op can do with channels-last images ------------===//

#include "passes/layout/Roles.h"

#include "ir/Expand.h"
#include "ir/Ops.h"
#include "passes/scalar/ScalarBuilder.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using tfc::shape::shapeOf;

namespace tfc {

namespace {
/// Bit sets of operands and results.
struct ImageValues {
  unsigned operands, results;
};
} // namespace

#include "passes/layout/Layouts.inc"
#include "passes/lower/Reductions.h.inc"
#include "passes/scalar/Scalars.h.inc"

static int64_t rankOf(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return type ? type.getRank() : -1;
}

/// The layout of channels-first images of this rank.
static std::optional<DataFormat> formatOfRank(int64_t rank) {
  if (rank != 4 && rank != 5)
    return std::nullopt;
  return DataFormat{unsigned(rank - 2), true};
}

static unsigned allOf(unsigned count) {
  return count < 32 ? (1u << count) - 1 : 0;
}

/// A transposition from or to channels-last.
static LayoutRole roleOfTranspose(TransposeOp op, DataFormat format) {
  DenseI64ArrayAttr perm = op.getPermAttr();
  if (!perm)
    return {};
  if (perm.asArrayRef() == ArrayRef(format.toChannelsLast()))
    return {Role::Enters, 1, 0, format};
  if (perm.asArrayRef() == ArrayRef(format.fromChannelsLast()))
    return {Role::Leaves, 0, 1, format};
  return {};
}

/// The axis or the axes that an attribute of a reduction names.
static std::optional<SmallVector<int64_t>> reducedAxes(Operation *op,
                                                       int64_t rank) {
  if (auto axis = op->getAttrOfType<IntegerAttr>("axis")) {
    auto normalized = normalizeAxis(axis.getInt(), rank);
    return normalized ? std::optional(SmallVector<int64_t>{*normalized})
                      : std::nullopt;
  }
  return normalizeAxes(op->getAttrOfType<DenseI64ArrayAttr>("axes"), rank);
}

/// A reduction that keeps dimensions of 1 has images as a result. Another one
/// must leave dimensions whose order is the same in both layouts: [n, c] or
/// [c], but not [c, h].
static LayoutRole roleOfReduction(Operation *op, DataFormat format) {
  auto keeps = op->getAttrOfType<BoolAttr>("keepdims");
  if (keeps && keeps.getValue())
    return {Role::Follows, 1, 1, format};
  auto axes = reducedAxes(op, format.rank());
  if (!axes)
    return {};
  SmallVector<int64_t> left;
  for (int64_t axis : format.toChannelsLast())
    if (!llvm::is_contained(*axes, axis))
      left.push_back(axis);
  return llvm::is_sorted(left) ? LayoutRole{Role::Absorbs, 1, 0, format}
                               : LayoutRole{};
}

/// Whether a slice has a number for every dimension and keeps all of them.
static bool isSliceOfAll(StridedSliceOp op, unsigned rank) {
  return op.getBegin().size() == rank && op.getEllipsisMask() == 0 &&
         op.getNewAxisMask() == 0 && op.getShrinkAxisMask() == 0;
}

/// An op with the attribute data_format.
static LayoutRole roleByFormat(Operation *op, ImageValues images,
                               DataFormat format) {
  auto name = op->getAttrOfType<StringAttr>("data_format");
  if (!name || !name.getValue().starts_with("NC"))
    return {};
  Role role = hasExpansion(op) ? Role::Follows : Role::Needs;
  return {role, images.operands, images.results, format};
}

LayoutRole layoutRole(Operation *op) {
  if (op->getNumResults() == 0 || op->getNumOperands() == 0)
    return {};
  if (std::optional<ImageValues> images = imageValuesOf(op)) {
    unsigned first = llvm::countr_zero(images->operands);
    auto format = formatOfRank(rankOf(op->getOperand(first)));
    return format ? roleByFormat(op, *images, *format) : LayoutRole{};
  }
  // Operands may broadcast; a result has all dimensions.
  if (isElementwise(op) || isa<CastOp, BroadcastLikeOp>(op)) {
    auto format = formatOfRank(rankOf(op->getResult(0)));
    return format ? LayoutRole{Role::Follows, allOf(op->getNumOperands()), 1,
                               *format}
                  : LayoutRole{};
  }
  auto format = formatOfRank(rankOf(op->getOperand(0)));
  if (!format)
    return {};
  if (auto transpose = dyn_cast<TransposeOp>(op))
    return roleOfTranspose(transpose, *format);
  if (isa<ConcatOp, SplitOp>(op))
    return {Role::Follows, allOf(op->getNumOperands()),
            allOf(op->getNumResults()), *format};
  auto slice = dyn_cast<StridedSliceOp>(op);
  if (isa<PadOp, MirrorPadOp, CreluOp>(op) ||
      (slice && isSliceOfAll(slice, format->rank())))
    return {Role::Follows, 1, 1, *format};
  if (!neutralElement(op).empty() || isa<ReduceMeanOp, ArgMaxOp, ArgMinOp>(op))
    return roleOfReduction(op, *format);
  return {};
}

//===----------------------------------------------------------------------===//
// Dimensions in another order
//===----------------------------------------------------------------------===//

/// Dimension i of the transposed images is their dimension perm[i]; with `each`
/// numbers for every dimension.
static DenseI64ArrayAttr permuted(DenseI64ArrayAttr list,
                                  ArrayRef<int64_t> perm) {
  size_t each = list.size() / perm.size();
  SmallVector<int64_t> result;
  for (int64_t axis : perm)
    llvm::append_range(result, list.asArrayRef().slice(axis * each, each));
  return DenseI64ArrayAttr::get(list.getContext(), result);
}

/// Bit i of the result is bit perm[i] of the mask.
static IntegerAttr permutedMask(IntegerAttr mask, ArrayRef<int64_t> perm) {
  int64_t result = 0;
  for (auto [i, axis] : llvm::enumerate(perm))
    result |= (mask.getInt() >> axis & 1) << i;
  return IntegerAttr::get(mask.getType(), result);
}

NamedAttrList attributesForChannelsLast(Operation *op, const LayoutRole &role) {
  Builder b(op->getContext());
  NamedAttrList attributes(op->getAttrDictionary());
  SmallVector<int64_t> perm = role.format.toChannelsLast();
  auto placeOf = [&](int64_t axis) {
    return llvm::find(perm, axis) - perm.begin();
  };
  bool isListPerDimension =
      imageValuesOf(op) || isa<PadOp, MirrorPadOp, StridedSliceOp>(op);
  for (NamedAttribute attribute : op->getAttrDictionary()) {
    StringRef name = attribute.getName();
    auto list = dyn_cast<DenseI64ArrayAttr>(attribute.getValue());
    if (name == "axis") {
      int64_t axis = cast<IntegerAttr>(attribute.getValue()).getInt();
      attributes.set(name, b.getI64IntegerAttr(
                               placeOf(*normalizeAxis(axis, perm.size()))));
    } else if (name == "axes") {
      SmallVector<int64_t> axes;
      for (int64_t axis : *normalizeAxes(list, perm.size()))
        axes.push_back(placeOf(axis));
      attributes.set(name, b.getDenseI64ArrayAttr(axes));
    } else if (name == "data_format") {
      StringRef old = cast<StringAttr>(attribute.getValue()).getValue();
      // NCHW becomes NHWC: a bias of volumes says NHWC, too.
      attributes.set(name, b.getStringAttr("N" + old.drop_front(2) + "C"));
    } else if (name == "begin_mask" || name == "end_mask") {
      attributes.set(
          name, permutedMask(cast<IntegerAttr>(attribute.getValue()), perm));
    } else if (list && !list.empty() && isListPerDimension) {
      attributes.set(name, permuted(list, perm));
    }
  }
  return attributes;
}

RankedTensorType transposedType(Type type, ArrayRef<int64_t> perm) {
  auto tensor = cast<RankedTensorType>(type);
  SmallVector<int64_t> shape;
  for (int64_t axis : perm)
    shape.push_back(tensor.getDimSize(axis));
  return tensor.clone(shape);
}

std::optional<SmallVector<int64_t>>
shapeOfFreeTranspose(Value x, ArrayRef<int64_t> perm) {
  SmallVector<int64_t> shape(perm.size() - shapeOf(x).size(), 1);
  llvm::append_range(shape, shapeOf(x));
  int64_t last = -1, dynamic = 0;
  SmallVector<int64_t> result;
  for (int64_t axis : perm) {
    if (shape[axis] == 0)
      return std::nullopt;
    if (shape[axis] != 1) {
      if (axis < last)
        return std::nullopt;
      last = axis;
    }
    bool isDynamic = ShapedType::isDynamic(shape[axis]);
    dynamic += isDynamic;
    result.push_back(isDynamic ? -1 : shape[axis]);
  }
  return dynamic <= 1 ? std::optional(result) : std::nullopt;
}

} // namespace tfc

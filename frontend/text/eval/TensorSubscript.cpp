// Evaluator: items and slices of tensors.
#include "frontend/text/eval/OpMaker.h"
#include "frontend/text/eval/Subscript.h"

using namespace tfc::text;

namespace {
/// The attributes of tfc.strided_slice, one bit of a mask for each index.
struct StridedSlice {
  llvm::SmallVector<int64_t> begin, end, strides;
  int64_t beginMask = 0, endMask = 0, ellipsisMask = 0, newAxisMask = 0,
          shrinkMask = 0;
  int64_t dims = 0; // that the indices take

  void push(int64_t first, int64_t last, int64_t step) {
    begin.push_back(first);
    end.push_back(last);
    strides.push_back(step);
  }
  void add(Evaluator &ev, const Value &index, SMLoc loc);
};
} // namespace

void StridedSlice::add(Evaluator &ev, const Value &index, SMLoc loc) {
  int64_t bit = int64_t(1) << begin.size();
  if (index.is(ValueKind::Ellipsis)) {
    if (ellipsisMask)
      ev.error(loc, "more than one '...' in an index");
    ellipsisMask = bit;
    return push(0, 0, 1);
  }
  if (index.isNone()) {
    newAxisMask |= bit;
    return push(0, 0, 1);
  }
  ++dims;
  if (index.is(ValueKind::Slice)) {
    SliceBounds bounds = sliceBounds(ev, *index.as<SliceObject>(), loc);
    beginMask |= bounds.begin ? 0 : bit;
    endMask |= bounds.end ? 0 : bit;
    return push(bounds.begin.value_or(0), bounds.end.value_or(0), bounds.step);
  }
  int64_t position = ev.toInt(index, loc, "an index");
  if (position == INT64_MAX) {
    ev.error(loc, "the index is too large");
    return;
  }
  shrinkMask |= bit;
  push(position, position + 1, 1);
}

/// x[i, a:b:c, ..., tf.newaxis] as TensorFlow's _slice_helper: begin, end and
/// strides with bit masks for what is left out. x[2, 1:] is begin=[2, 1],
/// end=[3, 0], strides=[1, 1], end_mask=0b10 and shrink_axis_mask=0b01.
Value Evaluator::tensorSubscript(const Value &base, const Value &index,
                                 SMLoc loc, StringRef hint) {
  NodeName name{hint, true};
  std::vector<Value> indices = {index};
  if (index.is(ValueKind::Tuple))
    indices = index.items();
  if (indices.size() == 1 && !indices[0].is(ValueKind::Slice) &&
      isKnownInRunOnly(*this, indices[0])) {
    OpMaker make(*this, loc, hint.empty() ? NodeName{"gather"} : name);
    return inCall(loc, [&] { return make.gather(base, indices[0]); });
  }
  if (indices.size() > 60)
    return error(loc, "more than 60 indices");
  if (llvm::any_of(indices, [&](const Value &item) {
        return isKnownInRunOnly(*this, item);
      }))
    return runSubscript(*this, base, indices, loc, hint);
  StridedSlice slice;
  for (const Value &item : indices)
    slice.add(*this, item, loc);
  if (slice.dims > rankOf(base))
    return error(loc, "too many indices: " + llvm::Twine(slice.dims) +
                          " for a tensor of shape " +
                          shapeText(typeOf(base).getShape()));
  OpMaker make(*this, loc, hint.empty() ? NodeName{"strided_slice"} : name);
  return inCall(loc, [&] {
    return make.strided_slice(
        base, slice.begin, slice.end, slice.strides, slice.beginMask,
        slice.endMask, slice.ellipsisMask, slice.newAxisMask, slice.shrinkMask);
  });
}

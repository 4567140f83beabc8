// x[i, a:b, ..] where an index or a bound is known in a run only.
#include "frontend/text/eval/OpMaker.h"
#include "frontend/text/eval/Subscript.h"

using namespace tfc::text;

bool tfc::text::isKnownInRunOnly(Evaluator &ev, const Value &index) {
  if (index.is(ValueKind::Slice)) {
    const SliceObject *slice = index.as<SliceObject>();
    return isKnownInRunOnly(ev, slice->begin) ||
           isKnownInRunOnly(ev, slice->end);
  }
  return index.is(ValueKind::Variable) ||
         (index.is(ValueKind::Tensor) &&
          !ev.constantValue(index.asGraphValue()));
}

namespace {
/// First the indices that are known are taken as tfc.strided_slice does it,
/// then the others by a tfc.slice, whose begin and size are arithmetic on
/// int64; then the dimensions of single indices go. For x[i, 1:] of x[4,5]:
///
///     rest = x[:, 1:]
///     part = slice(rest, begin=[i < 0 ? i + 4 : i, 0], size=[1, -1])
///     squeeze(part, [0])
class RunSubscript {
public:
  RunSubscript(Evaluator &ev, SMLoc loc)
      : ev(ev), loc(loc), make(ev, loc),
        i64(mlir::IntegerType::get(ev.context(), 64)) {}

  Value apply(const Value &base, ArrayRef<Value> indices, StringRef hint);

private:
  Value takeKnown(const Value &base, ArrayRef<Value> indices);
  void take(int64_t dim, const Value &item, const Value &whole);

  static bool isTensor(const Value &item) { return item.isTensorLike(); }
  /// An int64 scalar, counted from the end where it is negative.
  Value place(const Value &given, const Value &size) {
    mlir::Value tensor =
        ev.toTensor(given, given.isIntegral() ? i64 : mlir::Type(), "index",
                    loc, "an index");
    Value index = make.cast(tensor, i64);
    Value isNegative = make.less(index, 0);
    return make.select(isNegative, make.add(index, size), index);
  }
  Value clamp(const Value &x, const Value &size) {
    return make.minimum(make.maximum(x, 0), size);
  }

  Evaluator &ev;
  SMLoc loc;
  OpMaker make;
  mlir::Type i64;
  /// The indices that are left, with their dimensions.
  std::vector<std::pair<int64_t, Value>> open;
  std::vector<Value> begin, size; // of the slice
  llvm::SmallVector<int64_t> gone;
};
} // namespace

/// The indices that are known, applied; the others go to `open`.
Value RunSubscript::takeKnown(const Value &base, ArrayRef<Value> indices) {
  std::vector<Value> known;
  int64_t dims = 0, taken = 0;
  for (const Value &item : indices)
    taken += !item.isNone() && !item.is(ValueKind::Ellipsis);
  for (const Value &item : indices) {
    const SliceObject *slice =
        item.is(ValueKind::Slice) ? item.as<SliceObject>() : nullptr;
    bool isOpen = isTensor(item) ||
                  (slice && (isTensor(slice->begin) || isTensor(slice->end)));
    if (isOpen) {
      known.push_back(Value::of(ev.heap.makeSlice({})));
      open.push_back({dims++, item});
      bool isStepOne = !slice || slice->step.isNone() ||
                       (slice->step.isIntegral() && slice->step.asInt() == 1);
      if (!isStepOne)
        ev.error(loc, "a slice between places that are known in a run only "
                      "must have a step of 1");
      continue;
    }
    known.push_back(item);
    dims += item.is(ValueKind::Ellipsis) ? ev.rankOf(base) - taken
                                         : slice || item.isNone();
  }
  return ev.subscript(base, ev.heap.makeTuple(known), loc);
}

/// Takes `item` along `dim`, which is `whole` long.
void RunSubscript::take(int64_t dim, const Value &item, const Value &whole) {
  if (!item.is(ValueKind::Slice)) {
    if (ev.rankOf(item) != 0)
      ev.error(loc, "one of several indices is a tensor of shape " +
                        shapeText(ev.typeOf(item).getShape()) +
                        ", expected a scalar (or tf.gather)");
    begin[dim] = place(item, whole);
    size[dim] = Value::number(1);
    gone.push_back(dim);
    return;
  }
  const SliceObject &slice = *item.as<SliceObject>();
  Value end = whole;
  if (!slice.begin.isNone())
    begin[dim] = clamp(place(slice.begin, whole), whole);
  if (!slice.end.isNone())
    end = clamp(place(slice.end, whole), whole);
  size[dim] = make.maximum(make.sub(end, begin[dim]), 0);
}

Value RunSubscript::apply(const Value &base, ArrayRef<Value> indices,
                          StringRef hint) {
  Value plain = takeKnown(base, indices);
  Value shape = make.shape(plain, i64);
  if (ev.hasFailed())
    return ev.graph.poison();
  begin.assign(ev.rankOf(plain), Value::number(0));
  size.assign(ev.rankOf(plain), Value::number(-1));
  for (auto &[dim, item] : open)
    take(dim, item,
         make.strided_slice(shape, {dim}, {dim + 1}, {1}, 0, 0, 0, 0, 1));
  Value first = make.stack(begin);
  Value part = make.slice(plain, first, make.stack(size));
  return gone.empty() ? part : make.named(hint).squeeze(part, gone);
}

Value tfc::text::runSubscript(Evaluator &evaluator, const Value &base,
                              ArrayRef<Value> indices, SMLoc loc,
                              StringRef hint) {
  return RunSubscript(evaluator, loc).apply(base, indices, hint);
}

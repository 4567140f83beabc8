// Evaluator: items and slices of Python's values, and of tensors by
// tfc.strided_slice.
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

namespace {
/// Bounds of a slice that are left out are absent.
struct SliceBounds {
  std::optional<int64_t> begin, end;
  int64_t step = 1;
};
} // namespace

static FailureOr<SliceBounds> sliceBounds(Evaluator &evaluator,
                                          const SliceObject &slice, SMLoc loc) {
  SliceBounds bounds;
  if (!slice.begin.isNone()) {
    FailureOr<int64_t> begin =
        evaluator.toInt(slice.begin, loc, "the begin of a slice");
    if (failed(begin))
      return failure();
    bounds.begin = *begin;
  }
  if (!slice.end.isNone()) {
    FailureOr<int64_t> end =
        evaluator.toInt(slice.end, loc, "the end of a slice");
    if (failed(end))
      return failure();
    bounds.end = *end;
  }
  if (!slice.step.isNone()) {
    FailureOr<int64_t> step =
        evaluator.toInt(slice.step, loc, "the step of a slice");
    if (failed(step))
      return failure();
    bounds.step = *step;
  }
  if (bounds.step == 0)
    return evaluator.error(loc, "the step of a slice cannot be 0");
  return bounds;
}

/// The items that Python's slice picks.
static std::vector<Value> pick(const std::vector<Value> &items,
                               const SliceBounds &bounds) {
  int64_t size = items.size();
  auto clamp = [&](std::optional<int64_t> bound, int64_t otherwise) {
    if (!bound)
      return otherwise;
    int64_t i = *bound < 0 ? *bound + size : *bound;
    return bounds.step > 0 ? std::clamp<int64_t>(i, 0, size)
                           : std::clamp<int64_t>(i, -1, size - 1);
  };
  int64_t begin = clamp(bounds.begin, bounds.step > 0 ? 0 : size - 1);
  int64_t end = clamp(bounds.end, bounds.step > 0 ? size : -1);
  std::vector<Value> picked;
  int64_t i = begin;
  while (bounds.step > 0 ? i < end : i > end) {
    picked.push_back(items[i]);
    if (__builtin_add_overflow(i, bounds.step, &i))
      break;
  }
  return picked;
}

Result Evaluator::subscript(const Value &base, const Value &index, SMLoc loc,
                            StringRef hint) {
  if (base.isTensorLike())
    return tensorSubscript(base, index, loc, hint);
  if (base.is(ValueKind::Dict)) {
    if (Value *value = base.as<DictObject>()->find(index))
      return *value;
    return error(loc, "the dict has no key " + toText(index, true));
  }
  bool isShape = base.is(ValueKind::Shape);
  if (!base.isSequence() && !base.isString() && !isShape)
    return error(loc, describe(base) + " has no items");
  FailureOr<std::vector<Value>> items = iterate(base, loc);
  if (failed(items))
    return failure();
  if (index.is(ValueKind::Slice)) {
    FailureOr<SliceBounds> bounds =
        sliceBounds(*this, *index.as<SliceObject>(), loc);
    if (failed(bounds))
      return failure();
    std::vector<Value> picked = pick(*items, *bounds);
    if (failed(reserve(loc, picked.size())))
      return failure();
    if (isShape) {
      ShapeObject shape;
      for (const Value &dim : picked)
        shape.dims.push_back(dim.isNone() ? -1 : dim.asInt());
      return Value::of(heap.makeShape(std::move(shape)));
    }
    if (base.isString()) {
      std::string text;
      for (const Value &c : picked)
        text += c.asString();
      return heap.makeString(text);
    }
    return base.is(ValueKind::Tuple) ? heap.makeTuple(std::move(picked))
                                     : heap.makeList(std::move(picked));
  }
  FailureOr<int64_t> position = toInt(index, loc, "an index");
  if (failed(position))
    return failure();
  int64_t size = items->size(),
          i = *position < 0 ? *position + size : *position;
  if (i < 0 || i >= size)
    return error(loc, "index " + llvm::Twine(*position) +
                          " is out of range: there are " + llvm::Twine(size) +
                          " items");
  return (*items)[i];
}

namespace {

/// x[i, a:b, ..] where an index or a bound is known in a run only: first the
/// rest as tfc.strided_slice does it, then a tfc.slice, whose begin and size are
/// arithmetic on int64; then the dimensions of indices go.
class RunSubscript {
public:
  RunSubscript(Evaluator &ev, SMLoc loc)
      : ev(ev), loc(loc), i64(mlir::IntegerType::get(ev.context(), 64)) {}

  Result apply(const Value &base, const std::vector<Value> &indices,
               StringRef hint);

private:
  static bool isInRun(const Value &item) {
    return item.is(ValueKind::Tensor) || item.is(ValueKind::Variable);
  }
  /// The op's result; None once something has failed.
  Value op(StringRef name, std::vector<Value> arguments) {
    if (failed)
      return Value();
    Result result = ev.op(name, arguments, loc);
    failed |= mlir::failed(result);
    return failed ? Value() : *result;
  }
  Value list(std::vector<Value> items) {
    return ev.heap.makeList(std::move(items));
  }
  static Value number(int64_t value) { return Value::of(value); }
  /// An int64 scalar, counted from the end where it is negative.
  Value place(const Value &given, const Value &size) {
    FailureOr<mlir::Value> tensor =
        ev.toTensor(given, given.isIntegral() ? i64 : mlir::Type(), "index",
                    loc, "an index");
    if (mlir::failed(tensor))
      return failed = true, Value();
    Value index = op("cast", {Value::tensor(*tensor), Value::dtype(i64)});
    Value isNegative = op("less", {index, number(0)});
    return op("select", {isNegative, op("add", {index, size}), index});
  }
  Value clamp(const Value &x, const Value &size) {
    return op("minimum", {op("maximum", {x, number(0)}), size});
  }

  Evaluator &ev;
  SMLoc loc;
  mlir::Type i64;
  bool failed = false;
};

Result RunSubscript::apply(const Value &base, const std::vector<Value> &indices,
                           StringRef hint) {
  std::vector<Value> rest;
  std::vector<std::pair<int64_t, Value>> open; // dimension of the rest, item
  int64_t dims = 0, taken = 0;
  for (const Value &item : indices)
    taken += !item.isNone() && !item.is(ValueKind::Ellipsis);
  for (const Value &item : indices) {
    bool isSlice = item.is(ValueKind::Slice);
    const SliceObject *slice = isSlice ? item.as<SliceObject>() : nullptr;
    if (!isInRun(item) &&
        !(slice && (isInRun(slice->begin) || isInRun(slice->end)))) {
      rest.push_back(item);
      if (item.is(ValueKind::Ellipsis))
        dims += ev.typeOf(base).getRank() - taken;
      else
        dims += isSlice || item.isNone();
      continue;
    }
    if (slice && !slice->step.isNone() &&
        !(slice->step.isIntegral() && slice->step.asInt() == 1))
      return ev.error(loc, "a slice between places that are known in a run "
                           "only must have a step of 1");
    rest.push_back(Value::of(ev.heap.makeSlice({})));
    open.push_back({dims++, item});
  }
  Result plain = ev.subscript(base, ev.heap.makeTuple(rest), loc, {});
  if (mlir::failed(plain))
    return failure();
  int64_t rank = ev.typeOf(*plain).getRank();
  std::vector<Value> begin(rank, number(0)), size(rank, number(-1)), gone;
  Value shape = op("shape", {*plain, Value::dtype(i64)});
  for (auto &[dim, item] : open) {
    Value whole = op("strided_slice",
                     {shape, list({number(dim)}), list({number(dim + 1)}),
                      list({number(1)}), number(0), number(0), number(0),
                      number(0), number(1)});
    if (!item.is(ValueKind::Slice)) {
      if (ev.typeOf(item).getRank() != 0)
        return ev.error(loc, "one of several indices is a tensor of shape " +
                                 shapeText(ev.typeOf(item).getShape()) +
                                 ", expected a scalar (or tf.gather)");
      begin[dim] = place(item, whole);
      size[dim] = number(1);
      gone.push_back(number(dim));
      continue;
    }
    const SliceObject &slice = *item.as<SliceObject>();
    Value end = whole;
    if (!slice.begin.isNone())
      begin[dim] = clamp(place(slice.begin, whole), whole);
    if (!slice.end.isNone())
      end = clamp(place(slice.end, whole), whole);
    size[dim] = op("maximum", {op("sub", {end, begin[dim]}), number(0)});
  }
  Value part = op("slice", {*plain, op("stack", {list(begin)}),
                            op("stack", {list(size)})});
  if (failed)
    return failure();
  if (gone.empty())
    return part;
  return ev.op("squeeze", {part, list(gone)}, loc, hint);
}

} // namespace

/// x[i, a:b:c, ..., tf.newaxis] as TensorFlow's _slice_helper: begin, end and
/// strides with bit masks for what is left out.
Result Evaluator::tensorSubscript(const Value &base, const Value &index,
                                  SMLoc loc, StringRef hint) {
  std::vector<Value> indices = {index};
  if (index.is(ValueKind::Tuple))
    indices = index.items();
  auto isKnownInRunOnly = [&](const Value &item) {
    return item.is(ValueKind::Variable) ||
           (item.is(ValueKind::Tensor) && !constantValue(item.asGraphValue()));
  };
  if (indices.size() == 1 && isKnownInRunOnly(indices[0]))
    return tensorBinary("gather", "gather", base, indices[0], loc, hint);
  if (indices.size() > 60)
    return error(loc, "more than 60 indices");
  for (const Value &item : indices) {
    const SliceObject *slice =
        item.is(ValueKind::Slice) ? item.as<SliceObject>() : nullptr;
    if (isKnownInRunOnly(item) || (slice && (isKnownInRunOnly(slice->begin) ||
                                             isKnownInRunOnly(slice->end))))
      return RunSubscript(*this, loc).apply(base, indices, hint);
  }
  std::vector<Value> begin, end, strides;
  int64_t beginMask = 0, endMask = 0, ellipsisMask = 0, newAxisMask = 0,
          shrinkMask = 0;
  unsigned dims = 0;
  for (auto [i, item] : llvm::enumerate(indices)) {
    int64_t bit = int64_t(1) << i;
    auto push = [&](int64_t b, int64_t e, int64_t s) {
      begin.push_back(Value::of(b));
      end.push_back(Value::of(e));
      strides.push_back(Value::of(s));
    };
    if (item.is(ValueKind::Ellipsis)) {
      if (ellipsisMask)
        return error(loc, "more than one '...' in an index");
      ellipsisMask = bit;
      push(0, 0, 1);
    } else if (item.isNone()) {
      newAxisMask |= bit;
      push(0, 0, 1);
    } else if (item.is(ValueKind::Slice)) {
      FailureOr<SliceBounds> bounds =
          sliceBounds(*this, *item.as<SliceObject>(), loc);
      if (failed(bounds))
        return failure();
      beginMask |= bounds->begin ? 0 : bit;
      endMask |= bounds->end ? 0 : bit;
      push(bounds->begin.value_or(0), bounds->end.value_or(0), bounds->step);
      ++dims;
    } else {
      FailureOr<int64_t> position = toInt(item, loc, "an index");
      if (failed(position))
        return failure();
      if (*position == INT64_MAX)
        return error(loc, "the index is too large");
      shrinkMask |= bit;
      push(*position, *position + 1, 1);
      ++dims;
    }
  }
  int64_t rank = typeOf(base).getRank();
  if (dims > rank)
    return error(loc, "too many indices: " + llvm::Twine(dims) +
                          " for a tensor of shape " +
                          shapeText(typeOf(base).getShape()));
  CallArguments arguments;
  for (const Value &argument :
       {base, heap.makeList(begin), heap.makeList(end), heap.makeList(strides),
        Value::of(beginMask), Value::of(endMask), Value::of(ellipsisMask),
        Value::of(newAxisMask), Value::of(shrinkMask)})
    arguments.positional.push_back({argument, loc});
  if (hint.empty())
    arguments.keywords.push_back(
        {"name", Value::of(StringRef("strided_slice")), loc});
  return callBuiltin(*functions.findOp("tfc.strided_slice"), arguments, loc,
                     hint);
}

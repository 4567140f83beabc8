// Evaluator: items and slices of Python's values.
#include "frontend/text/eval/Subscript.h"

using namespace tfc::text;

SliceBounds tfc::text::sliceBounds(Evaluator &evaluator,
                                   const SliceObject &slice, SMLoc loc) {
  auto bound = [&](const Value &value, const char *what) {
    return value.isNone()
               ? std::optional<int64_t>()
               : evaluator.toInt(value, loc, llvm::Twine(what) + " of a slice");
  };
  SliceBounds bounds;
  bounds.begin = bound(slice.begin, "the begin");
  bounds.end = bound(slice.end, "the end");
  bounds.step = bound(slice.step, "the step").value_or(1);
  if (bounds.step == 0)
    evaluator.error(loc, "the step of a slice cannot be 0");
  return bounds;
}

/// The items that Python's slice picks: [1, 2, 3, 4][::-2] is [4, 2].
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

/// `items` as a value like `like`: a list, tuple, shape or text.
static Value assemble(Evaluator &ev, std::vector<Value> items,
                      const Value &like) {
  if (like.is(ValueKind::Shape)) {
    ShapeObject shape;
    for (const Value &dim : items)
      shape.dims.push_back(dim.isNone() ? -1 : dim.asInt());
    return Value::of(ev.heap.makeShape(std::move(shape)));
  }
  if (like.isString()) {
    std::string text;
    for (const Value &c : items)
      text += c.asString();
    return ev.heap.makeString(text);
  }
  return like.is(ValueKind::Tuple) ? ev.heap.makeTuple(std::move(items))
                                   : ev.heap.makeList(std::move(items));
}

Value Evaluator::subscript(const Value &base, const Value &index, SMLoc loc,
                           StringRef hint) {
  if (hasFailed())
    return graph.poison();
  if (base.isTensorLike())
    return tensorSubscript(base, index, loc, hint);
  if (base.is(ValueKind::Dict)) {
    if (Value *value = base.as<DictObject>()->find(index))
      return *value;
    return error(loc, "the dict has no key " + toText(index, true));
  }
  if (!base.isSequence() && !base.isString() && !base.is(ValueKind::Shape))
    return error(loc, describe(base) + " has no items");
  std::vector<Value> items = iterate(base, loc);
  if (index.is(ValueKind::Slice)) {
    SliceBounds bounds = sliceBounds(*this, *index.as<SliceObject>(), loc);
    if (hasFailed())
      return graph.poison();
    std::vector<Value> picked = pick(items, bounds);
    reserve(loc, picked.size());
    return assemble(*this, std::move(picked), base);
  }
  int64_t position = toInt(index, loc, "an index");
  int64_t size = items.size(), i = position < 0 ? position + size : position;
  if (i < 0 || i >= size)
    return error(loc, "index " + llvm::Twine(position) +
                          " is out of range: there are " + llvm::Twine(size) +
                          " items");
  return items[i];
}

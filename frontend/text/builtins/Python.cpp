// Python's own functions.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/OpMaker.h"

#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace tfc::text;

//===----------------------------------------------------------------------===//
// Lists and the like
//===----------------------------------------------------------------------===//

static Value range(Evaluator &ev, Call &call) {
  std::vector<Value> &arguments = call["arguments"].items();
  if (arguments.empty() || arguments.size() > 3)
    return ev.error(call.loc, "range takes 1 to 3 ints");
  int64_t bounds[3] = {0, 0, 1};
  for (auto [i, argument] : llvm::enumerate(arguments))
    bounds[arguments.size() == 1 ? 1 : i] =
        ev.toInt(argument, call.loc, "range: argument");
  auto [begin, end, step] = bounds;
  if (step == 0)
    return call.error("the step cannot be 0");
  // In 128 bits, so that no bounds overflow.
  __int128 count =
      step > 0 ? (__int128(end) - begin + step - 1) / step
               : (__int128(begin) - end - __int128(step) - 1) / -__int128(step);
  if (count > (1 << 24))
    return ev.error(call.loc, "range is too long to unroll: " +
                                  llvm::Twine(uint64_t(count)) +
                                  " items; tf.range makes a tensor");
  std::vector<Value> items;
  if (ev.reserve(call.loc, count > 0 ? count : 0))
    for (int64_t i = 0; i < int64_t(count); ++i)
      items.push_back(Value::of(int64_t(begin + i * step)));
  return ev.heap.makeList(std::move(items));
}

static Value len(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  if (!x.isTensorLike())
    return Value::number(ev.iterate(x, call.loc).size());
  mlir::RankedTensorType type = ev.typeOf(x);
  if (type.getRank() > 0 && !type.isDynamicDim(0))
    return Value::of(type.getDimSize(0));
  return ev.error(call.loc, "the length of a tensor of shape " +
                                shapeText(type.getShape()) +
                                " is not known; tf.shape(x)[0] is");
}

static Value enumerate(Evaluator &ev, Call &call) {
  std::vector<Value> items = call.items("items");
  int64_t start = ev.toInt(call["start"], call.loc, "enumerate: start");
  if (ev.reserve(call.loc, 3 * items.size()))
    for (auto [i, item] : llvm::enumerate(items))
      item = ev.heap.makeTuple({Value::number(int64_t(start + i)), item});
  return ev.heap.makeList(std::move(items));
}

static Value zip(Evaluator &ev, Call &call) {
  std::vector<std::vector<Value>> columns;
  size_t rows = SIZE_MAX;
  for (const Value &argument : call["lists"].items()) {
    columns.push_back(ev.iterate(argument, call.loc));
    rows = std::min(rows, columns.back().size());
  }
  std::vector<Value> items;
  for (size_t row = 0; !columns.empty() && row < rows; ++row) {
    std::vector<Value> tuple;
    for (std::vector<Value> &column : columns)
      tuple.push_back(column[row]);
    if (!ev.reserve(call.loc, tuple.size() + 2))
      break;
    items.push_back(ev.heap.makeTuple(std::move(tuple)));
  }
  return ev.heap.makeList(std::move(items));
}

/// The items that `list(items)` and its like take; none without an argument.
static std::vector<Value> itemsOf(Call &call) {
  return call.has("items") ? call.items("items") : std::vector<Value>();
}

static Value makeList(Evaluator &ev, Call &call) {
  return ev.heap.makeList(itemsOf(call));
}

static Value makeTuple(Evaluator &ev, Call &call) {
  return ev.heap.makeTuple(itemsOf(call));
}

static Value reversed(Evaluator &ev, Call &call) {
  std::vector<Value> items = itemsOf(call);
  std::reverse(items.begin(), items.end());
  return ev.heap.makeList(std::move(items));
}

static Value makeDict(Evaluator &ev, Call &call) {
  DictObject *dict = ev.heap.makeDict();
  if (call["items"].is(ValueKind::Dict)) {
    dict->items = call["items"].as<DictObject>()->items;
    return Value::of(dict);
  }
  for (const Value &item : itemsOf(call)) {
    if (!item.isSequence() || item.items().size() != 2)
      return call.error("expected pairs of key and value");
    dict->set(item.items()[0], item.items()[1]);
  }
  return Value::of(dict);
}

static Value sorted(Evaluator &ev, Call &call) {
  std::vector<Value> items = call.items("items");
  bool isReverse = ev.toBool(call["reverse"], call.loc, "sorted: reverse");
  bool isComparable = llvm::all_of(items, [&](const Value &v) {
    return v.isNumber() ? items.front().isNumber()
                        : v.isString() && items.front().isString();
  });
  if (!isComparable)
    return call.error("expected numbers only or strings only");
  llvm::sort(items, [&](const Value &a, const Value &b) {
    const Value &x = isReverse ? b : a, &y = isReverse ? a : b;
    return x.isString() ? x.asString() < y.asString()
                        : x.asFloat() < y.asFloat();
  });
  return ev.heap.makeList(std::move(items));
}

//===----------------------------------------------------------------------===//
// Over the items of a list
//===----------------------------------------------------------------------===//

static Value sum(Evaluator &ev, Call &call) {
  Value total = call["start"];
  bool isFirst = true;
  for (const Value &item : call.items("items")) {
    // 0 + tensor is the tensor.
    bool isZero = isFirst && isEqual(total, Value::number(0));
    total = isZero && item.isTensorLike()
                ? item
                : ev.binary(BinaryOp::Add, total, item, call.loc);
    isFirst = false;
  }
  return total;
}

static Value extremum(Evaluator &ev, Call &call) {
  std::vector<Value> items = call["items"].items();
  if (items.size() == 1)
    items = ev.iterate(items[0], call.loc);
  if (items.empty())
    return ev.error(call.loc, call.function() + " of nothing");
  CompareOp op =
      call.function() == "max" ? CompareOp::Greater : CompareOp::Less;
  Value best = items[0];
  for (const Value &item : llvm::drop_begin(items))
    if (ev.truth(ev.compare(op, item, best, call.loc), call.loc))
      best = item;
  return best;
}

static Value any(Evaluator &ev, Call &call) {
  return Value::of(llvm::any_of(call.items("items"), [&](const Value &item) {
    return ev.truth(item, call.loc);
  }));
}

static Value all(Evaluator &ev, Call &call) {
  return Value::of(llvm::all_of(call.items("items"), [&](const Value &item) {
    return ev.truth(item, call.loc);
  }));
}

//===----------------------------------------------------------------------===//
// Numbers and texts
//===----------------------------------------------------------------------===//

static Value absolute(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  if (x.isTensorLike())
    return OpMaker(ev, call.loc).abs(x);
  if (x.is(ValueKind::Float))
    return Value::of(std::fabs(x.floating));
  if (!x.isIntegral())
    return ev.typeError(call.loc, "abs: x", "a number", x);
  return x.asInt() < 0 ? ev.unary(UnaryOp::Negate, x, call.loc)
                       : Value::of(x.asInt());
}

static Value toInt(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  if (x.is(ValueKind::Float) && x.floating > -9.2e18 && x.floating < 9.2e18)
    return Value::of(int64_t(x.floating));
  int64_t integer;
  if (x.isString() && !x.asString().trim().getAsInteger(10, integer))
    return Value::of(integer);
  return Value::of(ev.toInt(x, call.loc, "int: x"));
}

static Value toFloat(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  double number;
  if (x.isNumber())
    return Value::of(x.asFloat());
  if (x.isString() && llvm::to_float(x.asString().trim(), number))
    return Value::of(number);
  return Value::of(ev.toDouble(x, call.loc, "float: x"));
}

static Value toBool(Evaluator &ev, Call &call) {
  return Value::of(ev.truth(call["x"], call.loc));
}

static Value toString(Evaluator &ev, Call &call) {
  return ev.heap.makeString(toText(call["x"], call.function() == "repr"));
}

static Value roundNumber(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  if (x.isTensorLike())
    return OpMaker(ev, call.loc).round(x);
  double number = ev.toDouble(x, call.loc, "round: x");
  if (!call.has("digits"))
    return ev.call("int", {Value::of(std::nearbyint(number))}, call.loc);
  int64_t digits = ev.toInt(call["digits"], call.loc, "round: digits");
  double scale = std::pow(10.0, double(std::clamp<int64_t>(digits, -300, 300)));
  return Value::of(std::nearbyint(number * scale) / scale);
}

static Value isInstance(Evaluator &ev, Call &call) {
  std::vector<Value> classes = {call["classes"]};
  if (classes[0].isSequence())
    classes = classes[0].items();
  const Value &x = call["x"];
  for (const Value &c : classes) {
    StringRef name = c.is(ValueKind::Builtin)
                         ? c.as<const Builtin>()->signature.function
                         : StringRef();
    bool holds = (name == "int" && x.isIntegral()) ||
                 (name == "float" && x.is(ValueKind::Float)) ||
                 (name == "bool" && x.is(ValueKind::Bool)) ||
                 (name == "str" && x.isString()) ||
                 (name == "list" && x.is(ValueKind::List)) ||
                 (name == "tuple" && x.is(ValueKind::Tuple)) ||
                 (name == "dict" && x.is(ValueKind::Dict)) ||
                 (name == "tf.Variable" && x.is(ValueKind::Variable));
    if (holds)
      return Value::of(true);
  }
  return Value::of(false);
}

void tfc::text::addPython(FunctionTable &table) {
  table.add("range(*arguments)", range);
  table.add("len(x)", len);
  table.add("enumerate(items, start=0)", enumerate);
  table.add("zip(*lists)", zip);
  table.add("list(items=None)", makeList);
  table.add("tuple(items=None)", makeTuple);
  table.add("reversed(items)", reversed);
  table.add("dict(items=None)", makeDict);
  table.add("sorted(items, reverse=False)", sorted);
  table.add("sum(items, start=0)", sum);
  table.add("min(*items)", extremum);
  table.add("max(*items)", extremum);
  table.add("any(items)", any);
  table.add("all(items)", all);
  table.add("abs(x)", absolute);
  table.add("int(x=0)", toInt);
  table.add("float(x=0)", toFloat);
  table.add("bool(x=False)", toBool);
  table.add("str(x='')", toString);
  table.add("repr(x)", toString);
  table.add("round(x, digits=None)", roundNumber);
  table.add("isinstance(x, classes)", isInstance);
}

// Python's own functions and the methods of its values.
#include "frontend/text/eval/Evaluator.h"

#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

static Result range(Evaluator &ev, Call &call) {
  std::vector<Value> &arguments = call["arguments"].items();
  if (arguments.empty() || arguments.size() > 3)
    return ev.error(call.loc, "range takes 1 to 3 ints");
  int64_t bounds[3] = {0, 0, 1};
  for (auto [i, argument] : llvm::enumerate(arguments)) {
    FailureOr<int64_t> bound = ev.toInt(argument, call.loc, "range: argument");
    if (failed(bound))
      return failure();
    bounds[arguments.size() == 1 ? 1 : i] = *bound;
  }
  auto [begin, end, step] = bounds;
  if (step == 0)
    return ev.error(call.loc, "range: the step cannot be 0");
  // In 128 bits, so that no bounds overflow.
  __int128 count =
      step > 0 ? (__int128(end) - begin + step - 1) / step
               : (__int128(begin) - end - __int128(step) - 1) / -__int128(step);
  if (count > (1 << 24) || failed(ev.reserve(call.loc, count > 0 ? count : 0)))
    return count > (1 << 24)
               ? ev.error(call.loc, "range is too long to unroll: " +
                                        llvm::Twine(uint64_t(count)) +
                                        " items; tf.range makes a tensor")
               : mlir::LogicalResult(failure());
  std::vector<Value> items;
  for (int64_t i = 0; i < int64_t(count); ++i)
    items.push_back(Value::of(int64_t(begin + i * step)));
  return ev.heap.makeList(std::move(items));
}

static Result len(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  if (x.isTensorLike()) {
    mlir::RankedTensorType type = ev.typeOf(x);
    if (type.getRank() > 0 && !type.isDynamicDim(0))
      return Value::of(type.getDimSize(0));
    return ev.error(call.loc, "the length of a tensor of shape " +
                                  shapeText(type.getShape()) +
                                  " is not known; tf.shape(x)[0] is");
  }
  FailureOr<std::vector<Value>> items = ev.iterate(x, call.loc);
  if (failed(items))
    return failure();
  return Value::of(int64_t(items->size()));
}

static Result enumerate(Evaluator &ev, Call &call) {
  FailureOr<std::vector<Value>> items = ev.iterate(call["items"], call.loc);
  FailureOr<int64_t> start =
      ev.toInt(call["start"], call.loc, "enumerate: start");
  if (failed(items) || failed(start) ||
      failed(ev.reserve(call.loc, 3 * items->size())))
    return failure();
  for (auto [i, item] : llvm::enumerate(*items))
    item = ev.heap.makeTuple({Value::of(int64_t(*start + i)), item});
  return ev.heap.makeList(std::move(*items));
}

static Result zip(Evaluator &ev, Call &call) {
  std::vector<std::vector<Value>> columns;
  size_t rows = SIZE_MAX;
  for (const Value &argument : call["lists"].items()) {
    FailureOr<std::vector<Value>> column = ev.iterate(argument, call.loc);
    if (failed(column))
      return failure();
    rows = std::min(rows, column->size());
    columns.push_back(std::move(*column));
  }
  std::vector<Value> items;
  for (size_t row = 0; !columns.empty() && row < rows; ++row) {
    std::vector<Value> tuple;
    for (std::vector<Value> &column : columns)
      tuple.push_back(column[row]);
    if (failed(ev.reserve(call.loc, tuple.size() + 2)))
      return failure();
    items.push_back(ev.heap.makeTuple(std::move(tuple)));
  }
  return ev.heap.makeList(std::move(items));
}

static Result makeSequence(Evaluator &ev, Call &call) {
  std::vector<Value> items;
  if (call.has("items")) {
    FailureOr<std::vector<Value>> given = ev.iterate(call["items"], call.loc);
    if (failed(given))
      return failure();
    items = std::move(*given);
  }
  if (call.function() == "reversed")
    std::reverse(items.begin(), items.end());
  if (call.function() == "tuple")
    return ev.heap.makeTuple(std::move(items));
  return ev.heap.makeList(std::move(items));
}

static Result sorted(Evaluator &ev, Call &call) {
  FailureOr<std::vector<Value>> items = ev.iterate(call["items"], call.loc);
  FailureOr<bool> reverse =
      ev.toBool(call["reverse"], call.loc, "sorted: reverse");
  if (failed(items) || failed(reverse))
    return failure();
  bool isComparable = llvm::all_of(*items, [&](const Value &v) {
    return v.isNumber() ? items->front().isNumber()
                        : v.isString() && items->front().isString();
  });
  if (!isComparable)
    return ev.error(call.loc, "sorted: expected numbers only or strings only");
  llvm::sort(*items, [&](const Value &a, const Value &b) {
    const Value &x = *reverse ? b : a, &y = *reverse ? a : b;
    return x.isString() ? x.asString() < y.asString()
                        : x.asFloat() < y.asFloat();
  });
  return ev.heap.makeList(std::move(*items));
}

static Result sum(Evaluator &ev, Call &call) {
  FailureOr<std::vector<Value>> items = ev.iterate(call["items"], call.loc);
  if (failed(items))
    return failure();
  Value total = call["start"];
  bool isFirst = true;
  for (const Value &item : *items) {
    // 0 + tensor is the tensor.
    Result next =
        isFirst && item.isTensorLike() && isEqual(total, Value::of(int64_t(0)))
            ? Result(item)
            : ev.binary(BinaryOp::Add, total, item, call.loc);
    if (failed(next))
      return failure();
    total = *next;
    isFirst = false;
  }
  return total;
}

static Result extremum(Evaluator &ev, Call &call) {
  std::vector<Value> items = call["items"].items();
  if (items.size() == 1) {
    FailureOr<std::vector<Value>> inner = ev.iterate(items[0], call.loc);
    if (failed(inner))
      return failure();
    items = std::move(*inner);
  }
  if (items.empty())
    return ev.error(call.loc, call.function() + " of nothing");
  CompareOp op =
      call.function() == "max" ? CompareOp::Greater : CompareOp::Less;
  Value best = items[0];
  for (const Value &item : llvm::drop_begin(items)) {
    Result better = ev.compare(op, item, best, call.loc);
    if (failed(better))
      return failure();
    FailureOr<bool> holds = ev.truth(*better, call.loc);
    if (failed(holds))
      return failure();
    if (*holds)
      best = item;
  }
  return best;
}

static Result anyOrAll(Evaluator &ev, Call &call) {
  FailureOr<std::vector<Value>> items = ev.iterate(call["items"], call.loc);
  if (failed(items))
    return failure();
  bool isAny = call.function() == "any";
  for (const Value &item : *items) {
    FailureOr<bool> holds = ev.truth(item, call.loc);
    if (failed(holds))
      return failure();
    if (*holds == isAny)
      return Value::of(isAny);
  }
  return Value::of(!isAny);
}

static Result absolute(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  if (x.isTensorLike())
    return ev.call("tf.abs", {x}, call.loc);
  if (x.is(ValueKind::Float))
    return Value::of(std::fabs(x.floating));
  if (!x.isIntegral())
    return ev.typeError(call.loc, "abs: x", "a number", x);
  return x.asInt() < 0 ? ev.unary(UnaryOp::Negate, x, call.loc)
                       : Result(Value::of(x.asInt()));
}

static Result toIntFunction(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  if (x.isIntegral())
    return Value::of(x.asInt());
  if (x.is(ValueKind::Float) && x.floating > -9.2e18 && x.floating < 9.2e18)
    return Value::of(int64_t(x.floating));
  int64_t integer;
  if (x.isString() && !x.asString().trim().getAsInteger(10, integer))
    return Value::of(integer);
  FailureOr<int64_t> value = ev.toInt(x, call.loc, "int: x");
  return failed(value) ? Result(failure()) : Value::of(*value);
}

static Result toFloatFunction(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  double number;
  if (x.isNumber())
    return Value::of(x.asFloat());
  if (x.isString() && llvm::to_float(x.asString().trim(), number))
    return Value::of(number);
  FailureOr<double> value = ev.toDouble(x, call.loc, "float: x");
  return failed(value) ? Result(failure()) : Value::of(*value);
}

static Result toBoolFunction(Evaluator &ev, Call &call) {
  FailureOr<bool> holds = ev.truth(call["x"], call.loc);
  return failed(holds) ? Result(failure()) : Value::of(*holds);
}

static Result toStringFunction(Evaluator &ev, Call &call) {
  return ev.heap.makeString(toText(call["x"], call.function() == "repr"));
}

static Result roundFunction(Evaluator &ev, Call &call) {
  const Value &x = call["x"];
  if (x.isTensorLike())
    return ev.call("tf.round", {x}, call.loc);
  FailureOr<double> number = ev.toDouble(x, call.loc, "round: x");
  if (failed(number))
    return failure();
  if (!call.has("digits"))
    return ev.call("int", {Value::of(std::nearbyint(*number))}, call.loc);
  FailureOr<int64_t> digits =
      ev.toInt(call["digits"], call.loc, "round: digits");
  if (failed(digits))
    return failure();
  double scale =
      std::pow(10.0, double(std::clamp<int64_t>(*digits, -300, 300)));
  return Value::of(std::nearbyint(*number * scale) / scale);
}

static Result isInstance(Evaluator &ev, Call &call) {
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

static Result makeDict(Evaluator &ev, Call &call) {
  DictObject *dict = ev.heap.makeDict();
  if (!call.has("items"))
    return Value::of(dict);
  if (call["items"].is(ValueKind::Dict)) {
    dict->items = call["items"].as<DictObject>()->items;
    return Value::of(dict);
  }
  FailureOr<std::vector<Value>> items = ev.iterate(call["items"], call.loc);
  if (failed(items))
    return failure();
  for (const Value &item : *items) {
    if (!item.isSequence() || item.items().size() != 2)
      return ev.error(call.loc, "dict: expected pairs of key and value");
    if (Value *old = dict->find(item.items()[0]))
      *old = item.items()[1];
    else
      dict->items.push_back({item.items()[0], item.items()[1]});
  }
  return Value::of(dict);
}

//===----------------------------------------------------------------------===//
// Methods
//===----------------------------------------------------------------------===//

static Result listAppend(Evaluator &ev, Call &call) {
  if (failed(ev.reserve(call.loc, 1)))
    return failure();
  call["self"].items().push_back(call["item"]);
  return Value();
}

static Result listExtend(Evaluator &ev, Call &call) {
  FailureOr<std::vector<Value>> items = ev.iterate(call["items"], call.loc);
  if (failed(items) || failed(ev.reserve(call.loc, items->size())))
    return failure();
  llvm::append_range(call["self"].items(), *items);
  return Value();
}

static Result listPop(Evaluator &ev, Call &call) {
  Result item = ev.subscript(call["self"], call["index"], call.loc);
  if (failed(item))
    return failure();
  std::vector<Value> &items = call["self"].items();
  int64_t i = call["index"].asInt();
  items.erase(items.begin() + (i < 0 ? i + items.size() : i));
  return item;
}

static Result listIndex(Evaluator &ev, Call &call) {
  for (auto [i, item] : llvm::enumerate(call["self"].items()))
    if (isEqual(item, call["item"]))
      return Value::of(int64_t(i));
  return ev.error(call.loc, toText(call["item"], true) + " is not in the list");
}

static Result dictView(Evaluator &ev, Call &call) {
  std::vector<Value> items;
  StringRef view = call.function();
  for (auto &[key, value] : call["self"].as<DictObject>()->items)
    items.push_back(view == "Dict.keys"     ? key
                    : view == "Dict.values" ? value
                                            : ev.heap.makeTuple({key, value}));
  if (failed(ev.reserve(call.loc, items.size())))
    return failure();
  return ev.heap.makeList(std::move(items));
}

static Result dictGet(Evaluator &ev, Call &call) {
  Value *value = call["self"].as<DictObject>()->find(call["key"]);
  return value ? *value : call["default"];
}

static Result dictUpdate(Evaluator &ev, Call &call) {
  if (!call["other"].is(ValueKind::Dict))
    return ev.typeError(call.loc, "update: other", "a dict", call["other"]);
  auto *dict = call["self"].as<DictObject>();
  auto other = call["other"].as<DictObject>()->items;
  for (auto &[key, value] : other) {
    if (Value *old = dict->find(key))
      *old = value;
    else
      dict->items.push_back({key, value});
  }
  return Value();
}

static Result stringCase(Evaluator &ev, Call &call) {
  StringRef text = call["self"].asString();
  return ev.heap.makeString(call.function() == "String.lower" ? text.lower()
                            : call.function() == "String.upper"
                                ? text.upper()
                                : text.trim().str());
}

static Result stringTest(Evaluator &ev, Call &call) {
  FailureOr<StringRef> part =
      ev.toString(call["part"], call.loc, call.function() + ": part");
  if (failed(part))
    return failure();
  StringRef text = call["self"].asString();
  return Value::of(call.function() == "String.startswith"
                       ? text.starts_with(*part)
                       : text.ends_with(*part));
}

static Result stringJoin(Evaluator &ev, Call &call) {
  FailureOr<std::vector<Value>> items = ev.iterate(call["items"], call.loc);
  if (failed(items))
    return failure();
  std::string text;
  for (auto [i, item] : llvm::enumerate(*items)) {
    if (!item.isString())
      return ev.typeError(call.loc, "join: an item", "a string", item);
    if (i)
      text += call["self"].asString();
    text += item.asString();
    if (text.size() > (1 << 20))
      return ev.reserve(call.loc, size_t(1) << 40);
  }
  if (failed(ev.reserve(call.loc, text.size() / sizeof(Value))))
    return failure();
  return ev.heap.makeString(text);
}

static Result stringSplit(Evaluator &ev, Call &call) {
  llvm::SmallVector<StringRef> parts;
  StringRef text = call["self"].asString();
  if (call.has("separator")) {
    FailureOr<StringRef> separator =
        ev.toString(call["separator"], call.loc, "split: separator");
    if (failed(separator))
      return failure();
    if (separator->empty())
      return ev.error(call.loc, "split: the separator is empty");
    text.split(parts, *separator);
  } else {
    llvm::SplitString(text, parts);
  }
  std::vector<Value> items;
  for (StringRef part : parts)
    items.push_back(Value::of(part));
  if (failed(ev.reserve(call.loc, items.size())))
    return failure();
  return ev.heap.makeList(std::move(items));
}

static Result stringReplace(Evaluator &ev, Call &call) {
  FailureOr<StringRef> from =
      ev.toString(call["old"], call.loc, "replace: old");
  FailureOr<StringRef> to = ev.toString(call["new"], call.loc, "replace: new");
  if (failed(from) || failed(to))
    return failure();
  std::string result;
  StringRef text = call["self"].asString();
  if (from->empty())
    return ev.error(call.loc, "replace: the text to replace is empty");
  while (true) {
    size_t at = text.find(*from);
    result += text.take_front(at);
    if (at == StringRef::npos)
      break;
    result += *to;
    text = text.drop_front(at + from->size());
    if (result.size() > (1 << 20))
      return ev.reserve(call.loc, size_t(1) << 40);
  }
  if (failed(ev.reserve(call.loc, result.size() / sizeof(Value))))
    return failure();
  return ev.heap.makeString(result);
}

static Result stringFormat(Evaluator &ev, Call &call) {
  CallArguments arguments;
  for (const Value &value : call["arguments"].items())
    arguments.positional.push_back({value, call.loc});
  return ev.formatBraces(call["self"].asString(), arguments, call.loc);
}

void tfc::text::addPythonFunctions(FunctionTable &table) {
  table.add("range(*arguments)", range);
  table.add("len(x)", len);
  table.add("enumerate(items, start=0)", enumerate);
  table.add("zip(*lists)", zip);
  for (const char *name :
       {"list(items=None)", "tuple(items=None)", "reversed(items)"})
    table.add(name, makeSequence);
  table.add("dict(items=None)", makeDict);
  table.add("sorted(items, reverse=False)", sorted);
  table.add("sum(items, start=0)", sum);
  table.add("min(*items)", extremum);
  table.add("max(*items)", extremum);
  table.add("any(items)", anyOrAll);
  table.add("all(items)", anyOrAll);
  table.add("abs(x)", absolute);
  table.add("int(x=0)", toIntFunction);
  table.add("float(x=0)", toFloatFunction);
  table.add("bool(x=False)", toBoolFunction);
  table.add("str(x='')", toStringFunction);
  table.add("repr(x)", toStringFunction);
  table.add("round(x, digits=None)", roundFunction);
  table.add("isinstance(x, classes)", isInstance);

  table.add("List.append(self, item)", listAppend);
  table.add("List.extend(self, items)", listExtend);
  table.add("List.pop(self, index=-1)", listPop);
  table.add("List.index(self, item)", listIndex);
  table.add("Dict.keys(self)", dictView);
  table.add("Dict.values(self)", dictView);
  table.add("Dict.items(self)", dictView);
  table.add("Dict.get(self, key, default=None)", dictGet);
  table.add("Dict.update(self, other)", dictUpdate);
  table.add("String.lower(self)", stringCase);
  table.add("String.upper(self)", stringCase);
  table.add("String.strip(self)", stringCase);
  table.add("String.startswith(self, part)", stringTest);
  table.add("String.endswith(self, part)", stringTest);
  table.add("String.join(self, items)", stringJoin);
  table.add("String.split(self, separator=None)", stringSplit);
  table.add("String.replace(self, old, new)", stringReplace);
  table.add("String.format(self, *arguments)", stringFormat);
}

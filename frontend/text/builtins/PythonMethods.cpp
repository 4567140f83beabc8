// Methods of Python's lists, dicts and strings.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/Evaluator.h"

#include "llvm/ADT/StringExtras.h"

using namespace tfc::text;

/// A text that a method makes is not longer than this.
static constexpr size_t maxText = 1 << 20;

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

static Value listAppend(Evaluator &ev, Call &call) {
  if (ev.reserve(call.loc, 1))
    call["self"].items().push_back(call["item"]);
  return Value();
}

static Value listExtend(Evaluator &ev, Call &call) {
  std::vector<Value> items = call.items("items");
  if (ev.reserve(call.loc, items.size()))
    llvm::append_range(call["self"].items(), items);
  return Value();
}

static Value listPop(Evaluator &ev, Call &call) {
  Value item = ev.subscript(call["self"], call["index"], call.loc);
  if (ev.hasFailed())
    return item;
  std::vector<Value> &items = call["self"].items();
  int64_t i = call["index"].asInt();
  items.erase(items.begin() + (i < 0 ? i + items.size() : i));
  return item;
}

static Value listIndex(Evaluator &ev, Call &call) {
  for (auto [i, item] : llvm::enumerate(call["self"].items()))
    if (isEqual(item, call["item"]))
      return Value::number(i);
  return ev.error(call.loc, toText(call["item"], true) + " is not in the list");
}

//===----------------------------------------------------------------------===//
// Dicts
//===----------------------------------------------------------------------===//

static Value dictView(Evaluator &ev, Call &call) {
  std::vector<Value> items;
  StringRef view = call.function();
  for (auto &[key, value] : call["self"].as<DictObject>()->items)
    items.push_back(view == "Dict.keys"     ? key
                    : view == "Dict.values" ? value
                                            : ev.heap.makeTuple({key, value}));
  ev.reserve(call.loc, items.size());
  return ev.heap.makeList(std::move(items));
}

static Value dictGet(Evaluator &ev, Call &call) {
  Value *value = call["self"].as<DictObject>()->find(call["key"]);
  return value ? *value : call["default"];
}

static Value dictUpdate(Evaluator &ev, Call &call) {
  if (!call["other"].is(ValueKind::Dict))
    return ev.typeError(call.loc, "update: other", "a dict", call["other"]);
  auto *dict = call["self"].as<DictObject>();
  auto other = call["other"].as<DictObject>()->items; // may be the dict itself
  for (auto &[key, value] : other)
    dict->set(key, value);
  return Value();
}

//===----------------------------------------------------------------------===//
// Strings
//===----------------------------------------------------------------------===//

static Value stringCase(Evaluator &ev, Call &call) {
  StringRef text = call["self"].asString();
  return ev.heap.makeString(call.function() == "String.lower" ? text.lower()
                            : call.function() == "String.upper"
                                ? text.upper()
                                : text.trim().str());
}

static Value stringTest(Evaluator &ev, Call &call) {
  StringRef part = call.text("part"), text = call["self"].asString();
  return Value::of(call.function() == "String.startswith"
                       ? text.starts_with(part)
                       : text.ends_with(part));
}

/// Appends to a text that must not become too long: false once it is.
static bool append(Evaluator &ev, Call &call, std::string &text,
                   StringRef more) {
  text += more;
  return text.size() <= maxText || ev.reserve(call.loc, size_t(1) << 40);
}

static Value stringJoin(Evaluator &ev, Call &call) {
  std::string text;
  StringRef separator;
  for (const Value &item : call.items("items")) {
    if (!item.isString())
      return ev.typeError(call.loc, "join: an item", "a string", item);
    if (!append(ev, call, text, (separator + item.asString()).str()))
      break;
    separator = call["self"].asString();
  }
  return ev.makeText(text, call.loc);
}

static Value stringSplit(Evaluator &ev, Call &call) {
  llvm::SmallVector<StringRef> parts;
  StringRef text = call["self"].asString();
  if (call.has("separator")) {
    StringRef separator =
        ev.toString(call["separator"], call.loc, "split: separator");
    if (separator.empty())
      return ev.error(call.loc, "split: the separator is empty");
    text.split(parts, separator);
  } else {
    llvm::SplitString(text, parts);
  }
  std::vector<Value> items;
  for (StringRef part : parts)
    items.push_back(Value::of(part));
  ev.reserve(call.loc, items.size());
  return ev.heap.makeList(std::move(items));
}

static Value stringReplace(Evaluator &ev, Call &call) {
  StringRef from = ev.toString(call["old"], call.loc, "replace: old");
  StringRef to = ev.toString(call["new"], call.loc, "replace: new");
  if (from.empty())
    return ev.error(call.loc, "replace: the text to replace is empty");
  std::string result;
  StringRef text = call["self"].asString();
  for (size_t at; (at = text.find(from)) != StringRef::npos;) {
    if (!append(ev, call, result, (text.take_front(at) + to).str()))
      break;
    text = text.drop_front(at + from.size());
  }
  return ev.makeText(result + text.str(), call.loc);
}

static Value stringFormat(Evaluator &ev, Call &call) {
  return ev.formatBraces(call["self"].asString(),
                         CallArguments(call["arguments"].items(), call.loc),
                         call.loc);
}

void tfc::text::addPythonMethods(FunctionTable &table) {
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

// Values: equality, what is in them, and their text.
#include "frontend/text/eval/Value.h"

#include "ir/ElementTypes.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace tfc::text;

static constexpr unsigned maxDepth = 20;
static constexpr size_t maxText = 100000;

bool tfc::text::isEqual(const Value &a, const Value &b, unsigned depth) {
  if (depth > maxDepth)
    return false;
  if (a.kind == b.kind && a.isSequence() && a.pointer == b.pointer)
    return true;
  if (a.isNumber() && b.isNumber()) {
    if (a.isIntegral() && b.isIntegral())
      return a.asInt() == b.asInt();
    return a.asFloat() == b.asFloat();
  }
  auto sameItems = [&](const std::vector<Value> &x,
                       const std::vector<Value> &y) {
    if (x.size() != y.size())
      return false;
    for (size_t i = 0; i < x.size(); ++i)
      if (!isEqual(x[i], y[i], depth + 1))
        return false;
    return true;
  };
  // A shape equals the list or tuple of its dimensions.
  auto dims = [](const Value &v) { return dimensionsOf(*v.as<ShapeObject>()); };
  if (a.is(ValueKind::Shape) && (b.is(ValueKind::Shape) || b.isSequence()))
    return sameItems(dims(a), b.isSequence() ? b.items() : dims(b));
  if (b.is(ValueKind::Shape) && a.isSequence())
    return sameItems(a.items(), dims(b));
  if (a.kind != b.kind)
    return false;
  switch (a.kind) {
  case ValueKind::None:
  case ValueKind::Ellipsis:
    return true;
  case ValueKind::String:
  case ValueKind::Module:
    return a.asString() == b.asString();
  case ValueKind::List:
  case ValueKind::Tuple:
    return sameItems(a.items(), b.items());
  case ValueKind::Dict: {
    auto &x = a.as<DictObject>()->items;
    for (auto &[key, value] : x) {
      Value *other = b.as<DictObject>()->find(key);
      if (!other || !isEqual(value, *other, depth + 1))
        return false;
    }
    return x.size() == b.as<DictObject>()->items.size();
  }
  default:
    return a.pointer == b.pointer;
  }
}

Value *DictObject::find(const Value &key) {
  for (auto &[k, value] : items)
    if (isEqual(k, key))
      return &value;
  return nullptr;
}

void DictObject::set(const Value &key, const Value &value) {
  if (Value *old = find(key))
    *old = value;
  else
    items.push_back({key, value});
}

std::vector<Value> tfc::text::dimensionsOf(const ShapeObject &shape) {
  std::vector<Value> items;
  for (int64_t dim : shape.dims)
    items.push_back(dim < 0 ? Value() : Value::of(dim));
  return items;
}

const Value &tfc::text::firstLeaf(const Value &value) {
  const Value *leaf = &value;
  for (unsigned level = 0; level <= maxDepth; ++level)
    if (leaf->isSequence() && !leaf->items().empty())
      leaf = &leaf->items().front();
  return *leaf;
}

static void flatten(const Value &value, std::vector<Value> &items,
                    unsigned depth, size_t &visits) {
  // Lists can share items: a small program can stand for a great many.
  if (depth > 16 || ++visits > 1000000)
    return;
  if (value.isSequence()) {
    for (const Value &item : value.items())
      flatten(item, items, depth + 1, visits);
  } else if (value.is(ValueKind::Dict)) {
    for (auto &[key, item] : value.as<DictObject>()->items)
      flatten(item, items, depth + 1, visits);
  } else {
    items.push_back(value);
  }
}

std::vector<Value> tfc::text::flatten(const Value &value) {
  std::vector<Value> items;
  size_t visits = 0;
  ::flatten(value, items, 0, visits);
  return items;
}

std::string tfc::text::describe(const Value &value) {
  switch (value.kind) {
  case ValueKind::None:
    return "None";
  case ValueKind::Bool:
    return "a bool";
  case ValueKind::Int:
    return "an int";
  case ValueKind::Float:
    return "a float";
  case ValueKind::String:
    return "a string";
  case ValueKind::List:
    return "a list";
  case ValueKind::Tuple:
    return "a tuple";
  case ValueKind::Dict:
    return "a dict";
  case ValueKind::Slice:
    return "a slice";
  case ValueKind::Ellipsis:
    return "'...'";
  case ValueKind::Tensor:
    return "a tensor";
  case ValueKind::Variable:
    return "a variable";
  case ValueKind::Operation:
    return "an operation";
  case ValueKind::DType:
    return "a dtype";
  case ValueKind::Shape:
    return "a shape";
  case ValueKind::Function:
  case ValueKind::Builtin:
  case ValueKind::Method:
    return "a function";
  case ValueKind::Module:
    return "the module '" + value.asString().str() + "'";
  case ValueKind::Object:
    return ("an object of class " + value.as<Object>()->className()).str();
  }
  llvm_unreachable("covered above");
}

std::string tfc::text::dtypeName(mlir::Type type) {
  return formatElementType(type);
}

std::string tfc::text::shapeText(ArrayRef<int64_t> dims) {
  std::string text = "[";
  for (int64_t d : dims) {
    if (text.size() > 1)
      text += ",";
    text += d < 0 ? "?" : std::to_string(d);
  }
  return text + "]";
}

/// Python's repr of a float: the shortest decimal that reads back.
static std::string floatText(double f) {
  if (std::isnan(f))
    return "nan";
  if (std::isinf(f))
    return f < 0 ? "-inf" : "inf";
  char buffer[40];
  for (int precision = 1; precision <= 17; ++precision) {
    snprintf(buffer, sizeof(buffer), "%.*g", precision, f);
    if (strtod(buffer, nullptr) == f)
      break;
  }
  std::string text = buffer;
  size_t e = text.find('e');
  if (e != std::string::npos) {
    // Python writes small exponents out.
    if (std::fabs(f) >= 1e-4 && std::fabs(f) < 1e16) {
      snprintf(buffer, sizeof(buffer), "%.0f.0", f);
      text = buffer;
    }
    return text;
  }
  if (text.find('.') == std::string::npos)
    text += ".0";
  return text;
}

static void append(const Value &value, bool repr, unsigned depth,
                   std::string &out) {
  if (depth > maxDepth || out.size() > maxText) {
    out += "...";
    return;
  }
  auto appendItems = [&](const std::vector<Value> &items) {
    for (size_t i = 0; i < items.size() && out.size() <= maxText; ++i) {
      if (i)
        out += ", ";
      append(items[i], true, depth + 1, out);
    }
  };
  switch (value.kind) {
  case ValueKind::None:
    out += "None";
    return;
  case ValueKind::Bool:
    out += value.boolean ? "True" : "False";
    return;
  case ValueKind::Int:
    out += std::to_string(value.integer);
    return;
  case ValueKind::Float:
    out += floatText(value.floating);
    return;
  case ValueKind::String:
    if (repr)
      out += "'" + value.asString().str() + "'";
    else
      out += value.asString();
    return;
  case ValueKind::List:
    out += "[";
    appendItems(value.items());
    out += "]";
    return;
  case ValueKind::Tuple:
    out += "(";
    appendItems(value.items());
    out += value.items().size() == 1 ? ",)" : ")";
    return;
  case ValueKind::Dict: {
    out += "{";
    bool first = true;
    for (auto &[key, item] : value.as<DictObject>()->items) {
      if (!first)
        out += ", ";
      first = false;
      append(key, true, depth + 1, out);
      out += ": ";
      append(item, true, depth + 1, out);
    }
    out += "}";
    return;
  }
  case ValueKind::DType:
    out += dtypeName(value.asDType());
    return;
  case ValueKind::Shape:
    out += value.as<ShapeObject>()->ranked
               ? shapeText(value.as<ShapeObject>()->dims)
               : "<unknown>";
    return;
  case ValueKind::Variable:
    out += "<variable '" + value.asVariable()->name + "'>";
    return;
  case ValueKind::Tensor: {
    auto type = llvm::cast<mlir::ShapedType>(value.asGraphValue().getType());
    out += "<tensor " + dtypeName(type.getElementType()) +
           shapeText(type.getShape()) + ">";
    return;
  }
  default:
    out += "<" + describe(value) + ">";
    return;
  }
}

std::string tfc::text::toText(const Value &value, bool repr) {
  std::string text;
  append(value, repr, 0, text);
  return text;
}

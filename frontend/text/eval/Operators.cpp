// Evaluator: operators. On Python's values as Python computes, with integers of
// 64 bits; with a tensor among the operands they make the op.
#include "frontend/text/eval/Evaluator.h"

#include <cmath>

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

namespace {
struct TensorOperator {
  StringRef op;   // tfc.<op>
  StringRef name; // TensorFlow's name of the node
};
} // namespace

static TensorOperator tensorOperator(BinaryOp op, bool isBool, bool isFloat) {
  switch (op) {
  case BinaryOp::Add:
    return {"add", "add"};
  case BinaryOp::Sub:
    return {"sub", "sub"};
  case BinaryOp::Mul:
    return {"mul", "mul"};
  case BinaryOp::Div:
    return {"realdiv", "truediv"};
  case BinaryOp::FloorDiv:
    return {"floordiv", "floordiv"};
  case BinaryOp::Mod:
    return {"floormod", "mod"};
  case BinaryOp::Pow:
    return {"pow", "pow"};
  case BinaryOp::MatMul:
    return {"matmul", "matmul"};
  case BinaryOp::BitAnd:
    return {isBool ? "logical_and" : "bitwise_and", "and"};
  case BinaryOp::BitOr:
    return {isBool ? "logical_or" : "bitwise_or", "or"};
  case BinaryOp::BitXor:
    return {isBool ? "logical_xor" : "bitwise_xor", "xor"};
  case BinaryOp::ShiftLeft:
    return {"left_shift", "LeftShift"};
  case BinaryOp::ShiftRight:
    return {"right_shift", "RightShift"};
  }
  llvm_unreachable("covered above");
}

static TensorOperator tensorOperator(CompareOp op) {
  switch (op) {
  case CompareOp::Less:
    return {"less", "Less"};
  case CompareOp::LessEqual:
    return {"less_equal", "LessEqual"};
  case CompareOp::Greater:
    return {"greater", "Greater"};
  case CompareOp::GreaterEqual:
    return {"greater_equal", "GreaterEqual"};
  case CompareOp::Equal:
    return {"equal", "Equal"};
  case CompareOp::NotEqual:
    return {"not_equal", "NotEqual"};
  default:
    return {};
  }
}

static bool isArray(const Value &value) {
  return value.isNumber() || value.isTensorLike() || value.isSequence();
}

/// `left op right` with a tensor on at least one side.
Result Evaluator::tensorBinary(StringRef op, StringRef name, const Value &left,
                               const Value &right, SMLoc loc, StringRef hint) {
  const Builtin *builtin = functions.findOp(("tfc." + op).str());
  if (!builtin)
    return error(loc, "tensors have no such operator: tfc." + op);
  CallArguments arguments;
  arguments.positional = {{left, loc}, {right, loc}};
  if (hint.empty())
    arguments.keywords.push_back({"name", Value::of(name), loc});
  return callBuiltin(*builtin, arguments, loc, hint);
}

/// Whole-number operators on 64 bits; nothing on overflow or a zero divisor.
static std::optional<int64_t> integerOperator(BinaryOp op, int64_t a,
                                              int64_t b) {
  int64_t r = 0;
  switch (op) {
  case BinaryOp::Add:
    return __builtin_add_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case BinaryOp::Sub:
    return __builtin_sub_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case BinaryOp::Mul:
    return __builtin_mul_overflow(a, b, &r) ? std::nullopt : std::optional(r);
  case BinaryOp::FloorDiv:
    if (b == 0 || (a == INT64_MIN && b == -1))
      return std::nullopt;
    return a / b - ((a % b != 0) && ((a < 0) != (b < 0)));
  case BinaryOp::Mod:
    if (b == 0)
      return std::nullopt;
    if (b == -1)
      return 0;
    r = a % b;
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
  case BinaryOp::Pow: {
    r = 1;
    if (a == 0 || a == 1)
      return b == 0 ? 1 : a;
    if (a == -1)
      return b % 2 ? -1 : 1;
    for (int64_t i = 0; i < b; ++i) // overflows after 63 rounds at the latest
      if (__builtin_mul_overflow(r, a, &r))
        return std::nullopt;
    return r;
  }
  case BinaryOp::BitAnd:
    return a & b;
  case BinaryOp::BitOr:
    return a | b;
  case BinaryOp::BitXor:
    return a ^ b;
  case BinaryOp::ShiftLeft:
    if (a == 0)
      return 0;
    if (b < 0 || b > 62 || __builtin_mul_overflow(a, int64_t(1) << b, &r))
      return std::nullopt;
    return r;
  case BinaryOp::ShiftRight:
    return b < 0 ? std::nullopt : std::optional(a >> std::min<int64_t>(b, 63));
  default:
    return std::nullopt;
  }
}

static std::optional<double> floatOperator(BinaryOp op, double a, double b) {
  switch (op) {
  case BinaryOp::Add:
    return a + b;
  case BinaryOp::Sub:
    return a - b;
  case BinaryOp::Mul:
    return a * b;
  case BinaryOp::Div:
    return b == 0 ? std::nullopt : std::optional(a / b);
  case BinaryOp::FloorDiv:
    return b == 0 ? std::nullopt : std::optional(std::floor(a / b));
  case BinaryOp::Mod: {
    if (b == 0)
      return std::nullopt;
    double r = std::fmod(a, b);
    return r != 0 && ((r < 0) != (b < 0)) ? r + b : r;
  }
  case BinaryOp::Pow: {
    double r = std::pow(a, b);
    return std::isnan(r) && !std::isnan(a) && !std::isnan(b) ? std::nullopt
           : std::isinf(r) && std::isfinite(a) && std::isfinite(b)
               ? std::nullopt
               : std::optional(r);
  }
  default:
    return std::nullopt;
  }
}

Result Evaluator::binary(BinaryOp op, const Value &left, const Value &right,
                         SMLoc loc, StringRef hint) {
  auto mismatch = [&] {
    return error(loc, "type mismatch: " + describe(left) + " " + spelling(op) +
                          " " + describe(right) + " has no meaning");
  };
  if (left.isTensorLike() || right.isTensorLike()) {
    if (!isArray(left) || !isArray(right))
      return mismatch();
    mlir::Type type = elementType(left.isTensorLike() ? left : right);
    bool isFloat = llvm::isa<mlir::FloatType>(type);
    TensorOperator tensor = tensorOperator(op, type.isInteger(1), isFloat);
    if (op == BinaryOp::Div && !isFloat) {
      if (hint.empty())
        return call("tf.truediv", {left, right}, loc);
      return call("tf.truediv", {left, right}, loc, hint);
    }
    return tensorBinary(tensor.op, tensor.name, left, right, loc, hint);
  }

  if (left.isNumber() && right.isNumber()) {
    bool isBitwise = op == BinaryOp::BitAnd || op == BinaryOp::BitOr ||
                     op == BinaryOp::BitXor;
    if (isBitwise && left.is(ValueKind::Bool) && right.is(ValueKind::Bool))
      return Value::of(*integerOperator(op, left.asInt(), right.asInt()) != 0);
    bool isIntegral = left.isIntegral() && right.isIntegral() &&
                      op != BinaryOp::Div &&
                      !(op == BinaryOp::Pow && right.asInt() < 0);
    bool divides =
        op == BinaryOp::Div || op == BinaryOp::FloorDiv || op == BinaryOp::Mod;
    if (divides && right.asFloat() == 0)
      return error(loc, "division by zero");
    if (isIntegral) {
      if (op == BinaryOp::MatMul)
        return mismatch();
      if (auto result = integerOperator(op, left.asInt(), right.asInt()))
        return Value::of(*result);
      return error(loc, "integer overflow: numbers known when compiling have "
                        "64 bits");
    }
    if (op >= BinaryOp::MatMul)
      return mismatch();
    if (auto result = floatOperator(op, left.asFloat(), right.asFloat()))
      return Value::of(*result);
    return error(loc, "the result of '" + spelling(op) +
                          "' is no finite "
                          "number");
  }

  // Text and lists.
  if (op == BinaryOp::Mod && left.isString())
    return formatPercent(left.asString(), right, loc);
  if (op == BinaryOp::Add && left.isString() && right.isString()) {
    std::string text = (left.asString() + right.asString()).str();
    if (failed(reserve(loc, text.size() / sizeof(Value) + 1)))
      return failure();
    return heap.makeString(text);
  }
  auto asItems = [&](const Value &v) {
    std::vector<Value> items;
    if (v.isSequence())
      items = v.items();
    else
      for (int64_t dim : v.as<ShapeObject>()->dims)
        items.push_back(dim < 0 ? Value() : Value::of(dim));
    return items;
  };
  bool isList = left.isSequence() || left.is(ValueKind::Shape);
  if (op == BinaryOp::Add && isList &&
      (left.kind == right.kind || left.is(ValueKind::Shape) ||
       right.is(ValueKind::Shape)) &&
      (right.isSequence() || right.is(ValueKind::Shape))) {
    std::vector<Value> items = asItems(left), more = asItems(right);
    if (failed(reserve(loc, items.size() + more.size())))
      return failure();
    llvm::append_range(items, more);
    return left.is(ValueKind::Tuple) ? heap.makeTuple(std::move(items))
                                     : heap.makeList(std::move(items));
  }
  if (op == BinaryOp::Mul && (left.isIntegral() || right.isIntegral())) {
    const Value &repeated = left.isIntegral() ? right : left;
    int64_t count =
        std::max<int64_t>(0, (left.isIntegral() ? left : right).asInt());
    size_t size = repeated.isString()     ? repeated.size / sizeof(Value) + 1
                  : repeated.isSequence() ? repeated.items().size()
                                          : 0;
    if (size && count > (1 << 28) / int64_t(size))
      return reserve(loc, size_t(1) << 40);
    if (failed(reserve(loc, size * count)))
      return failure();
    if (repeated.isString()) {
      std::string text;
      for (int64_t i = 0; i < count; ++i)
        text += repeated.asString();
      return heap.makeString(text);
    }
    if (repeated.isSequence()) {
      std::vector<Value> items;
      for (int64_t i = 0; size && i < count; ++i)
        llvm::append_range(items, repeated.items());
      return repeated.is(ValueKind::Tuple) ? heap.makeTuple(std::move(items))
                                           : heap.makeList(std::move(items));
    }
  }
  return mismatch();
}

Result Evaluator::unary(UnaryOp op, const Value &operand, SMLoc loc,
                        StringRef hint) {
  if (op == UnaryOp::Not) {
    FailureOr<bool> holds = truth(operand, loc);
    if (failed(holds))
      return failure();
    return Value::of(!*holds);
  }
  if (operand.isTensorLike()) {
    if (op == UnaryOp::Plus)
      return operand;
    bool isBool = elementType(operand).isInteger(1);
    StringRef name = op == UnaryOp::Negate ? "neg"
                     : isBool              ? "logical_not"
                                           : "invert";
    const Builtin *builtin = functions.findOp(("tfc." + name).str());
    if (!builtin)
      return error(loc, "tensors have no operator '" + spelling(op) + "'");
    CallArguments arguments;
    arguments.positional = {{operand, loc}};
    return callBuiltin(*builtin, arguments, loc, hint);
  }
  if (operand.isIntegral()) {
    int64_t i = operand.asInt();
    if (op == UnaryOp::Invert)
      return Value::of(~i);
    if (op == UnaryOp::Plus)
      return Value::of(i);
    if (i == INT64_MIN)
      return error(loc, "integer overflow: numbers known when compiling have "
                        "64 bits");
    return Value::of(-i);
  }
  if (operand.is(ValueKind::Float) && op != UnaryOp::Invert)
    return Value::of(op == UnaryOp::Negate ? -operand.floating
                                           : operand.floating);
  return error(loc, "type mismatch: '" + spelling(op) + "' of " +
                        describe(operand) + " has no meaning");
}

/// -1, 0, 1 as a sorts before, with or after b; nothing if they do not compare.
static std::optional<int> order(const Value &a, const Value &b,
                                unsigned depth = 0) {
  if (a.isIntegral() && b.isIntegral())
    return a.asInt() < b.asInt() ? -1 : a.asInt() > b.asInt();
  if (a.isNumber() && b.isNumber())
    return a.asFloat() < b.asFloat() ? -1 : a.asFloat() > b.asFloat();
  if (a.isString() && b.isString())
    return a.asString().compare(b.asString());
  if (!a.isSequence() || a.kind != b.kind || depth > 16)
    return std::nullopt;
  for (size_t i = 0; i < a.items().size() && i < b.items().size(); ++i) {
    std::optional<int> sign = order(a.items()[i], b.items()[i], depth + 1);
    if (!sign || *sign != 0)
      return sign;
  }
  return a.items().size() < b.items().size()
             ? -1
             : a.items().size() > b.items().size();
}

Result Evaluator::compare(CompareOp op, const Value &left, const Value &right,
                          SMLoc loc, StringRef hint) {
  switch (op) {
  case CompareOp::Is:
  case CompareOp::IsNot: {
    bool same = left.kind == right.kind && isEqual(left, right) &&
                (!left.isSequence() || left.pointer == right.pointer);
    return Value::of(same == (op == CompareOp::Is));
  }
  case CompareOp::In:
  case CompareOp::NotIn: {
    bool found = false;
    if (right.isString() && left.isString()) {
      found = right.asString().contains(left.asString());
    } else {
      FailureOr<std::vector<Value>> items = iterate(right, loc);
      if (failed(items))
        return failure();
      found = llvm::any_of(
          *items, [&](const Value &item) { return isEqual(item, left); });
    }
    return Value::of(found == (op == CompareOp::In));
  }
  default:
    break;
  }
  bool isEquality = op == CompareOp::Equal || op == CompareOp::NotEqual;
  if ((left.isTensorLike() || right.isTensorLike()) &&
      (isArray(left) || left.isString()) &&
      (isArray(right) || right.isString())) {
    TensorOperator tensor = tensorOperator(op);
    return tensorBinary(tensor.op, tensor.name, left, right, loc, hint);
  }
  if (isEquality)
    return Value::of(isEqual(left, right) == (op == CompareOp::Equal));
  bool isNan = left.isNumber() && right.isNumber() &&
               (std::isnan(left.asFloat()) || std::isnan(right.asFloat()));
  std::optional<int> sign = order(left, right);
  if (!sign)
    return error(loc, "type mismatch: " + describe(left) + " and " +
                          describe(right) + " have no order");
  if (isNan)
    return Value::of(false);
  return Value::of(op == CompareOp::Less        ? *sign < 0
                   : op == CompareOp::LessEqual ? *sign <= 0
                   : op == CompareOp::Greater   ? *sign > 0
                                                : *sign >= 0);
}

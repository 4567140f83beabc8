// Evaluator: operators. On Python's values as Python computes, with integers of
// 64 bits; with a tensor among the operands they make the op.
#include "frontend/text/eval/Arithmetic.h"
#include "frontend/text/eval/OpMaker.h"

#include <cmath>

using namespace tfc::text;

/// A node that an operator makes: the variable's name, else TensorFlow's.
static NodeName nodeName(StringRef hint, StringRef otherwise) {
  return hint.empty() ? NodeName{otherwise} : NodeName{hint, true};
}

/// Whether a value may stand beside a tensor.
static bool isArray(const Value &value) {
  return value.isNumber() || value.isTensorLike() || value.isSequence();
}

//===----------------------------------------------------------------------===//
// Binary operators
//===----------------------------------------------------------------------===//

static StringRef nodeNameOf(BinaryOp op) {
  switch (op) {
  case BinaryOp::Add:
    return "add";
  case BinaryOp::Sub:
    return "sub";
  case BinaryOp::Mul:
    return "mul";
  case BinaryOp::Div:
    return "truediv";
  case BinaryOp::FloorDiv:
    return "floordiv";
  case BinaryOp::Mod:
    return "mod";
  case BinaryOp::Pow:
    return "pow";
  case BinaryOp::MatMul:
    return "matmul";
  case BinaryOp::BitAnd:
    return "and";
  case BinaryOp::BitOr:
    return "or";
  case BinaryOp::BitXor:
    return "xor";
  case BinaryOp::ShiftLeft:
    return "LeftShift";
  case BinaryOp::ShiftRight:
    return "RightShift";
  }
  llvm_unreachable("covered above");
}

static Value makeBinary(const OpMaker &make, BinaryOp op, bool isBool,
                        const Value &x, const Value &y) {
  switch (op) {
  case BinaryOp::Add:
    return make.add(x, y);
  case BinaryOp::Sub:
    return make.sub(x, y);
  case BinaryOp::Mul:
    return make.mul(x, y);
  case BinaryOp::Div:
    return make.realdiv(x, y);
  case BinaryOp::FloorDiv:
    return make.floordiv(x, y);
  case BinaryOp::Mod:
    return make.floormod(x, y);
  case BinaryOp::Pow:
    return make.pow(x, y);
  case BinaryOp::MatMul:
    return make.matmul(x, y);
  case BinaryOp::BitAnd:
    return isBool ? make.logical_and(x, y) : make.bitwise_and(x, y);
  case BinaryOp::BitOr:
    return isBool ? make.logical_or(x, y) : make.bitwise_or(x, y);
  case BinaryOp::BitXor:
    return isBool ? make.logical_xor(x, y) : make.bitwise_xor(x, y);
  case BinaryOp::ShiftLeft:
    return make.left_shift(x, y);
  case BinaryOp::ShiftRight:
    return make.right_shift(x, y);
  }
  llvm_unreachable("covered above");
}

/// `left op right` with a tensor on at least one side; nothing if it has no
/// meaning, as all of these return.
static std::optional<Value> tensorBinary(Evaluator &ev, BinaryOp op,
                                         const Value &left, const Value &right,
                                         SMLoc loc, StringRef hint) {
  if (!isArray(left) || !isArray(right))
    return std::nullopt;
  mlir::Type type = ev.elementType(left.isTensorLike() ? left : right);
  if (op == BinaryOp::Div && !llvm::isa<mlir::FloatType>(type))
    return ev.call("tf.truediv", {left, right}, loc, hint);
  OpMaker make(ev, loc, nodeName(hint, nodeNameOf(op)));
  return ev.inCall(loc, [&] {
    return makeBinary(make, op, type.isInteger(1), left, right);
  });
}

/// Both sides are numbers: 7 // 2 is 3, 7 / 2 is 3.5, 2 ** -1 is 0.5.
static std::optional<Value> numberBinary(Evaluator &ev, BinaryOp op,
                                         const Value &left, const Value &right,
                                         SMLoc loc) {
  bool isBitwise =
      op == BinaryOp::BitAnd || op == BinaryOp::BitOr || op == BinaryOp::BitXor;
  if (isBitwise && left.is(ValueKind::Bool) && right.is(ValueKind::Bool))
    return Value::of(*integerOperator(op, left.asInt(), right.asInt()) != 0);
  bool divides =
      op == BinaryOp::Div || op == BinaryOp::FloorDiv || op == BinaryOp::Mod;
  if (divides && right.asFloat() == 0)
    return ev.error(loc, "division by zero").asValue();
  bool isIntegral = left.isIntegral() && right.isIntegral() &&
                    op != BinaryOp::Div &&
                    !(op == BinaryOp::Pow && right.asInt() < 0);
  if (op == BinaryOp::MatMul || (!isIntegral && op > BinaryOp::MatMul))
    return std::nullopt;
  if (isIntegral) {
    if (auto result = integerOperator(op, left.asInt(), right.asInt()))
      return Value::of(*result);
    return ev
        .error(loc, "integer overflow: numbers known when compiling have 64 "
                    "bits")
        .asValue();
  }
  if (auto result = floatOperator(op, left.asFloat(), right.asFloat()))
    return Value::of(*result);
  return ev
      .error(loc, "the result of '" + spelling(op) + "' is no finite number")
      .asValue();
}

static bool isItems(const Value &value) {
  return value.isSequence() || value.is(ValueKind::Shape);
}

/// `left + right` of texts, or of lists, tuples and shapes: [1] + [2] is [1,
/// 2].
static std::optional<Value> concatenate(Evaluator &ev, const Value &left,
                                        const Value &right, SMLoc loc) {
  if (left.isString() && right.isString())
    return ev.makeText((left.asString() + right.asString()).str(), loc);
  bool isShape = left.is(ValueKind::Shape) || right.is(ValueKind::Shape);
  if (!isItems(left) || !isItems(right) ||
      (left.kind != right.kind && !isShape))
    return std::nullopt;
  std::vector<Value> items;
  for (const Value &side : {left, right}) {
    std::vector<Value> more = side.isSequence()
                                  ? side.items()
                                  : dimensionsOf(*side.as<ShapeObject>());
    if (!ev.reserve(loc, more.size()))
      return ev.graph.poison().asValue();
    llvm::append_range(items, more);
  }
  return left.is(ValueKind::Tuple) ? ev.heap.makeTuple(std::move(items))
                                   : ev.heap.makeList(std::move(items));
}

/// `repeated * count`: 'ab' * 2 is 'abab', [0] * 3 is [0, 0, 0].
static std::optional<Value> repeat(Evaluator &ev, const Value &repeated,
                                   int64_t count, SMLoc loc) {
  if (!repeated.isString() && !repeated.isSequence())
    return std::nullopt;
  size_t size = repeated.isString() ? repeated.size / sizeof(Value) + 1
                                    : repeated.items().size();
  count = std::max<int64_t>(count, 0);
  bool isTooMuch = size && count > (1 << 28) / int64_t(size);
  if (!ev.reserve(loc, isTooMuch ? size_t(1) << 40 : size * count))
    return ev.graph.poison().asValue();
  if (repeated.isString()) {
    std::string text;
    for (int64_t i = 0; i < count; ++i)
      text += repeated.asString();
    return ev.heap.makeString(text);
  }
  std::vector<Value> items;
  for (int64_t i = 0; size && i < count; ++i)
    llvm::append_range(items, repeated.items());
  return repeated.is(ValueKind::Tuple) ? ev.heap.makeTuple(std::move(items))
                                       : ev.heap.makeList(std::move(items));
}

/// The kinds of the operands decide who answers:
///
///     x + 1           a tensor among them: the op
///     2 ** 10         numbers: Python's arithmetic
///     '%d' % 3        a format
///     [1] + [2]       texts and lists, joined
///     [0] * 3         or repeated
Value Evaluator::binary(BinaryOp op, const Value &left, const Value &right,
                        SMLoc loc, StringRef hint) {
  if (hasFailed())
    return graph.poison();
  std::optional<Value> result;
  if (left.isTensorLike() || right.isTensorLike())
    result = tensorBinary(*this, op, left, right, loc, hint);
  else if (left.isNumber() && right.isNumber())
    result = numberBinary(*this, op, left, right, loc);
  else if (op == BinaryOp::Mod && left.isString())
    result = formatPercent(left.asString(), right, loc);
  else if (op == BinaryOp::Add)
    result = concatenate(*this, left, right, loc);
  else if (op == BinaryOp::Mul && left.isIntegral())
    result = repeat(*this, right, left.asInt(), loc);
  else if (op == BinaryOp::Mul && right.isIntegral())
    result = repeat(*this, left, right.asInt(), loc);
  if (result)
    return *result;
  return error(loc, "type mismatch: " + describe(left) + " " + spelling(op) +
                        " " + describe(right) + " has no meaning");
}

//===----------------------------------------------------------------------===//
// Unary operators
//===----------------------------------------------------------------------===//

Value Evaluator::unary(UnaryOp op, const Value &operand, SMLoc loc,
                       StringRef hint) {
  if (op == UnaryOp::Not)
    return Value::of(!truth(operand, loc));
  if (operand.isTensorLike()) {
    if (op == UnaryOp::Plus)
      return operand;
    OpMaker make(*this, loc, {hint, true});
    return inCall(loc, [&] {
      return op == UnaryOp::Negate               ? make.neg(operand)
             : elementType(operand).isInteger(1) ? make.logical_not(operand)
                                                 : make.invert(operand);
    });
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

//===----------------------------------------------------------------------===//
// Comparisons
//===----------------------------------------------------------------------===//

static Value makeComparison(Evaluator &ev, CompareOp op, const Value &x,
                            const Value &y, SMLoc loc, StringRef hint) {
  OpMaker make(ev, loc, {hint, !hint.empty()});
  return ev.inCall(loc, [&]() -> Value {
    switch (op) {
    case CompareOp::Less:
      return make.less(x, y);
    case CompareOp::LessEqual:
      return make.less_equal(x, y);
    case CompareOp::Greater:
      return make.greater(x, y);
    case CompareOp::GreaterEqual:
      return make.greater_equal(x, y);
    case CompareOp::Equal:
      return make.equal(x, y);
    default:
      return make.not_equal(x, y);
    }
  });
}

/// `left in right`: a part of a text, or an item.
static bool contains(Evaluator &ev, const Value &right, const Value &left,
                     SMLoc loc) {
  if (right.isString() && left.isString())
    return right.asString().contains(left.asString());
  return llvm::any_of(ev.iterate(right, loc),
                      [&](const Value &item) { return isEqual(item, left); });
}

static bool holds(CompareOp op, int sign) {
  return op == CompareOp::Less        ? sign < 0
         : op == CompareOp::LessEqual ? sign <= 0
         : op == CompareOp::Greater   ? sign > 0
                                      : sign >= 0;
}

Value Evaluator::compare(CompareOp op, const Value &left, const Value &right,
                         SMLoc loc, StringRef hint) {
  if (hasFailed())
    return graph.poison();
  if (op == CompareOp::Is || op == CompareOp::IsNot) {
    bool isSame = left.kind == right.kind && isEqual(left, right) &&
                  (!left.isSequence() || left.pointer == right.pointer);
    return Value::of(isSame == (op == CompareOp::Is));
  }
  if (op == CompareOp::In || op == CompareOp::NotIn)
    return Value::of(contains(*this, right, left, loc) ==
                     (op == CompareOp::In));
  if ((left.isTensorLike() || right.isTensorLike()) &&
      (isArray(left) || left.isString()) &&
      (isArray(right) || right.isString()))
    return makeComparison(*this, op, left, right, loc, hint);
  if (op == CompareOp::Equal || op == CompareOp::NotEqual)
    return Value::of(isEqual(left, right) == (op == CompareOp::Equal));
  std::optional<int> sign = order(left, right);
  if (!sign)
    return error(loc, "type mismatch: " + describe(left) + " and " +
                          describe(right) + " have no order");
  bool isNan = left.isNumber() && right.isNumber() &&
               (std::isnan(left.asFloat()) || std::isnan(right.asFloat()));
  return Value::of(!isNan && holds(op, *sign));
}

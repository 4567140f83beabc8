// Typed makers of ops for functions that are written by hand: a method for
// every op, generated from the definitions in ir/ops.
#ifndef TFC_FRONTEND_TEXT_EVAL_OPMAKER_H
#define TFC_FRONTEND_TEXT_EVAL_OPMAKER_H

#include "frontend/text/eval/Evaluator.h"

#include <array>

namespace tfc::text {

// The arguments of makers. Each takes a value of the program, which is
// converted and checked as in a call of the op, or C++'s own; what is left out
// is None.

template <typename T>
using EnableIfNumber = std::enable_if_t<std::is_arithmetic_v<T>, int>;
template <typename T>
using EnableIfInteger =
    std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>, int>;
template <typename T>
using EnableIfBool = std::enable_if_t<std::is_same_v<T, bool>, int>;

/// A tensor, or a number that becomes one of the type of the operands beside
/// it.
struct OperandArgument {
  OperandArgument(const Value &value) : value(value) {}
  OperandArgument(mlir::Value tensor) : value(Value::tensor(tensor)) {}
  template <typename T, EnableIfNumber<T> = 0>
  OperandArgument(T number) : value(Value::number(number)) {}
  Value value;
};

/// Tensors: a list of the program, or several values.
struct OperandsArgument {
  OperandsArgument(const Value &list) : list(list) {}
  OperandsArgument(std::vector<Value> values) : values(std::move(values)) {}
  OperandsArgument(std::initializer_list<Value> values) : values(values) {}
  std::optional<Value> list;
  std::vector<Value> values;
};

struct VariableArgument {
  VariableArgument(const Value &value) : value(value) {}
  VariableArgument(VariableObject *variable) : value(Value::of(variable)) {}
  Value value;
};

struct IntArgument {
  IntArgument() = default;
  IntArgument(const Value &value) : value(value) {}
  template <typename T, EnableIfInteger<T> = 0>
  IntArgument(T number) : value(Value::number(number)) {}
  Value value;
};

struct FloatArgument {
  FloatArgument() = default;
  FloatArgument(const Value &value) : value(value) {}
  FloatArgument(double number) : value(Value::of(number)) {}
  Value value;
};

struct BoolArgument {
  BoolArgument() = default;
  BoolArgument(const Value &value) : value(value) {}
  template <typename T, EnableIfBool<T> = 0>
  BoolArgument(T flag) : value(Value::of(flag)) {}
  Value value;
};

/// A text must outlive the import, as a literal does and what the heap keeps.
struct StringArgument {
  StringArgument() = default;
  StringArgument(const Value &value) : value(value) {}
  StringArgument(StringRef text) : value(Value::of(text)) {}
  template <size_t N>
  StringArgument(const char (&text)[N]) : value(Value::of(StringRef(text))) {}
  Value value;
};

struct StringsArgument {
  StringsArgument() = default;
  StringsArgument(const Value &value) : value(value) {}
  Value value;
};

struct TypeArgument {
  TypeArgument() = default;
  TypeArgument(const Value &value) : value(value) {}
  TypeArgument(mlir::Type type) : value(Value::dtype(type)) {}
  Value value;
};

struct IntsArgument {
  IntsArgument() : list(Value()) {}
  IntsArgument(const Value &list) : list(list) {}
  IntsArgument(ArrayRef<int64_t> numbers) : numbers(numbers) {}
  IntsArgument(const llvm::SmallVectorImpl<int64_t> &numbers)
      : numbers(numbers.begin(), numbers.end()) {}
  IntsArgument(std::initializer_list<int64_t> numbers) : numbers(numbers) {}
  std::optional<Value> list;
  llvm::SmallVector<int64_t> numbers;
};

/// Makes ops at one place of the source. What has one result returns it, others
/// return all of theirs:
///
///     OpMaker make(ev, call.loc);
///     Value scale = make.rsqrt(make.maximum(x, 1e-12));
///     auto [values, places] = make.top_k(x, 3);
///
/// C++ evaluates arguments in any order, and names count ops in theirs: at most
/// one argument of a maker is made in the call itself. An op is called as
/// TensorFlow calls it, below the scope that is entered.
class OpMaker {
public:
  OpMaker(Evaluator &evaluator, SMLoc loc, NodeName name = {})
      : evaluator(evaluator), loc(loc), name(name) {}

  /// Makes ops that are called so.
  OpMaker named(StringRef text) const { return {evaluator, loc, {text}}; }

#include "frontend/text/eval/OpMaker.h.inc"

private:
  Value value(const OperandArgument &argument) const { return argument.value; }
  Value value(const VariableArgument &argument) const { return argument.value; }
  Value value(const IntArgument &argument) const { return argument.value; }
  Value value(const FloatArgument &argument) const { return argument.value; }
  Value value(const BoolArgument &argument) const { return argument.value; }
  Value value(const StringArgument &argument) const { return argument.value; }
  Value value(const StringsArgument &argument) const { return argument.value; }
  Value value(const TypeArgument &argument) const { return argument.value; }
  Value value(const OperandsArgument &argument) const {
    return argument.list ? *argument.list
                         : evaluator.heap.makeList(argument.values);
  }
  Value value(const IntsArgument &argument) const {
    return argument.list ? *argument.list : evaluator.ints(argument.numbers);
  }

  /// Makes the op at `index` of opTable().
  template <typename Results>
  Results make(unsigned index, ArrayRef<Value> arguments) const;
  mlir::Operation *makeOp(unsigned index, ArrayRef<Value> arguments) const;

  Evaluator &evaluator;
  SMLoc loc;
  NodeName name;
};

} // namespace tfc::text

#endif

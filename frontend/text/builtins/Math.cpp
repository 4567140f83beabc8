// Functions of `math` and `np` on numbers known when compiling.
#include "frontend/text/eval/Evaluator.h"

#include <cmath>

using namespace tfc::text;
using mlir::failed;
using mlir::failure;
using mlir::FailureOr;

template <double (*F)(double)>
static Result unaryMath(Evaluator &ev, Call &call) {
  FailureOr<double> x =
      ev.toDouble(call["x"], call.loc, call.function() + ": x");
  if (failed(x))
    return failure();
  double y = F(*x);
  if (std::isfinite(*x) && !std::isfinite(y))
    return ev.error(call.loc, call.function() + "(" + toText(call["x"], true) +
                                  ") is no finite number");
  return Value::of(y);
}

template <double (*F)(double)>
static Result toWhole(Evaluator &ev, Call &call) {
  Result y = unaryMath<F>(ev, call);
  return failed(y) ? y : ev.call("int", {*y}, call.loc);
}

static Result power(Evaluator &ev, Call &call) {
  return ev.binary(BinaryOp::Pow, call["x"], call["y"], call.loc);
}

static Result product(Evaluator &ev, Call &call) {
  FailureOr<std::vector<Value>> items = ev.iterate(call["a"], call.loc);
  if (failed(items))
    return failure();
  Value total = Value::of(int64_t(1));
  for (const Value &item : *items) {
    Result next = ev.binary(BinaryOp::Mul, total, item, call.loc);
    if (failed(next))
      return failure();
    total = *next;
  }
  return total;
}

/// np.array([..]): the list itself, or a constant if a dtype is asked for.
static Result array(Evaluator &ev, Call &call) {
  if (call.has("dtype"))
    return ev.call("tf.constant", {call["object"], call["dtype"]}, call.loc);
  return call["object"];
}

void tfc::text::addMathFunctions(FunctionTable &table) {
  table.add("math.sqrt(x)", unaryMath<std::sqrt>);
  table.add("np.sqrt(x)", unaryMath<std::sqrt>);
  table.add("math.exp(x)", unaryMath<std::exp>);
  table.add("np.exp(x)", unaryMath<std::exp>);
  table.add("math.log(x)", unaryMath<std::log>);
  table.add("np.log(x)", unaryMath<std::log>);
  table.add("math.log2(x)", unaryMath<std::log2>);
  table.add("math.sin(x)", unaryMath<std::sin>);
  table.add("math.cos(x)", unaryMath<std::cos>);
  table.add("math.floor(x)", toWhole<std::floor>);
  table.add("math.ceil(x)", toWhole<std::ceil>);
  table.add("math.pow(x, y)", power);
  table.add("np.prod(a)", product);
  table.add("np.array(object, dtype=None)", array);
}

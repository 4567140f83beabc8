// Functions of `math` and `np` on numbers known when compiling.
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/eval/Evaluator.h"

#include <cmath>

using namespace tfc::text;

template <double (*F)(double)>
static Value unaryMath(Evaluator &ev, Call &call) {
  double x = call.number("x"), y = F(x);
  if (std::isfinite(x) && !std::isfinite(y))
    return ev.error(call.loc, call.function() + "(" + toText(call["x"], true) +
                                  ") is no finite number");
  return Value::of(y);
}

template <double (*F)(double)>
static Value toWhole(Evaluator &ev, Call &call) {
  return ev.call("int", {unaryMath<F>(ev, call)}, call.loc);
}

static Value power(Evaluator &ev, Call &call) {
  return ev.binary(BinaryOp::Pow, call["x"], call["y"], call.loc);
}

static Value product(Evaluator &ev, Call &call) {
  Value total = Value::number(1);
  for (const Value &item : call.items("a"))
    total = ev.binary(BinaryOp::Mul, total, item, call.loc);
  return total;
}

/// np.array([..]): the list itself, or a constant if a dtype is asked for.
static Value array(Evaluator &ev, Call &call) {
  if (call.has("dtype"))
    return ev.call("tf.constant", {call["object"], call["dtype"]}, call.loc);
  return call["object"];
}

void tfc::text::addMath(FunctionTable &table) {
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

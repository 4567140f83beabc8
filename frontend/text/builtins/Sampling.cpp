// Shuffles and samples of distributions, with seeds as tf.random_uniform has
// them (tensorflow/python/ops/random_ops.py).
#include "frontend/text/eval/Evaluator.h"

using namespace tfc::text;
using mlir::failed;
using mlir::failure;

/// `op` on the operands and attributes, then the seeds of the call.
static Result seeded(Evaluator &ev, Call &call, StringRef op,
                     std::vector<Value> values,
                     std::vector<Value> more = {}) {
  auto seeds = randomSeeds(ev, call["seed"], call.locOf("seed"),
                           call.function() + ": seed");
  if (failed(seeds))
    return failure();
  values.insert(values.end(), more.begin(), more.end());
  values.push_back(Value::of(seeds->first));
  values.push_back(Value::of(seeds->second));
  return ev.op(op, values, call.loc);
}

static Result shuffle(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "RandomShuffle");
  Result result = seeded(ev, call, "random_shuffle", {call["value"]});
  return failed(result) ? result : Result(scope.finish(result));
}

static Result multinomial(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "multinomial");
  Result result = seeded(ev, call, "multinomial",
                         {call["logits"], call["num_samples"]},
                         {call["output_dtype"]});
  return failed(result) ? result : Result(scope.finish(result));
}

/// gamma(shape, alpha) / beta
static Result gamma(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "random_gamma");
  Result result =
      seeded(ev, call, "random_gamma", {call["shape"], call["alpha"]});
  if (!failed(result) && call.has("beta"))
    result = ev.op("realdiv", {*result, call["beta"]}, call.loc);
  return failed(result) ? result : Result(scope.finish(result));
}

static Result poisson(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "random_poisson");
  Result result = seeded(ev, call, "random_poisson",
                         {call["shape"], call["lam"]}, {call["dtype"]});
  return failed(result) ? result : Result(scope.finish(result));
}

void tfc::text::addSamplingFunctions(FunctionTable &table) {
  for (const char *text :
       {"tf.random_shuffle(value, seed=None)",
        "tf.random.shuffle(value, seed=None)"})
    table.add(text, shuffle);
  for (const char *text :
       {"tf.multinomial(logits, num_samples, seed=None, "
        "output_dtype=tf.int64)",
        "tf.random.multinomial(logits, num_samples, seed=None, "
        "output_dtype=tf.int64)"})
    table.add(text, multinomial);
  for (const char *text :
       {"tf.random_gamma(shape, alpha, beta=None, seed=None)",
        "tf.random.gamma(shape, alpha, beta=None, seed=None)"})
    table.add(text, gamma);
  for (const char *text :
       {"tf.random_poisson(lam, shape, dtype=None, seed=None)",
        "tf.random.poisson(lam, shape, dtype=None, seed=None)"})
    table.add(text, poisson);
}

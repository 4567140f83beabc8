// Shuffles and samples of distributions, with seeds as tf.random_uniform has
// them (tensorflow/python/ops/random_ops.py).
#include "frontend/text/builtins/Builtins.h"
#include "frontend/text/builtins/Random.h"
#include "frontend/text/eval/NodeScope.h"
#include "frontend/text/eval/OpMaker.h"

using namespace tfc::text;

static Value shuffle(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "RandomShuffle");
  OpMaker make(ev, call.loc);
  auto [seed, seed2] = seedsOf(ev, call);
  return scope.finish(make.random_shuffle(call["value"], seed, seed2));
}

static Value multinomial(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "multinomial");
  OpMaker make(ev, call.loc);
  auto [seed, seed2] = seedsOf(ev, call);
  return scope.finish(make.multinomial(call["logits"], call["num_samples"],
                                       call["output_dtype"], seed, seed2));
}

/// gamma(shape, alpha) / beta
static Value gamma(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "random_gamma");
  OpMaker make(ev, call.loc);
  auto [seed, seed2] = seedsOf(ev, call);
  Value result = make.random_gamma(call["shape"], call["alpha"], seed, seed2);
  return scope.finish(call.has("beta") ? make.realdiv(result, call["beta"])
                                       : result);
}

static Value poisson(Evaluator &ev, Call &call) {
  NodeScope scope(ev, call, "random_poisson");
  OpMaker make(ev, call.loc);
  auto [seed, seed2] = seedsOf(ev, call);
  return scope.finish(make.random_poisson(call["shape"], call["lam"],
                                          call["dtype"], seed, seed2));
}

void tfc::text::addSampling(FunctionTable &table) {
  table.add({"tf.random_shuffle(value, seed=None)",
             "tf.random.shuffle(value, seed=None)"},
            shuffle);
  table.add({"tf.multinomial(logits, num_samples, seed=None, "
             "output_dtype=tf.int64)",
             "tf.random.multinomial(logits, num_samples, seed=None, "
             "output_dtype=tf.int64)"},
            multinomial);
  table.add({"tf.random_gamma(shape, alpha, beta=None, seed=None)",
             "tf.random.gamma(shape, alpha, beta=None, seed=None)"},
            gamma);
  table.add({"tf.random_poisson(lam, shape, dtype=None, seed=None)",
             "tf.random.poisson(lam, shape, dtype=None, seed=None)"},
            poisson);
}

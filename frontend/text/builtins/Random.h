// Seeds, which all random functions share.
#ifndef TFC_FRONTEND_TEXT_BUILTINS_RANDOM_H
#define TFC_FRONTEND_TEXT_BUILTINS_RANDOM_H

#include "frontend/text/eval/Evaluator.h"

namespace tfc::text {

/// The attributes `seed` and `seed2` of a random op.
struct Seeds {
  int64_t seed = 0, seed2 = 0;
};

/// The seeds of the op that a call makes, by the rule of tf.set_random_seed
/// (tensorflow/python/framework/random_seed.py, get_seed). The call has a
/// parameter `seed`. With a graph seed of 5, the 12th node gets {5, 11}; with
/// seed=3 besides, {5, 3}; with seed=3 alone, {87654321, 3}.
Seeds seedsOf(Evaluator &evaluator, const Call &call);

} // namespace tfc::text

#endif

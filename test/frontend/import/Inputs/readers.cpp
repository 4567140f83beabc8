// Calls the signatures of a SavedModel and of a TensorFlow.js model.
#include "dense.h"
#include "half.h"

#include <cstdio>

int main() {
  half::Model first;
  dense::Model second;
  if (!first.initialize() || !second.initialize())
    return 1;
  const float x[] = {1, 4}, row[] = {1, 2};
  auto half = first.serving_default(x, 2);
  auto dense = second.serving_default(row, 1);
  if (!half.status || !dense.status)
    return 1;
  const float *y = half.y.data<float>(), *z = dense.Identity.data<float>();
  std::printf("%g %g\n%g %g\n", y[0], y[1], z[0], z[1]);
}

// Feeds two placeholders, twice with another size: 14, then 2 6 12.
#include "product.h"

#include <cstdio>

static bool multiply(tfc::Session &session, const tfc::Tensor &a,
                     const tfc::Tensor &b) {
  auto out = session.run({"output"}, {{"input1", a}, {"input2", b}});
  if (!out)
    return fprintf(stderr, "%s\n", out.status().toString().c_str()), false;
  for (float value : out[0].toVector<float>())
    printf("%g ", value);
  printf("\n");
  return true;
}

int main() {
  tfc::Session session(product_program);
  bool good = multiply(session, tfc::Tensor::of<float>({1}, {7}),
                       tfc::Tensor::of<float>({1}, {2})) &&
              multiply(session, tfc::Tensor::of<float>({3}, {1, 2, 3}),
                       tfc::Tensor::of<float>({3}, {2, 3, 4}));
  return good ? 0 : 1;
}

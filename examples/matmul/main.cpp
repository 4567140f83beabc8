// Prints 12: the graph has no inputs, the fetch is all there is to ask for.
#include "matmul.h"

#include <cstdio>

int main() {
  tfc::Session session(matmul_program);
  auto out = session.run({"product"});
  if (!out)
    return fprintf(stderr, "%s\n", out.status().toString().c_str()), 1;
  printf("%g\n", out[0].item<float>());
}

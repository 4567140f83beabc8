// Two compiled graphs in one program: the counter of examples/counter numbers
// the calls of the product of examples/product. Sessions share nothing.
#include "counter.h"
#include "product.h"

#include <cstdio>

int main() {
  tfc::Session counter(counter_program), product(product_program);
  if (tfc::Status status = counter.initialize(); !status)
    return fprintf(stderr, "%s\n", status.toString().c_str()), 1;
  for (int call = 0; call < 3; ++call) {
    auto number = counter.run({"update"});
    if (!number)
      return fprintf(stderr, "%s\n", number.status().toString().c_str()), 1;
    float value = float(number[0].item<int32_t>());
    tfc::TensorView one(&value, {1});
    auto out = product.run({"output"}, {{"input1", one}, {"input2", one}});
    if (!out)
      return fprintf(stderr, "%s\n", out.status().toString().c_str()), 1;
    printf("call %g: %g\n", value, out[0].item<float>());
  }
}

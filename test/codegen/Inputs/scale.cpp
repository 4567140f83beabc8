// Calls header.mlir's program through its C++ methods.
#include "scale.h"

#include <cstdio>

int main() {
  scale::Model model;
  if (tfc::Status status = model.initialize(); !status)
    return std::printf("%s\n", status.toString().c_str()), 1;
  const float x[] = {1, 2, 3}, factor = 2;
  for (int i = 0; i < 2; ++i) {
    auto result = model.scale(x, 3, &factor);
    if (!result.status)
      return std::printf("%s\n", result.status.toString().c_str()), 1;
    const float *y = result.y.data<float>();
    if (i == 1)
      std::printf("%g %g %g sum %g\n", y[0], y[1], y[2],
                  result.sum.item<float>());
  }
  // The C function, from C++.
  float y[3], sum;
  tfc_code code = scale_scale(model.session().c(), x, 3, &factor, y, 2, &sum);
  std::printf("%s %s\n", tfc_code_name(code),
              tfc_session_error(model.session().c()));
  auto calls = model.calls_so_far();
  if (!calls.status)
    return std::printf("%s\n", calls.status.toString().c_str()), 1;
  std::printf("calls %lld\n", (long long)calls.calls.item<int64_t>());
}

// Counts: 0 1 2 3, one a line. The variable lives in the session.
#include "counter.h"

#include <cstdio>

int main() {
  tfc::Session session(counter_program);
  if (tfc::Status status = session.initialize(); !status)
    return fprintf(stderr, "%s\n", status.toString().c_str()), 1;
  for (int step = 0; step < 4; ++step) {
    if (step > 0)
      if (tfc::Status status = session.runTarget("update"); !status)
        return fprintf(stderr, "%s\n", status.toString().c_str()), 1;
    auto value = session.run({"counter"});
    if (!value)
      return fprintf(stderr, "%s\n", value.status().toString().c_str()), 1;
    printf("%d\n", value[0].item<int32_t>());
  }
}

// Prints [-2 -1], after showing what happens without initialisation.
#include "variable.h"

#include <cstdio>

int main() {
  tfc::Session session(variable_program);
  auto early = session.run({"sub"});
  printf("before: %s\n", early.status().toString().c_str());

  if (tfc::Status status = session.initialize(); !status)
    return fprintf(stderr, "%s\n", status.toString().c_str()), 1;
  auto out = session.run({"sub"});
  if (!out)
    return fprintf(stderr, "%s\n", out.status().toString().c_str()), 1;
  const float *sub = out[0].data<float>();
  printf("after: [%g %g]\n", sub[0], sub[1]);
}

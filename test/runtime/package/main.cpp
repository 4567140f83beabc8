//===- main.cpp - the same program in C++ -------------------------------===//
#include "counter.h"
#include "tfc/tfc.hpp"

#include <cstdio>

static int fail(const tfc::Status &status) {
  fprintf(stderr, "%s\n", status.toString().c_str());
  return 1;
}

int main() {
  tfc::Session session(counter_program);
  if (tfc::Status status = session.initialize(); !status)
    return fail(status);
  for (int i = 1; i <= 3; ++i) {
    auto out = session.run({"update"});
    if (!out)
      return fail(out.status());
    if (out[0].item<int32_t>() != i)
      return 1;
  }
}

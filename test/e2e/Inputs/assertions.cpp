// What a failed assertion leaves of a variable: what it was. Whether by name or
// by a signature, in a straight line or in a loop.
#include "assertions.h"

#include <cstdio>

static tfc_session *session;

static void show(const char *what, tfc_code code) {
  tfc_tensor v = {};
  tfc_session_get_variable(session, "v", &v);
  std::printf("%s: %s, v = %g\n", what, tfc_code_name(code),
              *static_cast<float *>(v.data));
}

static void run(const char *target, const char *signature, float a, float b) {
  float x[] = {a, b};
  int64_t shape[] = {2};
  tfc_tensor feed = {TFC_FLOAT32, 1, shape, x, sizeof x}, out = {};
  const char *name = "x";
  show(target, tfc_session_run(session, &name, &feed, 1, nullptr, nullptr, 0,
                               &target, 1));
  uint32_t index = tfc_program_signature(&assertions_program, signature);
  show(signature, tfc_session_run_signature(session, index, &feed, &out));
}

int main() {
  if (tfc_session_create(&assertions_program, nullptr, &session) ||
      tfc_session_initialize(session))
    return 1;
  run("up", "s", 1, 2);
  run("up", "s", -1, 2);
  run("n", "count", 5, 2);
  run("n", "count", 8, 2);
  tfc_session_destroy(session);
}

/* Drives failures.mlir; see there. */
#include "tfc/tfc.h"

#include <stdio.h>

extern const tfc_program fails_program;
static tfc_session *session;

static void gather(const char *title, const int64_t *indices, int64_t n,
                   int64_t m) {
  static float x[4] = {1, 2, 3, 4};
  tfc_tensor feeds[] = {
      {TFC_FLOAT32, 1, &n, x, (size_t)n * 4},
      {TFC_INT64, 1, &m, (void *)indices, (size_t)m * 8},
  };
  const char *names[] = {"x", "i"}, *fetch = "y";
  tfc_tensor y = {0};
  tfc_code code =
      tfc_session_run(session, names, feeds, 2, &fetch, &y, 1, NULL, 0);
  printf("%s: %s %s\n", title, tfc_code_name(code),
         code ? tfc_session_error(session) : "");
}

int main(void) {
  if (tfc_session_create(&fails_program, NULL, &session) != TFC_OK) {
    printf("%s\n", tfc_session_error(NULL));
    return 1;
  }
  const int64_t good[] = {1, 0}, bad[] = {1, 7}, more[] = {0, 1, 1};
  gather("good", good, 2, 2);
  gather("shapes", more, 2, 3);
  gather("index", bad, 2, 2);
  gather("empty", good, 0, 0);
  gather("huge", good, (int64_t)1 << 60, (int64_t)1 << 60);
  float x[4] = {0};
  const int64_t four = 4;
  tfc_tensor feed = {TFC_FLOAT32, 1, &four, x, sizeof x}, z = {0};
  const char *name = "x", *fetch = "z";
  tfc_code code =
      tfc_session_run(session, &name, &feed, 1, &fetch, &z, 1, NULL, 0);
  printf("draw: %d %s\n", code ? -1 : ((float *)z.data)[0] >= 1,
         tfc_code_name(code));
  tfc_session_destroy(session);
  return 0;
}

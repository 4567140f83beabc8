/* Drives session.mlir; see there. */
#include "tfc/tfc.h"

#include <stdio.h>

extern const tfc_program line_program;

static int check(const tfc_session *session, tfc_code code) {
  if (code != TFC_OK)
    printf("%s: %s\n", tfc_code_name(code), tfc_session_error(session));
  return code == TFC_OK;
}

static void predict(tfc_session *session, const char *title, int64_t n) {
  static const float values[] = {1, 2, 3};
  tfc_tensor x = {TFC_FLOAT32, 1, &n, (void *)values, (size_t)n * 4}, y = {0};
  const char *feed = "x", *fetch = "y";
  if (!check(session,
             tfc_session_run(session, &feed, &x, 1, &fetch, &y, 1, NULL, 0)))
    return;
  printf("%s:", title);
  for (int64_t i = 0; i < y.shape[0]; ++i)
    printf(" %g", ((const float *)y.data)[i]);
  printf("\n");
}

int main(void) {
  tfc_session *session;
  if (!check(NULL, tfc_session_create(&line_program, NULL, &session)) ||
      !check(session, tfc_session_initialize(session)))
    return 1;
  predict(session, "before", 3);
  for (int step = 1; step <= 2; ++step) {
    const char *fetch = "loss", *train = "train";
    tfc_tensor loss = {0};
    if (!check(session, tfc_session_run(session, NULL, NULL, 0, &fetch, &loss,
                                        1, &train, 1)))
      return 1;
    printf("step %d: loss %g\n", step, *(const float *)loss.data);
  }
  predict(session, "after", 1);
  int64_t shape[] = {1, 1};
  float value = 0;
  tfc_tensor bad = {TFC_FLOAT32, 2, shape, &value, 4}, y = {0};
  tfc_code code = tfc_session_run_signature(session, 0, &bad, &y);
  printf("wrong shape: %s %s\n", tfc_code_name(code),
         tfc_session_error(session));
  tfc_session_destroy(session);
  return 0;
}

/* Calls header.mlir's program through its C functions. */
#include "scale.h"

#include <stdio.h>

int main(void) {
  tfc_session *session;
  if (tfc_session_create(&scale_program, NULL, &session) != TFC_OK ||
      tfc_session_initialize(session) != TFC_OK) {
    printf("%s\n", tfc_session_error(session));
    return 1;
  }
  const float x[] = {1, 2, 3}, factor = 2;
  float y[3], sum;
  int64_t calls[1];
  for (int i = 0; i < 2; ++i)
    if (scale_scale(session, x, 3, &factor, y, 3, &sum) != TFC_OK)
      printf("%s\n", tfc_session_error(session));
  printf("%g %g %g sum %g\n", y[0], y[1], y[2], sum);
  tfc_code code = scale_scale(session, x, 3, &factor, y, 2, &sum);
  printf("%s %s\n", tfc_code_name(code), tfc_session_error(session));
  if (scale_calls_so_far(session, calls) != TFC_OK)
    printf("%s\n", tfc_session_error(session));
  printf("calls %lld\n", (long long)calls[0]);
  tfc_session_destroy(session);
  return 0;
}

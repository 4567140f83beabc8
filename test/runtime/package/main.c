/* The public headers in C11, and a session used from C. */
#include "counter.h"
#include "tfc/tfc.h"

#include <stdio.h>
#include <string.h>

static int fail(const char *message) {
  fprintf(stderr, "%s\n", message);
  return 1;
}

int main(void) {
  tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
  tfc_session *session;
  const char *fetch = "update";
  tfc_tensor value;
  int i;

  options.threads = 1;
  if (tfc_session_create(&counter_program, &options, &session))
    return fail(tfc_session_error(NULL));
  if (tfc_session_run(session, NULL, NULL, 0, &fetch, &value, 1, NULL, 0) !=
      TFC_FAILED_PRECONDITION)
    return fail("the counter is not initialised");
  if (strcmp(tfc_session_error(session),
             "Attempting to use uninitialized value counter"))
    return fail(tfc_session_error(session));
  if (tfc_session_initialize(session))
    return fail(tfc_session_error(session));
  for (i = 1; i <= 3; ++i) {
    if (tfc_session_run(session, NULL, NULL, 0, &fetch, &value, 1, NULL, 0))
      return fail(tfc_session_error(session));
    if (value.dtype != TFC_INT32 || *(const int32_t *)value.data != i)
      return fail("wrong count");
  }
  tfc_session_destroy(session);
  return 0;
}

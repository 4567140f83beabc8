/* The public headers in C11, and a session used from C. */
#include "tfc/tfc.h"

#include <stdio.h>
#include <string.h>

static int32_t initialize(tfc_context *context, void *const *buffers,
                          const int64_t *dims, void *workspace) {
  (void)context, (void)dims, (void)workspace;
  *(int32_t *)buffers[0] = 0;
  return TFC_OK;
}

static int32_t update(tfc_context *context, void *const *buffers,
                      const int64_t *dims, void *workspace) {
  (void)context, (void)dims, (void)workspace;
  *(int32_t *)buffers[1] = ++*(int32_t *)buffers[0];
  return TFC_OK;
}

static const tfc_tensor_info tensors[] = {
    {"counter/Assign", TFC_CONTROL, TFC_TENSOR_FETCHABLE, 0, 0, NULL, 0, -1},
    {"update", TFC_INT32, TFC_TENSOR_FETCHABLE, 0, 1, NULL, 4, 0},
};
static const tfc_variable_info variables[] = {
    {"counter", TFC_INT32, 0, NULL, 4, 0, TFC_VARIABLE_TRAINABLE}};
static const uint32_t zero[] = {0}, one[] = {1};
static const uint8_t write[] = {TFC_ACCESS_WRITE};
static const uint8_t both[] = {TFC_ACCESS_READ | TFC_ACCESS_WRITE};
static const tfc_segment_info segments[] = {
    {"init", 0, 0, 1, 1, NULL, NULL, zero, write, NULL, zero, 0, 1, NULL,
     initialize, 0, 0},
    {"update", 0, 1, 1, 1, NULL, one, zero, both, NULL, NULL, 0, 0, NULL,
     update, 0, 1},
};

#if defined(__x86_64__)
#define TRIPLE "x86_64-pc-linux-gnu"
#else
#define TRIPLE "aarch64-unknown-linux-gnu"
#endif

static const tfc_program counter_program = {TFC_ABI_MAGIC,
                                            TFC_ABI_VERSION,
                                            sizeof(tfc_program),
                                            0,
                                            1,
                                            "counter",
                                            TRIPLE,
                                            "",
                                            "test",
                                            2,
                                            1,
                                            2,
                                            0,
                                            0,
                                            0,
                                            tensors,
                                            variables,
                                            segments,
                                            NULL,
                                            NULL,
                                            64,
                                            0,
                                            0};

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

/* The object that a compiler would write for a counter: a variable and an op
 * that adds 1, in a parallel loop so that the thread pool is linked unless
 * SERIAL. */
#include "counter.h"

#include <stddef.h>

static int32_t initialize(tfc_context *context, void *const *buffers,
                          const int64_t *dims, void *workspace) {
  (void)context, (void)dims, (void)workspace;
  *(int32_t *)buffers[0] = 0;
  return TFC_OK;
}

static void add(void *count, int64_t index) {
  if (index == 0)
    ++*(int32_t *)count;
}

static int32_t update(tfc_context *context, void *const *buffers,
                      const int64_t *dims, void *workspace) {
  (void)dims, (void)workspace;
#ifdef SERIAL
  (void)context;
  add(buffers[0], 0);
#else
  tfc_parallel_for(context, add, 2, buffers[0]);
#endif
  *(int32_t *)buffers[1] = *(int32_t *)buffers[0];
  return TFC_OK;
}

static const tfc_tensor_info tensors[] = {
    {"counter/Assign", TFC_CONTROL, TFC_TENSOR_FETCHABLE, TFC_HOST, 0, 0, NULL,
     0, -1},
    {"update", TFC_INT32, TFC_TENSOR_FETCHABLE, TFC_HOST, 0, 1, NULL, 4, 0},
};
static const tfc_variable_info variables[] = {
    {"counter", TFC_INT32, 0, NULL, 4, 0, TFC_VARIABLE_TRAINABLE, TFC_HOST}};
static const uint32_t zero[] = {0}, one[] = {1};
static const uint8_t write[] = {TFC_ACCESS_WRITE};
static const uint8_t both[] = {TFC_ACCESS_READ | TFC_ACCESS_WRITE};
static const tfc_segment_info segments[] = {
    {"init", 0, 0, 1,    1,          NULL, NULL, zero, write,    NULL,
     zero,   0, 1, NULL, initialize, 0,    0,    0,    TFC_HOST, TFC_NONE},
    {"update", 0, 1, 1,    1,      NULL, one, zero, both,     NULL,
     NULL,     0, 0, NULL, update, 0,    1,   0,    TFC_HOST, TFC_NONE},
};

#if defined(__x86_64__)
#define TRIPLE "x86_64-pc-linux-gnu"
#else
#define TRIPLE "aarch64-unknown-linux-gnu"
#endif

const tfc_program counter_program = {TFC_ABI_MAGIC,
                                     TFC_ABI_VERSION,
                                     sizeof(tfc_program),
                                     0,
                                     "counter",
                                     "test",
                                     NULL,
                                     1,
                                     TRIPLE,
                                     "",
                                     2,
                                     1,
                                     2,
                                     0,
                                     0,
                                     0,
                                     0,
                                     0,
                                     tensors,
                                     variables,
                                     segments,
                                     NULL,
                                     NULL,
                                     NULL,
                                     NULL,
                                     NULL,
                                     64,
                                     0,
                                     0,
                                     NULL,
                                     NULL};

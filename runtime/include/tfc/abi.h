/* The contract between an object that `tfc compile` wrote and the runtime.
 *
 * A model is one `const tfc_program` named `<name>_program`; every other symbol
 * of the object is internal, so several models link into one program. The
 * object calls back only the functions declared in the last section.
 *
 * This header has no dependencies and compiles as C11 and C++17. Every struct
 * has the size asserted below; a change of layout or meaning raises
 * TFC_ABI_VERSION, and what only some programs use sets a bit of
 * tfc_program.features, so that a runtime that lacks it can say so. All
 * pointers in a program are constant data, valid for the life of the process.
 * All strings are UTF-8 and zero terminated.
 */
#ifndef TFC_ABI_H
#define TFC_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TFC_ABI_VERSION 4u
#define TFC_ABI_MAGIC 0x43465431u /* "1TFC" read as a little-endian word */

/* Every buffer of the runtime's own that a segment gets is aligned to this:
 * variables, workspaces, and values in the arena or in storage. */
#define TFC_ALIGNMENT 64

/* An input or output may be memory of the caller of a run, aligned to this. */
#define TFC_CALLER_ALIGNMENT 16

/* An index that stands for "none". */
#define TFC_NONE 0xffffffffu

/* The most elements that a tensor may have, so that no count of bytes
 * overflows. */
#define TFC_MAX_ELEMENTS (INT64_C(1) << 40)

/* Element types, TFC_FLOAT32 and so on, numbered as TensorFlow's DataType
 * (types.proto); dtypes.def lists them and what is known of each. */
typedef enum tfc_dtype {
#define TFC_DTYPE(ID, NUMBER, ...) TFC_##ID = NUMBER,
#include "dtypes.def"
  TFC_CONTROL = 0 /* no value: a target such as a training step */
} tfc_dtype;

/* Status codes, named and numbered as TensorFlow's (error_codes.proto). */
typedef enum tfc_code {
  TFC_OK = 0,
  TFC_CANCELLED = 1,
  TFC_UNKNOWN = 2,
  TFC_INVALID_ARGUMENT = 3,
  TFC_DEADLINE_EXCEEDED = 4,
  TFC_NOT_FOUND = 5,
  TFC_ALREADY_EXISTS = 6,
  TFC_PERMISSION_DENIED = 7,
  TFC_RESOURCE_EXHAUSTED = 8,
  TFC_FAILED_PRECONDITION = 9,
  TFC_ABORTED = 10,
  TFC_OUT_OF_RANGE = 11,
  TFC_UNIMPLEMENTED = 12,
  TFC_INTERNAL = 13,
  TFC_UNAVAILABLE = 14,
  TFC_DATA_LOSS = 15
} tfc_code;

/* One session's state as compiled code sees it; opaque to it. */
typedef struct tfc_context tfc_context;

/* A string: `size` bytes of any values, no zero behind them. An element of a
 * tensor of strings is the address of one, aligned to 8, or null for the empty
 * string. What it points to never changes. */
typedef struct tfc_string {
  int64_t size;
  char bytes[8]; /* as many as `size` says */
} tfc_string;

/* How the runtime keeps strings. Programs with tensors of strings refer to
 * tfc_strings, so that others do not link it. */
typedef struct tfc_string_functions tfc_string_functions;

/* How the runtime works with devices beside the processor that it runs on.
 * Programs with segments on such refer to tfc_devices, so that others do not
 * link it. */
typedef struct tfc_device_functions tfc_device_functions;

/* A dense row-major tensor. Does not own its memory. */
typedef struct tfc_tensor {
  uint32_t dtype;       /* tfc_dtype */
  uint32_t rank;        /* number of entries of `shape` */
  const int64_t *shape; /* may be null when rank is 0 */
  void *data;           /* elements, row-major */
  size_t bytes;         /* size of the memory at `data` */
} tfc_tensor;

/* Kinds of devices. */
enum { TFC_DEVICE_CPU = 0u, TFC_DEVICE_GPU = 1u };

/* The place of segments and tensors on the processor and in the memory of the
 * runtime itself. Places from 1 on stand for tfc_program.devices[place - 1]. */
#define TFC_HOST 0u

/* A device that a program uses beside the processor that the runtime is on. */
typedef struct tfc_device_info {
  const char *name; /* as TensorFlow writes it: "/device:GPU:0" */
  uint32_t kind;    /* TFC_DEVICE_* */
  uint32_t index;   /* among those of its kind */
} tfc_device_info;

/* Code for devices: what segments on such a device load and start. */
typedef struct tfc_image_info {
  const char *architecture; /* as its compiler names it: "sm_90" */
  const void *bytes;
  uint64_t size;
  uint32_t kind; /* TFC_DEVICE_* */
  uint32_t reserved;
} tfc_image_info;

/* The uses of a tensor. */
enum {
  TFC_TENSOR_FETCHABLE = 1u,
  TFC_TENSOR_FEEDABLE = 2u,
  TFC_TENSOR_PLACEHOLDER = 4u /* has no producer: must be fed when needed */
};

/* A tensor that can be fetched or fed, or that passes from one segment to
 * another. */
typedef struct tfc_tensor_info {
  const char *name; /* null for a tensor that is only passed on */
  uint32_t dtype;   /* tfc_dtype; TFC_CONTROL for a target */
  uint16_t flags;   /* TFC_TENSOR_* */
  uint16_t place;   /* whose memory it lies in: TFC_HOST, or a device */
  uint32_t rank;
  uint32_t producer;    /* index of the segment that writes it, or TFC_NONE */
  const int64_t *shape; /* `rank` dimensions, -1 where known only in a run */
  int64_t bytes;        /* size, or -1 when the shape is not static */
  int64_t arena_offset; /* planned place in the session's arena, or -1 */
} tfc_tensor_info;

/* A variable. Its shape is static. */
typedef struct tfc_variable_info {
  const char *name;
  uint32_t dtype;
  uint32_t rank;
  const int64_t *shape;
  int64_t bytes;
  uint32_t initializer; /* tensor index of the target that initialises it */
  uint16_t flags;       /* TFC_VARIABLE_* */
  uint16_t place;       /* as a tensor's */
} tfc_variable_info;

enum { TFC_VARIABLE_TRAINABLE = 1u };

/* How a segment uses a variable. */
enum {
  TFC_ACCESS_READ = 1u, /* needs its value: it must be initialised */
  TFC_ACCESS_WRITE = 2u /* leaves a value in it */
};

/* Computes the shapes of the outputs from those of the inputs and, with
 * TFC_SEGMENT_SHAPE_READS, from values: then `buffers` is as for
 * tfc_run_function, but null for outputs; else it may be null. `dims` holds
 * first every dimension of every input, in order, static ones too; the function
 * writes after them every dimension of every output, then the workspace in
 * bytes. Returns a tfc_code; on failure it has called tfc_report. */
typedef int32_t (*tfc_shape_function)(tfc_context *context,
                                      void *const *buffers, int64_t *dims);

/* Runs the segment. `buffers` holds the data of the inputs, then of the
 * variables, then of the outputs. `dims` is as tfc_shape_function left it.
 * Outputs do not overlap anything else. Returns a tfc_code. */
typedef int32_t (*tfc_run_function)(tfc_context *context, void *const *buffers,
                                    const int64_t *dims, void *workspace);

/* The needs of a segment beyond the usual. */
enum {
  TFC_SEGMENT_SHAPE_READS = 1u /* `shape` reads values of the inputs and
                                  variables: call it right before `run` */
};

/* A compiled function with the tensors and variables it works on. */
typedef struct tfc_segment_info {
  const char *name;
  uint32_t num_inputs;
  uint32_t num_outputs;
  uint32_t num_variables;
  uint32_t num_dims;         /* entries of `dims`, the workspace included */
  const uint32_t *inputs;    /* tensor indices; targets that must have run
                                before are among `after` instead */
  const uint32_t *outputs;   /* tensor indices of values, targets excluded */
  const uint32_t *variables; /* variable indices */
  const uint8_t *accesses;   /* TFC_ACCESS_* per variable */
  const uint32_t *after;     /* targets (control inputs) it needs */
  const uint32_t *targets;   /* targets that are reached when it has run */
  uint32_t num_after;
  uint32_t num_targets;
  tfc_shape_function shape; /* null when every shape is static */
  tfc_run_function run;
  int64_t workspace_bytes; /* or -1: `shape` says */
  double flops;            /* floating-point operations of a run with
                              every unknown dimension 1; for reports */
  uint16_t flags;          /* TFC_SEGMENT_* */
  uint16_t place;          /* where it runs: TFC_HOST, or a device */
  uint32_t source;         /* the place in tfc_program.sources of the text
                              that says which lines of the graph it comes
                              from ("graph.tfg:7-9,12"), or TFC_NONE */
} tfc_segment_info;

typedef struct tfc_argument_info {
  const char *name;  /* of the signature's argument */
  uint32_t tensor;   /* tensor index; TFC_NONE for a variable */
  uint32_t variable; /* variable index; TFC_NONE for a tensor */
} tfc_argument_info;

/* A declared signature; `segment` is it compiled whole. */
typedef struct tfc_signature_info {
  const char *name;
  uint32_t num_inputs;
  uint32_t num_outputs;
  uint32_t num_targets;
  uint32_t reserved;
  const tfc_argument_info *inputs;
  const tfc_argument_info *outputs;
  const uint32_t *targets;         /* tensor indices */
  const tfc_segment_info *segment; /* inputs and outputs in this order;
                                      null: run it by its segments */
} tfc_signature_info;

/* A random op: a stream of Philox4x32-10 blocks that advances with each run.
 * With both seeds 0 the session draws the key when it is created. */
typedef struct tfc_stream_info {
  int64_t seed;  /* the key */
  int64_t seed2; /* the high half of the counter */
} tfc_stream_info;

/* What a runtime must know to run a program, beyond this version of the ABI.
 * The bits' names are in the program, for a runtime that does not know them. */
enum {
  TFC_FEATURE_DEVICE_CODE =
      1u /* "device code": some segment is not on TFC_HOST */
};

/* The whole model. Segments stand in program order: a run executes those that
 * it needs in the order of their indices. */
typedef struct tfc_program {
  /* From version 4 on every version begins with these, so that a runtime of any
   * other version can say what it lacks. */
  uint32_t magic;       /* TFC_ABI_MAGIC */
  uint32_t abi_version; /* TFC_ABI_VERSION */
  uint32_t struct_size; /* sizeof(tfc_program) */
  uint32_t features;    /* TFC_FEATURE_* */
  const char *name;
  const char *producer;      /* "tfc 0.1" */
  const char *feature_names; /* of the bits that are set, the lowest first,
                                separated by commas; null where none is */
  /* The rest is of this version. */
  uint64_t graph_hash;
  const char *triple;
  const char *cpu_features; /* "+avx2,+fma": all must be there */
  uint32_t num_tensors;
  uint32_t num_variables;
  uint32_t num_segments;
  uint32_t num_signatures;
  uint32_t num_streams;
  uint32_t num_devices;
  uint32_t num_images;
  uint32_t num_source_bytes;
  const tfc_tensor_info *tensors;
  const tfc_variable_info *variables;
  const tfc_segment_info *segments;
  const tfc_signature_info *signatures;
  const tfc_stream_info *streams;
  const tfc_device_info *devices;
  const tfc_image_info *images;
  const char *sources;     /* texts that segments refer to, one after another */
  int64_t arena_bytes;     /* planned size of the statically shaped tensors */
  int64_t workspace_bytes; /* largest static workspace of a segment */
  int64_t constant_bytes;  /* size of the constants, for reports */
  const tfc_string_functions *strings; /* &tfc_strings where a tensor is of
                                          strings, else null */
  const tfc_device_functions *device_functions; /* &tfc_devices with
                                                   TFC_FEATURE_DEVICE_CODE,
                                                   else null */
} tfc_program;

/* ---- what compiled code calls ------------------------------------------ */

/* Visible also where the rest of a program is built with hidden symbols, so
 * that a shared object or a JIT finds them. */
#pragma GCC visibility push(default)

/* Runs body(argument, i) for i in [0, n), on the threads of the session, in
 * any order and at once; returns when all are done. */
void tfc_parallel_for(tfc_context *context, void (*body)(void *, int64_t),
                      int64_t n, void *argument);

/* Records why a segment fails and returns `code`. `message` may hold up to two
 * %lld for a and b, in this order. The first report of a run is kept. Safe to
 * call from any thread of tfc_parallel_for. */
int32_t tfc_report(tfc_context *context, int32_t code, const char *message,
                   int64_t a, int64_t b);

/* The code of the first report of this run, or TFC_OK. */
int32_t tfc_reported(tfc_context *context);

extern const tfc_string_functions tfc_strings;
extern const tfc_device_functions tfc_devices;

/* A kernel that is not generated but linked from the runtime. `operands` are
 * the inputs, then the outputs; `parameters` are integers whose meaning the
 * kernel documents. Returns a tfc_code. */
typedef int32_t (*tfc_kernel_function)(tfc_context *context,
                                       const tfc_tensor *operands,
                                       const int64_t *attributes);

/* Random kernels; operands: the output; attributes: [0] the stream's index.
 * f32 and f64 in [0, 1), standard normal, normal redrawn beyond 2 sigma, and
 * i32/i64 in [attributes[1], attributes[2]). TensorFlow's Philox streams. */
int32_t tfc_kernel_random_uniform(tfc_context *, const tfc_tensor *,
                                  const int64_t *);
int32_t tfc_kernel_random_normal(tfc_context *, const tfc_tensor *,
                                 const int64_t *);
int32_t tfc_kernel_truncated_normal(tfc_context *, const tfc_tensor *,
                                    const int64_t *);
int32_t tfc_kernel_random_uniform_int(tfc_context *, const tfc_tensor *,
                                      const int64_t *);

#pragma GCC visibility pop

#ifdef __cplusplus
} /* extern "C" */
#define TFC_STATIC_ASSERT(condition, text) static_assert(condition, text)
#else
#define TFC_STATIC_ASSERT(condition, text) _Static_assert(condition, text)
#endif

#if UINTPTR_MAX == 0xffffffffffffffffu
TFC_STATIC_ASSERT(sizeof(tfc_string) == 16, "tfc_string");
TFC_STATIC_ASSERT(sizeof(tfc_tensor) == 32, "tfc_tensor");
TFC_STATIC_ASSERT(sizeof(tfc_tensor_info) == 48, "tfc_tensor_info");
TFC_STATIC_ASSERT(sizeof(tfc_variable_info) == 40, "tfc_variable_info");
TFC_STATIC_ASSERT(sizeof(tfc_segment_info) == 120, "tfc_segment_info");
TFC_STATIC_ASSERT(sizeof(tfc_argument_info) == 16, "tfc_argument_info");
TFC_STATIC_ASSERT(sizeof(tfc_signature_info) == 56, "tfc_signature_info");
TFC_STATIC_ASSERT(sizeof(tfc_stream_info) == 16, "tfc_stream_info");
TFC_STATIC_ASSERT(sizeof(tfc_device_info) == 16, "tfc_device_info");
TFC_STATIC_ASSERT(sizeof(tfc_image_info) == 32, "tfc_image_info");
TFC_STATIC_ASSERT(offsetof(tfc_program, graph_hash) == 40,
                  "what every version of tfc_program begins with");
TFC_STATIC_ASSERT(sizeof(tfc_program) == 200, "tfc_program");
#endif

#endif /* TFC_ABI_H */

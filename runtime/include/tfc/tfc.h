/* tfc's C API: sessions over compiled programs.
 *
 *   extern const tfc_program digits_program;          // from digits.h
 *
 *   tfc_session *session;
 *   if (tfc_session_create(&digits_program, NULL, &session) != TFC_OK)
 *     return fail(tfc_session_error(NULL));
 *   tfc_session_initialize(session);                  // variables
 *
 *   const int64_t shape[] = {1, 64};
 *   const char *feeds[] = {"x"}, *fetches[] = {"probabilities"};
 *   tfc_tensor x = {TFC_FLOAT32, 2, shape, pixels, sizeof pixels}, p;
 *   if (tfc_session_run(session, feeds, &x, 1, fetches, &p, 1, NULL, 0))
 *     return fail(tfc_session_error(session));
 *   // p.data holds p.shape[0] * p.shape[1] floats until the next run
 *   tfc_session_destroy(session);
 *
 * Every function that can fail returns a tfc_code; the message that goes with
 * it comes from tfc_session_error. Several sessions of one program live side
 * by side, each with its own variables, random streams and threads. A session
 * serves one thread at a time; a second one that calls meanwhile is refused
 * with TFC_FAILED_PRECONDITION (its message: tfc_session_error(NULL)).
 *
 * C11 and C++17. Link with libtfc_runtime.a (pkg-config tfc, or
 * find_package(tfc) and tfc::runtime in CMake).
 */
#ifndef TFC_TFC_H
#define TFC_TFC_H

#include "tfc/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* ---- sessions ----------------------------------------------------------- */

typedef struct tfc_session tfc_session;

/* Called after each segment of a run, on the thread of the run.
 * `nanoseconds` is wall time. It must not call into the session. */
typedef void (*tfc_profile_function)(void *argument,
                                     const tfc_segment_info *segment,
                                     int64_t nanoseconds);

/* Set from TFC_SESSION_OPTIONS_INIT, then change what you need. */
typedef struct tfc_session_options {
  size_t struct_size; /* sizeof(tfc_session_options) */
  uint32_t threads;   /* 0: as many as this process may use CPUs; at most
                         1024. 1 starts no thread. Results do not depend on
                         it. Threads start when a run first needs them. */
  uint32_t reserved;
  uint64_t seed; /* for random ops that have no seed of their own; 0: drawn
                    from the system */
  tfc_profile_function profile; /* or null */
  void *profile_argument;
} tfc_session_options;

#define TFC_SESSION_OPTIONS_INIT                                               \
  { sizeof(tfc_session_options), 0, 0, 0, NULL, NULL }

/* Creates a session of `program`; `options` may be null for the defaults.
 * Variables start uninitialised. Fails, before any compiled code runs, with
 * INVALID_ARGUMENT for a program that is broken or of another ABI version,
 * FAILED_PRECONDITION for one compiled for another processor, and
 * RESOURCE_EXHAUSTED when memory is short; *session is then null and
 * tfc_session_error(NULL) has the message. */
tfc_code tfc_session_create(const tfc_program *program,
                            const tfc_session_options *options,
                            tfc_session **session);

/* Frees the session and everything it owns. Null is allowed. */
void tfc_session_destroy(tfc_session *session);

/* Gives up memory and threads; every later call on the session except destroy
 * and the accessors fails with "Attempted to use a closed Session.". */
tfc_code tfc_session_close(tfc_session *session);

/* The message of the session's last call that failed; "" when none has. With
 * null: of this thread's last call that failed without a session, such as
 * tfc_session_create. Valid until the next failing call. */
const char *tfc_session_error(const tfc_session *session);

/* The program that the session was created from. */
const tfc_program *tfc_session_program(const tfc_session *session);

/* ---- running ------------------------------------------------------------ */

/* Computes what the fetches and targets need of the graph, each op at most
 * once, with the fed tensors replacing what the graph would compute for them.
 *
 * Names: a fetch is a tensor ("x" or "x:0"), a variable (its value after the
 * run) or a target such as a training step (dtype TFC_CONTROL, no data). A
 * feed is a feedable tensor. A target runs an op for its effect; any fetchable
 * name will do. Repeated fetches get the same value.
 *
 * Feeds: dtype, shape and bytes are checked; the memory is only read, and only
 * during the call. Data aligned to TFC_ALIGNMENT is used in place, other data
 * is copied.
 *
 * Outputs: outputs[i] is overwritten with a view of the i-th fetch. Its `data`
 * and `shape` belong to the session and stay valid until the session's next
 * run (set, initialize, close and destroy count as one). Views are for reading
 * and may be fed to the next run. Where a tensor is both fed and fetched the
 * view's data is the fed memory itself.
 *
 * Strings: an element is the address of a tfc_string, or null. Fed ones are only
 * read during the call. Fetched ones belong to the session like the tensor that
 * holds their addresses: until its next run, also where they were copied by
 * tfc_session_run_into.
 *
 * Errors leave no trace, except when a segment fails on its values: variables
 * assigned by segments before it keep their new values. Shapes, feeds and the
 * initialisation of variables are all checked before anything runs. */
tfc_code tfc_session_run(tfc_session *session, const char *const *feed_names,
                         const tfc_tensor *feeds, size_t num_feeds,
                         const char *const *fetch_names, tfc_tensor *outputs,
                         size_t num_fetches, const char *const *target_names,
                         size_t num_targets);

/* As tfc_session_run, but into the caller's memory: on entry outputs[i].data
 * points to outputs[i].bytes bytes of it. On return the value is there, and
 * dtype, rank, shape and bytes describe it (`shape` belongs to the session
 * until its next run). Too little room is INVALID_ARGUMENT, found before
 * anything runs. An output whose data is null gets a view. */
tfc_code tfc_session_run_into(tfc_session *session,
                              const char *const *feed_names,
                              const tfc_tensor *feeds, size_t num_feeds,
                              const char *const *fetch_names,
                              tfc_tensor *outputs, size_t num_fetches,
                              const char *const *target_names,
                              size_t num_targets);

/* Runs program->signatures[index]: `inputs` and `outputs` are as many as the
 * signature declares, in its order. Outputs as in tfc_session_run_into. */
tfc_code tfc_session_run_signature(tfc_session *session, uint32_t index,
                                   const tfc_tensor *inputs,
                                   tfc_tensor *outputs);

/* ---- variables ---------------------------------------------------------- */

/* Runs every variable's initialiser, as one run. */
tfc_code tfc_session_initialize(tfc_session *session);

/* Sets *value to a view of the variable's value, as a fetch would.
 * FAILED_PRECONDITION when it is not initialised. */
tfc_code tfc_session_get_variable(tfc_session *session, const char *name,
                                  tfc_tensor *value);

/* Copies `value` into the variable, which counts as initialised then. Its
 * dtype and shape must be the variable's. */
tfc_code tfc_session_set_variable(tfc_session *session, const char *name,
                                  const tfc_tensor *value);

/* Sets *initialized to 1 if the variable has a value, else to 0. The names of
 * all variables are in program->variables. */
tfc_code tfc_session_is_initialized(tfc_session *session, const char *name,
                                    int *initialized);

/* ---- about programs, codes and types ------------------------------------ */

/* The index of the named signature, tensor (":0" may be left out) or variable;
 * TFC_NONE when there is none. */
uint32_t tfc_program_signature(const tfc_program *program, const char *name);
uint32_t tfc_program_tensor(const tfc_program *program, const char *name);
uint32_t tfc_program_variable(const tfc_program *program, const char *name);

/* "OK", "INVALID_ARGUMENT", ...; "UNKNOWN" for a number that is no code. */
const char *tfc_code_name(int32_t code);

/* TensorFlow's names: "float", "double", "int32", "bool", ... */
const char *tfc_dtype_name(uint32_t dtype);

/* Bytes of one element; 0 for what has none. Of a string: of its address. */
size_t tfc_dtype_size(uint32_t dtype);

/* The function that compiled code calls by this name, or null. For those who
 * load an object themselves, into a JIT's process say; it makes a link carry
 * every runtime kernel. */
void *tfc_runtime_symbol(const char *name);

#pragma GCC visibility pop

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TFC_TFC_H */

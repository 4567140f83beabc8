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
 * by side, each with its own random streams and threads, and with variables of
 * its own or those of a store that it shares with others. A session
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

/* Variables apart from sessions; see "stores of variables" below. */
typedef struct tfc_variables tfc_variables;

/* How a session sees variables that others write meanwhile. */
enum {
  TFC_SESSION_SHARED = 0u,  /* in place: writes as they come */
  TFC_SESSION_SNAPSHOT = 1u /* as some run that succeeded left all of them; the
                               session only reads */
};

/* Set from TFC_SESSION_OPTIONS_INIT, then change what you need. */
typedef struct tfc_session_options {
  size_t struct_size; /* sizeof(tfc_session_options) */
  uint32_t threads;   /* 0: as many as this process may use CPUs; at most
                         1024. 1 starts no thread. Results do not depend on
                         it. Threads start when a run first needs them. */
  uint32_t mode;      /* TFC_SESSION_SHARED or TFC_SESSION_SNAPSHOT */
  uint64_t seed;      /* for random ops that have no seed of their own; 0: drawn
                         from the system */
  tfc_profile_function profile; /* or null */
  void *profile_argument;
  tfc_variables *variables; /* to be shared with others, or null: a store of the
                               session's own. The session takes a reference. */
} tfc_session_options;

#define TFC_SESSION_OPTIONS_INIT                                               \
  {sizeof(tfc_session_options), 0, TFC_SESSION_SHARED, 0, NULL, NULL, NULL}

/* Creates a session of `program`; `options` may be null for the defaults.
 * Variables start uninitialised, unless they are in options->variables. Fails,
 * before any compiled code runs, with INVALID_ARGUMENT for a program that is
 * broken or of another ABI version, or a variable that has another dtype or
 * shape in options->variables,
 * FAILED_PRECONDITION for one compiled for another processor, and
 * RESOURCE_EXHAUSTED when memory is short; *session is then null and
 * tfc_session_error(NULL) has the message. */
tfc_code tfc_session_create(const tfc_program *program,
                            const tfc_session_options *options,
                            tfc_session **session);

/* Frees the session and everything it owns, its reference to its variables
 * among it. Null is allowed. */
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
 * during the call. Data aligned to TFC_CALLER_ALIGNMENT (16 bytes, as malloc
 * and numpy align) is used in place, other data and strings are copied.
 *
 * Outputs: outputs[i] is overwritten with a view of the i-th fetch. Its `data`
 * and `shape` belong to the session and stay valid until the session's next
 * run (set, initialize, close and destroy count as one). Views are for reading
 * and may be fed to the next run. Where a tensor is both fed and fetched the
 * view's data is the fed memory itself.
 *
 * Strings: an element is the address of a tfc_string, or null. Fed ones are
 * only read during the call. Fetched ones belong to the session like the tensor
 * that holds their addresses: until its next run, also where they were copied
 * by tfc_session_run_into.
 *
 * Errors leave no trace, except when a segment fails on its values: variables
 * assigned by segments before it keep their new values, unless the store of the
 * variables has snapshot sessions; then all get their old values back. Shapes,
 * feeds and the initialisation of variables are all checked before anything
 * runs. */
tfc_code tfc_session_run(tfc_session *session, const char *const *feed_names,
                         const tfc_tensor *feeds, size_t num_feeds,
                         const char *const *fetch_names, tfc_tensor *outputs,
                         size_t num_fetches, const char *const *target_names,
                         size_t num_targets);

/* As tfc_session_run, but into the caller's memory: on entry outputs[i].data
 * points to outputs[i].bytes bytes of it. On return the value is there, and
 * dtype, rank, shape and bytes describe it (`shape` belongs to the session
 * until its next run). Too little room is INVALID_ARGUMENT, found before
 * anything runs. An output whose data is null gets a view.
 *
 * Memory aligned to TFC_CALLER_ALIGNMENT is written by compiled code itself,
 * without a copy, where it overlaps no feed and no other output; what it holds
 * when a segment fails is undefined. Copied are fed values, variables, outputs
 * whose shape depends on values, and all outputs of a run with more than 32. */
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
 * FAILED_PRECONDITION when it is not initialised. In a snapshot session the
 * call counts as a run: it sees the newest version. */
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

/* ---- stores of variables ------------------------------------------------ */

/* A store holds variables for sessions to share: those of one program, or of
 * several, whose variables are the same where they have the same name. So the
 * weights of many sessions are in memory once.
 *
 *   tfc_variables *variables;
 *   tfc_variables_create(&train_program, &variables);
 *   tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
 *   options.variables = variables;
 *   tfc_session_create(&train_program, &options, &trainer);
 *   options.mode = TFC_SESSION_SNAPSHOT;
 *   tfc_session_create(&predict_program, &options, &server);
 *   tfc_variables_release(variables);      // the sessions have references
 *
 * Here one thread trains by `trainer`, while another predicts by `server`.
 *
 * Shared sessions read and write in place and see writes as they come, as
 * TensorFlow's sessions do: what a run reads of a variable that another session
 * writes meanwhile may be in part new, as may a view of it. Runs of several
 * shared sessions that write do not wait for one another.
 *
 * A snapshot session sees in one run one version of all variables: what they
 * were after some run that succeeded, the newest one when the run takes them.
 * It never waits for a run of another session, and no such run waits for it. It
 * only reads: a run that would write, set and initialize fail with
 * FAILED_PRECONDITION. (Where several shared sessions write the same variable
 * at once, a version has of it what was there when a run ended.)
 *
 * The store keeps versions while it has snapshot sessions. Then a run that
 * writes a variable first copies it, so that versions that are being read stay
 * as they are; memory is reused, at most two copies of a variable beyond one
 * per snapshot session, and one of what is not written. A run that fails
 * becomes no version and is undone. The first snapshot session of a store is
 * created when the runs that are writing have ended; runs that would begin to
 * write wait for that.
 *
 * The functions below may be called from any thread, but not by a profile
 * function. Their messages come from tfc_session_error(NULL). */

/* Creates a store of the program's variables, uninitialised, with one
 * reference, the caller's. Sessions of other programs add theirs. */
tfc_code tfc_variables_create(const tfc_program *program,
                              tfc_variables **variables);

/* Sets *variables to the store of the session, with a new reference. */
tfc_code tfc_session_variables(tfc_session *session, tfc_variables **variables);

/* Adds and gives up a reference; the last one frees the store. Null is allowed.
 */
void tfc_variables_retain(tfc_variables *variables);
void tfc_variables_release(tfc_variables *variables);

/* Copies values[i] into the variable names[i], for all i as one version. */
tfc_code tfc_variables_set(tfc_variables *variables, const char *const *names,
                           const tfc_tensor *values, size_t count);

/* Copies the variable names[i] to the values[i].bytes bytes at values[i].data,
 * for all i out of one version, as a snapshot session would see them: also
 * while another session trains. Sets dtype, rank, bytes, and shape, which
 * belongs to the store. Where data is null only these are set. */
tfc_code tfc_variables_get(tfc_variables *variables, const char *const *names,
                           tfc_tensor *values, size_t count);

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

/* tfc's compiler as a library: a graph in, a native object out, or loaded into
 * this process.
 *
 *   tfc_compile_options options = TFC_COMPILE_OPTIONS_INIT;
 *   options.message = print_message;            // errors with their place
 *   tfc_compilation *graph;
 *   if (tfc_compile_file("digits.tfg", &options, &graph) != TFC_OK)
 *     return fail(tfc_compiler_error());
 *   tfc_compilation_write(graph, TFC_OUTPUT_OBJECT, "digits.o");
 *   tfc_compilation_write(graph, TFC_OUTPUT_HEADER, "digits.h");
 *
 *   tfc_loaded *loaded;                         // or run it here and now
 *   if (tfc_compilation_load(graph, &loaded) != TFC_OK)
 *     return fail(tfc_compiler_error());
 *   tfc_compilation_destroy(graph);
 *   tfc_session_create(tfc_loaded_program(loaded), NULL, &session);
 *
 * Nothing here prints, and nothing but a lack of memory or a fault of the
 * compiler's own ends the process: what is wrong is a tfc_code, a call of the
 * message function for each error and warning, and tfc_compiler_error(). A
 * graph is not trusted; a broken one ends in an error.
 *
 * Any thread may call, and compilations may run side by side. One compilation
 * or loaded program is used by one thread at a time. Callbacks come one after
 * the other while the call that causes them lasts, perhaps on another thread;
 * they must not call into the same compilation. All text is UTF-8.
 *
 * C11 and C++17. Link with libtfc_compiler.so (find_package(tfc) and
 * tfc::compiler in CMake); it holds the runtime's API (tfc.h), too.
 */
#ifndef TFC_COMPILER_H
#define TFC_COMPILER_H

#include "tfc/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/* "0.1.0" */
const char *tfc_compiler_version(void);

/* The first error of this thread's last call that failed, as one line with its
 * place: "net.tfg:7:9: ...". Valid until the thread's next failing call; ""
 * when none has failed. */
const char *tfc_compiler_error(void);

/* ---- what is said while a graph is compiled ------------------------------ */

typedef enum tfc_severity {
  TFC_SEVERITY_ERROR = 0,
  TFC_SEVERITY_WARNING = 1,
  TFC_SEVERITY_REMARK = 2,
  TFC_SEVERITY_NOTE = 3 /* belongs to the message before it */
} tfc_severity;

/* Valid during the call only. */
typedef struct tfc_message {
  uint32_t severity;       /* a tfc_severity */
  uint32_t line, column;   /* from 1; 0 where there is none */
  const char *file;        /* "" where the message has no place */
  const char *text;        /* what is wrong, one line */
  const char *source_line; /* that it is about; "" if it is not known */
} tfc_message;

typedef void (*tfc_message_function)(void *argument,
                                     const tfc_message *message);

/* Called when a phase begins, and with null when the work is done. What it
 * returns decides: 0 goes on, else the call ends with TFC_CANCELLED. */
typedef int (*tfc_progress_function)(void *argument, const char *phase);

/* Called with the module as MLIR's text after each phase of `print_after`. */
typedef void (*tfc_print_function)(void *argument, const char *phase,
                                   const char *text);

/* ---- options ------------------------------------------------------------- */

/* The shape of the placeholder `name`; a dimension of -1 is known in a run
 * only. */
typedef struct tfc_named_shape {
  const char *name;
  const int64_t *dims;
  uint32_t rank;
} tfc_named_shape;

enum {
  TFC_COMPILE_FREEZE = 1u,        /* runs the initialisers now: variables become
                                     constants; what assigns them in a run is left
                                     out, and a remark says so */
  TFC_COMPILE_DEBUG_LINES = 2u,   /* line tables that point into the graph */
  TFC_COMPILE_ONE_THREAD = 4u,    /* starts no thread, so that the process may
                                     fork; the object is the same */
  TFC_COMPILE_HARD_PLACEMENT = 8u /* an op for a device that the object has no
                                     code for is an error; else it runs on the
                                     processor, and a warning says so */
};

/* Set from TFC_COMPILE_OPTIONS_INIT, then change what you need. Pointers are
 * read during calls that take the options, apart from those of callbacks, which
 * are used as long as the compilation lives. */
typedef struct tfc_compile_options {
  size_t struct_size;                 /* sizeof(tfc_compile_options) */
  const char *name;                   /* the model's, a C identifier: the object
                                         exports NAME_program. Null: made from the
                                         source's name */
  const char *const *fetches;         /* further tensors that a run may fetch;
                                         "*": all that have a name */
  const char *const *feeds;           /* further tensors that a run may feed */
  const tfc_named_shape *shapes;      /* of placeholders */
  const tfc_named_shape *feed_shapes; /* of what will be fed, for placeholders
                                         of unknown rank alone */
  const char *const *print_after;     /* phases, for `print` */
  uint32_t num_fetches, num_feeds, num_shapes, num_feed_shapes, num_print_after;
  uint32_t opt_level; /* 0 to 3 */
  uint32_t flags;     /* TFC_COMPILE_* */
  uint32_t reserved;
  const char *cpu;              /* a processor by LLVM's name. Null: "native",
                                   this machine's */
  const char *triple;           /* null: this machine's */
  const char *from;             /* the first phase: the source is MLIR that has
                                   been through those before it. Null: all */
  const char *until;            /* the last phase. Null: all */
  tfc_message_function message; /* or null */
  void *message_argument;
  tfc_progress_function progress; /* or null */
  void *progress_argument;
  tfc_print_function print; /* or null */
  void *print_argument;
} tfc_compile_options;

/* clang-format off */
#define TFC_COMPILE_OPTIONS_INIT                                               \
  { sizeof(tfc_compile_options), NULL, NULL, NULL, NULL, NULL, NULL,           \
    0, 0, 0, 0, 0, 3, 0, 0,                                                    \
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }
/* clang-format on */

/* Whether the options can be used; else INVALID_ARGUMENT. The error begins with
 * the option's name: "until: there is no phase 'lunch'; expected ...".
 * Compiling checks the same. Null stands for the defaults. */
tfc_code tfc_compile_options_check(const tfc_compile_options *options);

/* The phases in their order, "import" first: the index-th one's name and a line
 * on what is true at its end. OUT_OF_RANGE behind the last. */
tfc_code tfc_compiler_phase(uint32_t index, const char **name,
                            const char **summary);

/* ---- compiling ----------------------------------------------------------- */

typedef struct tfc_compilation tfc_compilation;

/* Reads a graph and takes it through the phases up to options->until. What
 * language it is in is told by its content: .tfg, MLIR, or one of TensorFlow's
 * formats, of which a SavedModel may also be named by its folder. `path` "-" is
 * the standard input. Options may be null for the defaults.
 *
 * INVALID_ARGUMENT: the options, or the graph; NOT_FOUND: the file cannot be
 * read; CANCELLED: by the progress function. *compilation is null then. */
tfc_code tfc_compile_file(const char *path, const tfc_compile_options *options,
                          tfc_compilation **compilation);

/* The same for a graph in memory. `name` stands for the file's name in messages
 * and in the default for options->name. Formats that have their weights in
 * files of their own (a SavedModel, a model.json) cannot be compiled like this.
 */
tfc_code tfc_compile_bytes(const void *bytes, size_t size, const char *name,
                           const tfc_compile_options *options,
                           tfc_compilation **compilation);

/* Goes on to the end of phase `until`; null: to the end. A phase that is behind
 * already is no error. */
tfc_code tfc_compilation_continue(tfc_compilation *compilation,
                                  const char *until);

/* Frees the compilation and all that it has given, but for what was loaded.
 * Null is allowed. */
void tfc_compilation_destroy(tfc_compilation *compilation);

typedef enum tfc_output {
  TFC_OUTPUT_OBJECT = 0,   /* a relocatable object */
  TFC_OUTPUT_HEADER = 1,   /* its typed C and C++ header */
  TFC_OUTPUT_ASSEMBLY = 2, /* the same code, to read */
  TFC_OUTPUT_LLVM = 3,     /* as LLVM's IR */
  TFC_OUTPUT_MLIR = 4,     /* the module as it stands, after any phase */
  TFC_OUTPUT_DRAWING = 5,  /* SVG of the graph by segments, at the end of the
                              phase partition */
  TFC_OUTPUT_REPORT = 6,   /* times of phases, memory and segments, to read */
  TFC_OUTPUT_PROGRAM = 7,  /* an executable, for files only: the system's C++
                              compiler ($CXX, or c++) links it */
  TFC_OUTPUT_LIBRARY = 8   /* the same as a shared library */
} tfc_output;

/* Sets *bytes and *size to the output, with a zero behind its last byte. Asking
 * twice does the work once. It belongs to the compilation and is valid until
 * that goes on or is destroyed. FAILED_PRECONDITION if the compilation is not
 * at a phase that has it. */
tfc_code tfc_compilation_output(tfc_compilation *compilation, tfc_output output,
                                const void **bytes, size_t *size);

/* Writes the output to a file beside `path` and renames it: who reads `path`
 * sees all of it or what was there before. "-" is the standard output. */
tfc_code tfc_compilation_write(tfc_compilation *compilation, tfc_output output,
                               const char *path);

/* How often the source has its index-th kind of op, in the order of their
 * names: "tfc.matmul", 2. OUT_OF_RANGE behind the last. */
tfc_code tfc_compilation_op(const tfc_compilation *compilation, uint32_t index,
                            const char **name, int64_t *count);

/* The index-th phase that has run, and how long it took. OUT_OF_RANGE behind
 * the last. */
tfc_code tfc_compilation_phase(const tfc_compilation *compilation,
                               uint32_t index, const char **name,
                               double *seconds);

/* ---- loading ------------------------------------------------------------- */

/* The compiled program of one object, in this process. */
typedef struct tfc_loaded tfc_loaded;

/* Loads what was compiled; the very bytes of TFC_OUTPUT_OBJECT. It does not
 * need the compilation any more. */
tfc_code tfc_compilation_load(tfc_compilation *compilation,
                              tfc_loaded **loaded);

/* Loads an object that was written before, from a file or from memory, which is
 * copied. Its code will run: load what you trust. INVALID_ARGUMENT when it
 * holds no program of tfc's, or one for another machine or of another version.
 */
tfc_code tfc_load_file(const char *path, tfc_loaded **loaded);
tfc_code tfc_load_bytes(const void *bytes, size_t size, tfc_loaded **loaded);

/* The program, for tfc_session_create. It is valid until it is unloaded, which
 * must come after the end of its sessions. */
const tfc_program *tfc_loaded_program(const tfc_loaded *loaded);

/* What the program holds: signatures, tensors, variables, segments, memory and,
 * of a compilation, the ops of the source. As text to read, or as one JSON
 * object. Valid until the program is unloaded. */
const char *tfc_loaded_text(tfc_loaded *loaded);
const char *tfc_loaded_json(tfc_loaded *loaded);

/* Frees the program. Null is allowed. */
void tfc_unload(tfc_loaded *loaded);

/* Whether these first bytes of a file are those of an object, and not of a
 * graph. */
int tfc_is_object(const void *bytes, size_t size);

#pragma GCC visibility pop

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* TFC_COMPILER_H */

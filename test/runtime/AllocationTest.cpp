// A warm run with known shapes allocates nothing, a batch that was seen before
// neither, nor a training step whose versions others read. Counts every call of
// malloc's family and of operator new.
#include "Demo.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <vector>

static std::atomic<long> allocations{0};

// Interposes the C library's, which operator new calls too.
extern "C" {
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

void *malloc(size_t n) {
  ++allocations;
  return __libc_malloc(n);
}
void *calloc(size_t n, size_t size) {
  ++allocations;
  return __libc_calloc(n, size);
}
void *realloc(void *p, size_t n) {
  ++allocations;
  return __libc_realloc(p, n);
}
void *aligned_alloc(size_t alignment, size_t n) {
  ++allocations;
  return __libc_memalign(alignment, n);
}
int posix_memalign(void **p, size_t alignment, size_t n) {
  ++allocations;
  *p = __libc_memalign(alignment, n);
  return *p ? 0 : 12;
}
}

static void check(tfc_code code, tfc_session *session) {
  if (code == TFC_OK)
    return;
  fprintf(stderr, "%s\n", tfc_session_error(session));
  exit(1);
}

static int failures = 0;

template <typename F>
static void expectAllocations(const char *what, bool some, F f) {
  long before = allocations;
  f();
  long n = allocations - before;
  printf("%s: %ld allocations\n", what, n);
  failures += (n != 0) != some;
}

static void body(void *argument, int64_t) {
  ++*static_cast<std::atomic<int> *>(argument);
}

int main() {
  tfc_program program = demo::program();
  tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
  options.threads = 3;
  tfc_session *session = nullptr;
  check(tfc_session_create(&program, &options, &session), session);
  check(tfc_session_initialize(session), session);

  // One float off, so that the feed is copied.
  std::vector<float> x(1 + 2 * 64, 1.0f);
  float s[2 * 64];
  auto run = [&](int64_t rows) {
    const int64_t shape[] = {rows, 2};
    tfc_tensor feed = {TFC_FLOAT32, 2, shape, x.data() + 1, size_t(8 * rows)};
    tfc_tensor out[] = {{0, 0, nullptr, s, sizeof s},
                        {0, 0, nullptr, nullptr, 0},
                        {0, 0, nullptr, nullptr, 0}};
    const char *feeds[] = {"x"}, *fetches[] = {"s", "t", "w"};
    const char *targets[] = {"bump"};
    check(tfc_session_run_into(session, feeds, &feed, 1, fetches, out, 3,
                               targets, 1),
          session);
    tfc_tensor results[2] = {};
    check(tfc_session_run_signature(session, 1, &feed, results), session);
  };
  auto draw = [&] {
    const char *fetches[] = {"r"};
    tfc_tensor out;
    check(tfc_session_run(session, nullptr, nullptr, 0, fetches, &out, 1,
                          nullptr, 0),
          session);
  };
  std::atomic<int> sum{0};
  auto loop = [&] {
    tfc_parallel_for(reinterpret_cast<tfc_context *>(session), body, 100, &sum);
  };
  expectAllocations("first run", true, [&] { run(32); });
  expectAllocations("first draw", true, draw);
  expectAllocations("first parallel loop", true, loop);
  expectAllocations("warm runs", false, [&] {
    for (int i = 0; i < 10; ++i) {
      run(32);
      draw();
      loop();
    }
  });
  expectAllocations("a smaller batch", false, [&] { run(7); });
  expectAllocations("a larger batch", true, [&] { run(64); });
  expectAllocations("batches that fit", false, [&] {
    for (int64_t rows : {64, 1, 33, 64})
      run(rows);
  });
  // A writer whose store has versions, and a session that reads them: the first
  // steps make memory for the versions, which the others use again.
  tfc_variables *variables = nullptr;
  check(tfc_session_variables(session, &variables), session);
  options.variables = variables;
  options.mode = TFC_SESSION_SNAPSHOT;
  tfc_session *server = nullptr;
  check(tfc_session_create(&program, &options, &server), server);
  auto serve = [&] {
    const char *fetches[] = {"w", "count"};
    tfc_tensor out[2];
    check(tfc_session_run(server, nullptr, nullptr, 0, fetches, out, 2, nullptr,
                          0),
          server);
  };
  auto train = [&] {
    const char *targets[] = {"train"};
    check(tfc_session_run(session, nullptr, nullptr, 0, nullptr, nullptr, 0,
                          targets, 1),
          session);
  };
  auto turns = [&] {
    for (int i = 0; i < 10; ++i) {
      serve();
      train();
      train();
    }
  };
  expectAllocations("first versions", true, turns);
  expectAllocations("warm versions", false, turns);
  tfc_session_destroy(server);
  tfc_variables_release(variables);
  tfc_session_destroy(session);
  return failures != 0;
}

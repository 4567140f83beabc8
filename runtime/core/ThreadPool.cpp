// tfc_parallel_for on Eigen's thread pool.
//
// A loop is published in one place; the caller and the helpers, which are tasks
// of the pool, take indices from a shared counter until none is left. A helper
// that has run dry spins for some tens of microseconds before it goes back to
// the pool and sleeps, so that loops which follow each other closely start in
// well under a microsecond. Which thread takes which index changes nothing: the
// body of an index is the same wherever it runs.
#include "core/Context.h"
#include "core/Memory.h"
#include "target/Processor.h"

#include <new>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <unistd.h>
#include <unsupported/Eigen/CXX11/ThreadPool>

namespace {

/// The i-th turn of waiting for another thread. Now and then it gives up the
/// processor: the other may be waiting for this very one.
void wait(uint32_t i) {
  if (i % 64 == 63)
    sched_yield();
  else
    tfc::runtime::pauseThread();
}

/// A thread that waits for what it is to run. Eigen's pool cannot live with a
/// thread that failed to start, so threads are started first and then given to
/// a pool of just their number.
class Worker {
public:
  static Worker *start() {
    Worker *worker = new (std::nothrow) Worker();
    if (!worker)
      return nullptr;
    sem_init(&worker->ready, 0, 0);
    if (pthread_create(&worker->thread, nullptr, main, worker) == 0)
      return worker;
    sem_destroy(&worker->ready);
    operator delete(worker);
    return nullptr;
  }
  ~Worker() {
    pthread_join(thread, nullptr);
    sem_destroy(&ready);
  }
  void run(std::function<void()> f) {
    function = std::move(f);
    sem_post(&ready);
  }
  void OnCancel() {}

private:
  static void *main(void *argument) {
    Worker *worker = static_cast<Worker *>(argument);
    while (sem_wait(&worker->ready) != 0) {
    }
    worker->function();
    return nullptr;
  }

  std::function<void()> function;
  pthread_t thread;
  sem_t ready;
};

/// The surroundings that Eigen's pool asks for: how a thread starts, and what a
/// task is.
struct Environment {
  struct Task {
    std::function<void()> f;
  };
  using EnvThread = Worker;

  Worker **next;

  Worker *CreateThread(std::function<void()> f) {
    Worker *worker = *next++;
    worker->run(std::move(f));
    return worker;
  }
  Task CreateTask(std::function<void()> f) { return Task{std::move(f)}; }
  void ExecuteTask(const Task &task) { task.f(); }
};

using EigenPool = Eigen::ThreadPoolTempl<Environment>;

class Pool {
public:
  /// With `threads` threads, the caller of run() among them, or fewer where
  /// the system gives no more.
  explicit Pool(uint32_t threads) {
    Worker **started =
        static_cast<Worker **>(calloc(threads, sizeof(Worker *)));
    while (started && workers + 1 < threads &&
           (started[workers] = Worker::start()))
      ++workers;
    if (workers > 0)
      pool = new EigenPool(int(workers), /*allow_spinning=*/false,
                           Environment{started});
    free(started);
    long cpus = sysconf(_SC_NPROCESSORS_ONLN);
    spins = cpus >= long(threads) ? 2000 : 20;
  }

  ~Pool() {
    stop.store(true);
    delete pool;
  }

  void run(void (*f)(void *, int64_t), int64_t n, void *a) {
    // A loop inside a loop runs on the thread that meets it.
    if (workers == 0 || busy.exchange(true, std::memory_order_acquire)) {
      for (int64_t i = 0; i < n; ++i)
        f(a, i);
      return;
    }
    body = f;
    argument = a;
    count = n;
    // Many small indices are taken some at a time.
    chunk = n / (int64_t(workers + 1) * 16);
    if (chunk < 1)
      chunk = 1;
    next.store(0, std::memory_order_relaxed);
    uint64_t ticket = open.load(std::memory_order_relaxed) + 1;
    open.store(ticket, std::memory_order_seq_cst);

    uint32_t wanted = n - 1 < int64_t(workers) ? uint32_t(n - 1) : workers;
    while (helpers.load(std::memory_order_relaxed) < wanted) {
      helpers.fetch_add(1, std::memory_order_relaxed);
      pool->Schedule([this] { help(); });
    }
    work();
    // Closed: who has not entered by now finds the ticket gone. Both sides
    // first write and then read, so that one of them sees the other.
    open.store(ticket + 1, std::memory_order_seq_cst);
    for (uint32_t i = 0; active.load(std::memory_order_seq_cst) != 0; ++i) {
      wait(i);
    }
    busy.store(false, std::memory_order_release);
  }

private:
  void work() {
    for (;;) {
      int64_t begin = next.fetch_add(chunk, std::memory_order_relaxed);
      if (begin >= count)
        return;
      int64_t end = count - begin < chunk ? count : begin + chunk;
      for (int64_t i = begin; i < end; ++i)
        body(argument, i);
    }
  }

  void help() {
    uint64_t seen = 0;
    for (uint32_t idle = 0; idle < spins && !stop.load(); ++idle) {
      uint64_t ticket = open.load(std::memory_order_acquire);
      if (ticket % 2 == 0 || ticket == seen) {
        wait(idle);
        continue;
      }
      active.fetch_add(1, std::memory_order_seq_cst);
      if (open.load(std::memory_order_seq_cst) == ticket)
        work();
      active.fetch_sub(1, std::memory_order_seq_cst);
      seen = ticket;
      idle = 0;
    }
    helpers.fetch_sub(1, std::memory_order_relaxed);
  }

  uint32_t workers = 0;
  uint32_t spins = 0;
  EigenPool *pool = nullptr;

  // The loop; written only while it is closed and nobody is active.
  void (*body)(void *, int64_t) = nullptr;
  void *argument = nullptr;
  int64_t count = 0;
  int64_t chunk = 1;

  alignas(64) std::atomic<int64_t> next{0};
  alignas(64) std::atomic<uint64_t> open{0}; // odd while the loop runs
  alignas(64) std::atomic<uint32_t> active{0};
  std::atomic<uint32_t> helpers{0}; // scheduled or running
  std::atomic<bool> busy{false};
  std::atomic<bool> stop{false};
};

} // namespace

static void destroyPool(void *pool) {
  static_cast<Pool *>(pool)->~Pool();
  free(pool);
}

void tfc_parallel_for(tfc_context *context, void (*body)(void *, int64_t),
                      int64_t n, void *argument) {
  if (n > 1 && context->threads > 1 && !context->pool) {
    if (void *memory = tfc::runtime::allocateAligned(sizeof(Pool))) {
      context->pool = new (memory) Pool(context->threads);
      context->destroyPool = destroyPool;
    }
  }
  if (n > 1 && context->threads > 1 && context->pool) {
    static_cast<Pool *>(context->pool)->run(body, n, argument);
    return;
  }
  for (int64_t i = 0; i < n; ++i)
    body(argument, i);
}

//===- Workers.cpp - Cases in processes of their own ----------------------===//
#include "conformance/Workers.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

#include <chrono>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tfc::conformance {
namespace {

using Clock = std::chrono::steady_clock;

struct Worker {
  pid_t pid = -1;
  int requests = -1, answers = -1, errors = -1;
  char *progress = nullptr;
  std::string received;
  size_t current = 0;
  bool busy = false;
  unsigned served = 0;
  Clock::time_point start;
};

bool writeAll(int file, llvm::StringRef text) {
  while (!text.empty()) {
    ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR)
      continue;
    if (written <= 0)
      return false;
    text = text.drop_front(written);
  }
  return true;
}

bool readLine(int file, std::string &line) {
  line.clear();
  for (char c;;) {
    ssize_t got = read(file, &c, 1);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      return false;
    if (c == '\n')
      return true;
    line += c;
  }
}

[[noreturn]] void serve(int requests, int answers, char *progress,
                        CaseFunction run) {
  std::string line;
  while (readLine(requests, line)) {
    size_t index = 0;
    if (llvm::StringRef(line).getAsInteger(10, index))
      break;
    std::string text;
    llvm::raw_string_ostream(text) << run(index, Progress(progress)).toJson();
    if (!writeAll(answers, text + "\n"))
      break;
  }
  // No destructors: they belong to the parent's copy of everything.
  _exit(0);
}

class Pool {
public:
  Pool(size_t count, const WorkerOptions &options, CaseFunction run,
       llvm::function_ref<void(size_t, CaseResult)> done)
      : count(count), options(options), run(run), done(done),
        workers(std::max(1u, options.jobs)) {}

  void work() {
    for (Worker &worker : workers)
      give(worker);
    while (llvm::any_of(workers, [](const Worker &w) { return w.busy; }))
      wait();
    for (Worker &worker : workers)
      stop(worker);
  }

private:
  void start(Worker &worker);
  void stop(Worker &worker);
  void give(Worker &worker);
  void wait();
  void receive(Worker &worker);
  void lose(Worker &worker, bool timedOut);
  std::string lastWords(const Worker &worker) const;

  size_t count, next = 0;
  const WorkerOptions &options;
  CaseFunction run;
  llvm::function_ref<void(size_t, CaseResult)> done;
  std::vector<Worker> workers;
};

void Pool::start(Worker &worker) {
  int requests[2], answers[2];
  if (pipe(requests) || pipe(answers))
    llvm::report_fatal_error("no pipe for a worker");
  worker = Worker();
  worker.errors = memfd_create("errors", 0);
  worker.progress = static_cast<char *>(
      mmap(nullptr, Progress::kBytes, PROT_READ | PROT_WRITE,
           MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  worker.pid = fork();
  if (worker.pid < 0)
    llvm::report_fatal_error("no process for a worker");
  if (worker.pid == 0) {
    close(requests[1]);
    close(answers[0]);
    for (Worker &other : workers)
      if (&other != &worker && other.pid > 0) {
        close(other.requests);
        close(other.answers);
      }
    dup2(worker.errors, STDERR_FILENO);
    for (int number : {SIGSEGV, SIGABRT, SIGILL, SIGBUS, SIGFPE})
      signal(number, SIG_DFL);
    rlimit memory = {options.memory, options.memory}, core = {0, 0};
#if !defined(__SANITIZE_ADDRESS__) // Its shadow is the address space.
    setrlimit(RLIMIT_AS, &memory);
#else
    (void)memory;
#endif
    setrlimit(RLIMIT_CORE, &core);
    serve(requests[0], answers[1], worker.progress, run);
  }
  close(requests[0]);
  close(answers[1]);
  worker.requests = requests[1];
  worker.answers = answers[0];
}

void Pool::stop(Worker &worker) {
  if (worker.pid < 0)
    return;
  close(worker.requests);
  close(worker.answers);
  close(worker.errors);
  munmap(worker.progress, Progress::kBytes);
  waitpid(worker.pid, nullptr, 0);
  worker.pid = -1;
}

void Pool::give(Worker &worker) {
  worker.busy = false;
  if (next == count)
    return;
  if (worker.pid >= 0 && worker.served >= options.casesPerWorker)
    stop(worker);
  if (worker.pid < 0)
    start(worker);
  worker.current = next++;
  worker.busy = true;
  worker.served++;
  worker.start = Clock::now();
  worker.received.clear();
  if (worker.errors >= 0 && ftruncate(worker.errors, 0) == 0)
    lseek(worker.errors, 0, SEEK_SET);
  writeAll(worker.requests, std::to_string(worker.current) + "\n");
}

std::string Pool::lastWords(const Worker &worker) const {
  char buffer[512];
  ssize_t got = pread(worker.errors, buffer, sizeof buffer, 0);
  llvm::StringRef text(buffer, got > 0 ? got : 0);
  std::string line = text.trim().split('\n').first.str();
  return line.empty() ? "" : ": " + line;
}

void Pool::lose(Worker &worker, bool timedOut) {
  if (timedOut)
    kill(worker.pid, SIGKILL);
  int status = 0;
  waitpid(worker.pid, &status, 0);
  CaseResult result;
  result.outcome = timedOut ? Outcome::Timeout : Outcome::Crash;
  result.seconds =
      std::chrono::duration<double>(Clock::now() - worker.start).count();
  std::string phase(worker.progress,
                    strnlen(worker.progress, Progress::kBytes));
  if (timedOut)
    result.message = "in " + phase;
  else if (WIFSIGNALED(status))
    result.message = std::string(strsignal(WTERMSIG(status))) + " in " + phase +
                     lastWords(worker);
  else
    result.message = "exit " + std::to_string(WEXITSTATUS(status)) + " in " +
                     phase + lastWords(worker);
  close(worker.requests);
  close(worker.answers);
  close(worker.errors);
  munmap(worker.progress, Progress::kBytes);
  size_t index = worker.current;
  worker = Worker();
  done(index, std::move(result));
  give(worker);
}

void Pool::receive(Worker &worker) {
  char buffer[4096];
  ssize_t got = read(worker.answers, buffer, sizeof buffer);
  if (got < 0 && errno == EINTR)
    return;
  if (got <= 0)
    return lose(worker, false);
  worker.received.append(buffer, got);
  if (worker.received.back() != '\n')
    return;
  llvm::Expected<CaseResult> result = CaseResult::fromJson(worker.received);
  if (!result) {
    llvm::consumeError(result.takeError());
    result = CaseResult{
        Outcome::Crash, "the worker's answer is garbled", {}, 0, 0, 0, {}};
  }
  size_t index = worker.current;
  done(index, std::move(*result));
  give(worker);
}

void Pool::wait() {
  std::vector<pollfd> files;
  std::vector<Worker *> waiting;
  auto now = Clock::now();
  double soonest = options.timeout;
  for (Worker &worker : workers)
    if (worker.busy) {
      files.push_back({worker.answers, POLLIN, 0});
      waiting.push_back(&worker);
      std::chrono::duration<double> spent = now - worker.start;
      soonest = std::min(soonest, options.timeout - spent.count());
    }
  poll(files.data(), files.size(), std::max(0, int(soonest * 1000) + 1));
  now = Clock::now();
  for (auto [file, worker] : llvm::zip(files, waiting)) {
    std::chrono::duration<double> spent = now - worker->start;
    if (file.revents)
      receive(*worker);
    else if (spent.count() > options.timeout)
      lose(*worker, true);
  }
}

} // namespace

void Progress::operator()(llvm::StringRef phase) const {
  if (!shared)
    return;
  size_t length = std::min(phase.size(), kBytes - 1);
  memcpy(shared, phase.data(), length);
  shared[length] = 0;
}

void runCases(size_t count, const WorkerOptions &options, CaseFunction run,
              llvm::function_ref<void(size_t, CaseResult)> done) {
  signal(SIGPIPE, SIG_IGN);
  Pool(count, options, run, done).work();
}

} // namespace tfc::conformance

//===- Confined.cpp - Runs a case in a process of its own, with limits ----===//
#include "Confined.h"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tfc::fuzz {

/// The bytes that the process has mapped.
static size_t mappedBytes() {
  size_t pages = 0;
  if (FILE *file = fopen("/proc/self/statm", "r")) {
    if (fscanf(file, "%zu", &pages) != 1)
      pages = 0;
    fclose(file);
  }
  return pages * size_t(sysconf(_SC_PAGESIZE));
}

#if defined(__SANITIZE_ADDRESS__)
static constexpr bool limitsMemory = false; // its shadow is the address space
#else
static constexpr bool limitsMemory = true;
#endif

[[noreturn]] static void
runChild(int pipe, const Limits &limits,
         const std::function<std::string(bool &)> &body) {
  rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  if (limitsMemory) {
    rlim_t bytes = mappedBytes() + limits.megabytes * (size_t(1) << 20);
    rlimit limit = {bytes, bytes};
    setrlimit(RLIMIT_AS, &limit);
  }
  // The last words of the code under test belong to the finding.
  dup2(pipe, STDERR_FILENO);
  bool accepted = false;
  std::string text = body(accepted);
  text.insert(text.begin(), accepted ? '\1' : '\2');
  for (size_t done = 0; done < text.size();) {
    ssize_t n = write(pipe, text.data() + done, text.size() - done);
    if (n < 0 && errno != EINTR)
      break;
    done += n > 0 ? size_t(n) : 0;
  }
  _exit(0);
}

/// Reads until the other end closes; false when the time is over.
static bool readAll(int pipe, double seconds, std::string &text) {
  using Clock = std::chrono::steady_clock;
  auto end = Clock::now() + std::chrono::duration<double>(seconds);
  char buffer[4096];
  while (true) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        end - Clock::now());
    if (left.count() <= 0)
      return false;
    pollfd wait = {pipe, POLLIN, 0};
    if (poll(&wait, 1, int(left.count())) <= 0)
      continue;
    ssize_t n = read(pipe, buffer, sizeof buffer);
    if (n == 0)
      return true;
    // A crash may print without end.
    if (n > 0 && text.size() < (1 << 20))
      text.append(buffer, size_t(n));
  }
}

Outcome runConfined(const Limits &limits,
                    const std::function<std::string(bool &accepted)> &body) {
  int ends[2];
  if (pipe(ends) != 0)
    return {Outcome::Failed, strerror(errno)};
  fflush(nullptr);
  pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    runChild(ends[1], limits, body);
  }
  close(ends[1]);
  std::string text;
  bool inTime = child > 0 && readAll(ends[0], limits.seconds, text);
  close(ends[0]);
  if (child < 0)
    return {Outcome::Failed, "fork failed"};
  if (!inTime)
    kill(child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR)
    ;
  if (!inTime)
    return {Outcome::Failed, "took longer than the limit; " + text};
  if (WIFSIGNALED(status))
    return {Outcome::Failed, std::string("killed by ") +
                                 strsignal(WTERMSIG(status)) + "; " + text};
  size_t mark = text.find_first_of(std::string("\1\2"));
  if (mark == std::string::npos || WEXITSTATUS(status) != 0)
    return {Outcome::Failed,
            "exited with " + std::to_string(WEXITSTATUS(status)) + "; " + text};
  bool accepted = text[mark] == '\1';
  std::string error = text.substr(mark + 1);
  if (accepted)
    return {Outcome::Accepted, ""};
  if (error.empty() || error.find('\n') != std::string::npos)
    return {Outcome::Failed, "the error is not one line: " + error};
  return {Outcome::Refused, error};
}

} // namespace tfc::fuzz

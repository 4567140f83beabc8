// Runs code on a hostile input in a process of its own, with limits, so that a
// crash or an endless loop is a finding and not the end of the fuzzer.
#ifndef TFC_TEST_FUZZ_CONFINED_H
#define TFC_TEST_FUZZ_CONFINED_H

#include <functional>
#include <string>

namespace tfc::fuzz {

struct Limits {
  double seconds = 10;
  /// Address space beyond what the process has when it starts.
  size_t megabytes = 512;
};

struct Outcome {
  enum Kind { Accepted, Refused, Failed } kind;
  /// The error of an input that is refused, or what happened in a failure.
  std::string text;
};

/// Calls `body` in a child process. It returns an error, or nothing if it
/// accepts the input. A failure is: the child is killed or exits, takes too
/// long, or its error is empty or has several lines. The calling process must
/// have no other threads.
Outcome runConfined(const Limits &limits,
                    const std::function<std::string(bool &accepted)> &body);

} // namespace tfc::fuzz

#endif // TFC_TEST_FUZZ_CONFINED_H

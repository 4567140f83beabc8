//===- Workers.h - Cases in processes of their own --------------*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_WORKERS_H
#define TFC_TEST_CONFORMANCE_WORKERS_H

#include "conformance/CaseResult.h"

#include "llvm/ADT/STLFunctionalExtras.h"

namespace tfc::conformance {

struct WorkerOptions {
  unsigned jobs = 2;
  double timeout = 10;                 ///< Seconds a case may take.
  unsigned casesPerWorker = 400;       ///< Then a fresh process takes over.
  uint64_t memory = uint64_t(6) << 30; ///< Address space of a worker, bytes.
};

/// A worker writes down what it is about, for the message when it crashes. The
/// memory is shared with the parent.
class Progress {
public:
  explicit Progress(char *shared = nullptr) : shared(shared) {}
  void operator()(llvm::StringRef phase) const;
  static constexpr size_t kBytes = 128;

private:
  char *shared;
};

using CaseFunction = llvm::function_ref<CaseResult(size_t, const Progress &)>;

/// Runs cases 0..count-1 by `run`, in forked processes: a case that crashes,
/// hangs or exhausts its memory is recorded as such, and the others go on.
/// `done` is called in the parent with each result, in the order in which they
/// come.
void runCases(size_t count, const WorkerOptions &options, CaseFunction run,
              llvm::function_ref<void(size_t, CaseResult)> done);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_WORKERS_H

//===- RunCase.h - Compiles a case, runs it and compares --------*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_RUNCASE_H
#define TFC_TEST_CONFORMANCE_RUNCASE_H

#include "conformance/PreparedCase.h"
#include "conformance/Workers.h"

namespace tfc::conformance {

struct RunOptions {
  unsigned optLevel = 3;
  /// The graph's float constants that nothing computes are fed, with their own
  /// values: then nothing can be computed from them while compiling.
  bool feedConstants = false;
};

/// Imports the graph, compiles it to an object for this machine, loads that
/// into this process, runs it once and compares every check.
CaseResult runCase(const PreparedCase &prepared, const RunOptions &options,
                   mlir::MLIRContext &context, const Progress &progress);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_RUNCASE_H

//===- CaseResult.h - What became of a case ---------------------*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_CASERESULT_H
#define TFC_TEST_CONFORMANCE_CASERESULT_H

#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

#include <array>
#include <map>
#include <string>
#include <vector>

namespace tfc::conformance {

enum class Outcome {
  Passed,
  Accepted,    ///< Differs as accepted.txt says, with a reason.
  Unsupported, ///< Has an op that tfc does not import.
  Refused,     ///< Another error of the compiler's or of the run.
  WrongValue,
  WrongShape, ///< Or another element type.
  Crash,
  Timeout,
  Inexpressible, ///< The runner cannot put the case as a graph.
};
constexpr size_t kOutcomes = 9;

/// "passed", "unsupported op", ...
llvm::StringRef nameOf(Outcome outcome);

struct CaseResult {
  Outcome outcome = Outcome::Passed;
  std::string message;          ///< Why not passed, one line.
  std::vector<std::string> ops; ///< Ops that are not supported.
  unsigned compared = 0;        ///< Tensors that were compared.
  unsigned absent = 0;          ///< Intermediates that the graph lacks.
  double seconds = 0;
  std::map<std::string, double> phases; ///< Seconds of each phase.

  llvm::json::Value toJson() const;
  static llvm::Expected<CaseResult> fromJson(llvm::StringRef text);
};

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_CASERESULT_H

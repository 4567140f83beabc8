//===- Summary.h - The table of a run ---------------------------*- C++ -*-===//
#ifndef TFC_TEST_CONFORMANCE_SUMMARY_H
#define TFC_TEST_CONFORMANCE_SUMMARY_H

#include "conformance/CaseResult.h"

#include "llvm/Support/Regex.h"

namespace tfc::conformance {

/// Differences that are known and right, from accepted.txt: a line each,
///   SET | REGEX of the case's name | reason
class AcceptedList {
public:
  static llvm::Expected<AcceptedList> read(llvm::StringRef path);
  /// Turns a wrong value or shape of a listed case into Outcome::Accepted.
  void apply(llvm::StringRef set, llvm::StringRef name, CaseResult &result);

private:
  struct Entry {
    std::string set, reason;
    llvm::Regex name;
  };
  std::vector<Entry> entries;
};

struct SetSummary {
  std::string set;
  std::vector<std::pair<std::string, CaseResult>> cases; ///< By name.
  double wallSeconds = 0;
  unsigned random = 0; ///< Cases of which only shape and range were compared.

  size_t count(Outcome outcome) const;
  void print(llvm::raw_ostream &out, bool listFailed) const;
  llvm::json::Value toJson() const;
};

/// Compares the numbers that passed with expected.txt ("SET NUMBER" a line),
/// the ratchet: false if fewer pass. Says when the file should be raised.
llvm::Expected<bool> checkRatchet(llvm::StringRef path,
                                  const std::vector<SetSummary> &sets,
                                  llvm::raw_ostream &out);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_SUMMARY_H

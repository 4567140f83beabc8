// The loop of the fuzzers of readers: makes a broken input, reads it in a
// confined process, keeps it if that fails.
#ifndef TFC_TEST_FUZZ_DRIVER_H
#define TFC_TEST_FUZZ_DRIVER_H

#include "Confined.h"
#include "Random.h"

#include <cstdint>
#include <map>
#include <string>

namespace tfc::fuzz {

/// The names of files below a folder, with their contents.
using Files = std::map<std::string, std::string>;

struct Fuzzer {
  virtual ~Fuzzer() = default;
  /// Case `number`, the first ones being made by hand. Of the same seed it is
  /// the same everywhere.
  virtual Files make(uint64_t number, Random &random) = 0;
  /// Reads the files in `folder`, in the child; see runConfined.
  virtual std::string run(const std::string &folder, uint64_t number,
                          bool &accepted) = 0;
  Limits limits;
  /// For a failure's folder.
  std::string kind;
};

/// --seed=N --runs=N --seconds=N --case=N --verbose. Runs stop at the number of
/// runs or seconds, what is given; --case runs one. A failure is kept in
/// fuzz_failures/KIND-SEED-CASE/ of the working folder. Returns main's result.
int fuzz(Fuzzer &fuzzer, int argc, char **argv);

} // namespace tfc::fuzz

#endif // TFC_TEST_FUZZ_DRIVER_H

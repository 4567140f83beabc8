// Breaks valid inputs: as bytes, and, where most would be noticed at once, as
// what they mean.
#ifndef TFC_TEST_FUZZ_MUTATE_H
#define TFC_TEST_FUZZ_MUTATE_H

#include "Random.h"

#include <string>

namespace llvm::json {
class Value;
} // namespace llvm::json

namespace tfc::fuzz {

/// Truncates, flips bits, overwrites with extreme numbers, removes, repeats or
/// moves pieces, or splices in a piece of `other`.
void mutateBytes(std::string &bytes, const std::string &other, Random &random);

/// Changes a field somewhere in a message of protocol buffers: extreme numbers,
/// other types, names of other parts, names that lead nowhere, fields removed,
/// repeated or exchanged.
void mutateMessage(std::string &message, Random &random);

/// The same for JSON.
void mutateJson(llvm::json::Value &value, Random &random);

/// Numbers at which programs break.
int64_t extremeNumber(Random &random);

} // namespace tfc::fuzz

#endif // TFC_TEST_FUZZ_MUTATE_H

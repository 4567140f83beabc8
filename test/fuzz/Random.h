// The same numbers on every machine: std's distributions differ.
#ifndef TFC_TEST_FUZZ_RANDOM_H
#define TFC_TEST_FUZZ_RANDOM_H

#include <cstddef>
#include <cstdint>

namespace tfc::fuzz {

/// xorshift64*.
class Random {
public:
  explicit Random(uint64_t seed) : state(seed * 0x9E3779B97F4A7C15u | 1) {}
  uint64_t next() {
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545F4914F6CDD1Du;
  }
  size_t below(size_t n) { return n ? (next() >> 16) % n : 0; }
  bool oneIn(size_t n) { return below(n) == 0; }

private:
  uint64_t state;
};

} // namespace tfc::fuzz

#endif // TFC_TEST_FUZZ_RANDOM_H

//===- Processor.cpp - x86, 64 bits: features by the instruction CPUID --===//
#include "target/Processor.h"

#include <cpuid.h>
#include <cstdint>
#include <cstring>
#include <immintrin.h>

using namespace tfc::runtime;

const char *const tfc::runtime::architectureName = "x86_64";

namespace {

enum Register : uint8_t { EAX, EBX, ECX, EDX };

/// The registers that the operating system must save for a feature to be
/// usable, as bits of the register XCR0.
enum State : uint32_t { NoState = 0, Avx = 0x6, Avx512 = 0xe6 };

struct Feature {
  const char *name;
  uint32_t leaf;
  uint8_t subleaf;
  Register reg;
  uint8_t bit;
  State state;
};

} // namespace

static constexpr uint32_t Extended1 = 0x80000001u;

static const Feature features[] = {
#define TFC_FEATURE(name, leaf, subleaf, reg, bit, state)                      \
  {name, leaf, subleaf, reg, bit, state},
#include "target/x86_64/Features.def"
};

static bool systemSaves(State state) {
  if (state == NoState)
    return true;
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & 1u << 27)) // OSXSAVE
    return false;
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return (low & state) == state;
}

Presence tfc::runtime::findFeature(const char *name, size_t length) {
  for (const Feature &feature : features) {
    if (strlen(feature.name) != length || memcmp(feature.name, name, length))
      continue;
    uint32_t r[4];
    bool present = __get_cpuid_count(feature.leaf, feature.subleaf, &r[0],
                                     &r[1], &r[2], &r[3]) &&
                   (r[feature.reg] >> feature.bit & 1) &&
                   systemSaves(feature.state);
    return present ? Presence::Present : Presence::Absent;
  }
  return Presence::Unknown;
}

void tfc::runtime::pauseThread() { _mm_pause(); }

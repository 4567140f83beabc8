//===- Peak.cpp - What this machine can do at most ------------------------===//
//
// Written as assembly, so that no compiler's choice of registers or unrolling
// enters the figure: twelve independent chains of fused multiply-adds, which
// fill two pipes of latency up to six.
//
//===----------------------------------------------------------------------===//
#include "tools/tfc/Peak.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace tfc::cli {
namespace {

constexpr long kRounds = 1 << 16, kChains = 12;

#define TFC_FOR_EACH_CHAIN(DO)                                                 \
  DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)

#if defined(__x86_64__)

#define TFC_CLEAR(N) "vxorps %%xmm" #N ", %%xmm" #N ", %%xmm" #N "\n\t"
#define TFC_FMA256(N) "vfmadd231ps %%ymm13, %%ymm12, %%ymm" #N "\n\t"
#define TFC_FMA512(N) "vfmadd231ps %%zmm13, %%zmm12, %%zmm" #N "\n\t"
#define TFC_LOOP(FMA)                                                          \
  long rounds = kRounds;                                                       \
  asm volatile(TFC_FOR_EACH_CHAIN(TFC_CLEAR) TFC_CLEAR(12) TFC_CLEAR(13)       \
               "1:\n\t" TFC_FOR_EACH_CHAIN(FMA) "dec %0\n\tjnz 1b\n\t"         \
               "vzeroupper"                                                    \
               : "+r"(rounds)                                                  \
               :                                                               \
               : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", \
                 "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13")

void run256() { TFC_LOOP(TFC_FMA256); }
void run512() { TFC_LOOP(TFC_FMA512); }

/// The function to time and the f32 lanes of its vectors.
std::pair<void (*)(), int> chooseLoop() {
  if (__builtin_cpu_supports("avx512f"))
    return {run512, 16};
  if (__builtin_cpu_supports("fma"))
    return {run256, 8};
  return {nullptr, 0};
}

#elif defined(__aarch64__)

#define TFC_FMA128(N) "fmla v" #N ".4s, v12.4s, v13.4s\n\t"
#define TFC_CLEAR(N) "movi v" #N ".4s, #0\n\t"

void run128() {
  long rounds = kRounds;
  asm volatile(TFC_FOR_EACH_CHAIN(TFC_CLEAR) TFC_CLEAR(12) TFC_CLEAR(13)
               "1:\n\t" TFC_FOR_EACH_CHAIN(TFC_FMA128)
               "subs %0, %0, #1\n\tb.ne 1b"
               : "+r"(rounds)
               :
               : "cc", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8",
                 "v9", "v10", "v11", "v12", "v13");
}
std::pair<void (*)(), int> chooseLoop() { return {run128, 4}; }

#else
std::pair<void (*)(), int> chooseLoop() { return {nullptr, 0}; }
#endif

} // namespace

double measurePeakGflops() {
  using Clock = std::chrono::steady_clock;
  auto [loop, lanes] = chooseLoop();
  if (!loop)
    return 0;
  double best = 0;
  // Long enough for the clock to rise, short enough to go unnoticed.
  for (int run = 0; run < 60; ++run) {
    Clock::time_point start = Clock::now();
    loop();
    std::chrono::duration<double> seconds = Clock::now() - start;
    best = std::max(best, 2.0 * double(kChains * kRounds * lanes) /
                              seconds.count() * 1e-9);
  }
  return best;
}

} // namespace tfc::cli

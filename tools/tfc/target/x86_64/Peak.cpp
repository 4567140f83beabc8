//===- Peak.cpp - The loop of x86 -----------------------------------------===//
#include "tools/tfc/Peak.h"
#include "tools/tfc/target/Chains.h"

namespace tfc::cli {
namespace {

#define TFC_CLEAR(N) "vxorps %%xmm" #N ", %%xmm" #N ", %%xmm" #N "\n\t"
#define TFC_FMA256(N) "vfmadd231ps %%ymm13, %%ymm12, %%ymm" #N "\n\t"
#define TFC_FMA512(N) "vfmadd231ps %%zmm13, %%zmm12, %%zmm" #N "\n\t"
#define TFC_LOOP(FMA)                                                          \
  long rounds = kRounds;                                                       \
  asm volatile(TFC_FOR_EACH_CHAIN(TFC_CLEAR) TFC_CLEAR(12) TFC_CLEAR(          \
                   13) "1:\n\t" TFC_FOR_EACH_CHAIN(FMA) "dec %0\n\tjnz 1b\n\t" \
                                                        "vzeroupper"           \
               : "+r"(rounds)                                                  \
               :                                                               \
               : "cc", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", \
                 "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13")

void run256() { TFC_LOOP(TFC_FMA256); }
void run512() { TFC_LOOP(TFC_FMA512); }

} // namespace

PeakLoop peakLoop() {
  if (__builtin_cpu_supports("avx512f"))
    return {run512, flopsOfLanes(16)};
  if (__builtin_cpu_supports("fma"))
    return {run256, flopsOfLanes(8)};
  return {};
}

} // namespace tfc::cli

//===- Peak.cpp - The loop of Arm -----------------------------------------===//
#include "tools/tfc/Peak.h"
#include "tools/tfc/target/Chains.h"

namespace tfc::cli {
namespace {

#define TFC_FMA128(N) "fmla v" #N ".4s, v12.4s, v13.4s\n\t"
#define TFC_CLEAR(N) "movi v" #N ".4s, #0\n\t"

void run128() {
  long rounds = kRounds;
  asm volatile(TFC_FOR_EACH_CHAIN(TFC_CLEAR) TFC_CLEAR(12)
                   TFC_CLEAR(13) "1:\n\t" TFC_FOR_EACH_CHAIN(
                       TFC_FMA128) "subs %0, %0, #1\n\tb.ne 1b"
               : "+r"(rounds)
               :
               : "cc", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8",
                 "v9", "v10", "v11", "v12", "v13");
}

} // namespace

PeakLoop peakLoop() { return {run128, flopsOfLanes(4)}; }

} // namespace tfc::cli

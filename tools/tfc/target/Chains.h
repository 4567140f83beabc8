//===- Chains.h - The shape of the loops that measure a peak --------------===//
//
// They are written as assembly, so that no compiler's choice of registers or
// unrolling enters the figure: twelve independent chains of fused
// multiply-adds, which fill two pipes of latency up to six.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_TOOLS_TFC_TARGET_CHAINS_H
#define TFC_TOOLS_TFC_TARGET_CHAINS_H

#define TFC_FOR_EACH_CHAIN(DO)                                                 \
  DO(0) DO(1) DO(2) DO(3) DO(4) DO(5) DO(6) DO(7) DO(8) DO(9) DO(10) DO(11)

namespace tfc::cli {

constexpr long kRounds = 1 << 16, kChains = 12;

/// Operations of one loop on vectors of `lanes` floats.
constexpr double flopsOfLanes(int lanes) {
  return 2.0 * double(kChains * kRounds * lanes);
}

} // namespace tfc::cli

#endif // TFC_TOOLS_TFC_TARGET_CHAINS_H

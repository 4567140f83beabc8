//===- Peak.cpp - What this machine can do at most ------------------------===//
#include "tools/tfc/Peak.h"

#include <algorithm>
#include <chrono>

namespace tfc::cli {

double measurePeakGflops() {
  using Clock = std::chrono::steady_clock;
  PeakLoop peak = peakLoop();
  if (!peak.run)
    return 0;
  double best = 0;
  // Long enough for the clock to rise, short enough to go unnoticed.
  for (int run = 0; run < 60; ++run) {
    Clock::time_point start = Clock::now();
    peak.run();
    std::chrono::duration<double> seconds = Clock::now() - start;
    best = std::max(best, peak.flops / seconds.count() * 1e-9);
  }
  return best;
}

} // namespace tfc::cli

//===- Peak.h - What this machine can do at most ----------------*- C++ -*-===//
#ifndef TFC_TOOLS_TFC_PEAK_H
#define TFC_TOOLS_TFC_PEAK_H

namespace tfc::cli {

/// A loop of nothing but fused multiply-adds, and how many operations it does.
struct PeakLoop {
  void (*run)() = nullptr;
  double flops = 0;
};

/// The loop for this machine (target/<processor>/Peak.cpp); without `run` where
/// none is known.
PeakLoop peakLoop();

/// GFLOP/s of one thread in f32 fused multiply-adds on the widest vectors of
/// this processor, nothing loaded or stored: measured in a few milliseconds. 0
/// where no such loop is known.
double measurePeakGflops();

} // namespace tfc::cli

#endif // TFC_TOOLS_TFC_PEAK_H

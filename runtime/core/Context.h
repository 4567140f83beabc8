//===- Context.h - a session as compiled code sees it -------------------===//
//
// Compiled code and kernels get the address of a tfc_context and hand it back
// to the functions of abi.h. Every session is one.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_RUNTIME_CORE_CONTEXT_H
#define TFC_RUNTIME_CORE_CONTEXT_H

#include "core/Types.h"

#include <atomic>

namespace tfc::runtime {

/// The state of one random op: a Philox key and the 128-bit counter of the next
/// block. See Philox.h.
struct Stream {
  uint64_t key;
  uint64_t counterLow;
  uint64_t counterHigh;
};

} // namespace tfc::runtime

struct tfc_context {
  /// Threads of a parallel loop, the caller among them; at least 1.
  uint32_t threads = 1;

  /// Made by the first parallel loop, so that a program without one neither
  /// links nor starts a pool.
  void *pool = nullptr;
  void (*destroyPool)(void *) = nullptr;

  /// The functions that keep strings: set for a program that has some, or by
  /// the first kernel that makes one. `stringStore` is for them alone.
  const tfc_string_functions *strings = nullptr;
  void *stringStore = nullptr;

  tfc::runtime::Stream *streams = nullptr;
  uint32_t numStreams = 0;

  /// The first report of a run. `reportCode` is set after the text is complete.
  std::atomic<bool> reportClaimed{false};
  std::atomic<int32_t> reportCode{TFC_OK};
  tfc::runtime::Text<512> reportText;

  void clearReport() {
    if (!reportClaimed.load(std::memory_order_relaxed))
      return;
    reportText.clear();
    reportCode.store(TFC_OK, std::memory_order_relaxed);
    reportClaimed.store(false, std::memory_order_relaxed);
  }
};

#endif // TFC_RUNTIME_CORE_CONTEXT_H

//===- Feeds.h - accepting what a run is fed ------------------------------===//
#ifndef TFC_RUNTIME_SESSION_FEEDS_H
#define TFC_RUNTIME_SESSION_FEEDS_H

#include "session/Session.h"

namespace tfc::runtime {

/// Whether compiled code may work in the memory.
inline bool isCallerAligned(const void *memory) {
  return reinterpret_cast<uintptr_t>(memory) % TFC_CALLER_ALIGNMENT == 0;
}

/// Whether a value has the shape that the plan is bound for.
inline bool hasShapeOfBefore(const Plan &plan, const Feed &feed,
                             const tfc_tensor_info &info,
                             const tfc_tensor &value) {
  const int64_t *dims = plan.feedDims.data() + feed.firstDim;
  return value.rank == info.rank && feed.bytes >= 0 &&
         (info.rank == 0 ||
          (value.shape && memcmp(dims, value.shape, info.rank * 8) == 0));
}

/// Checks dtype, shape and size of a value. The plan is to be bound again when
/// the shape is new.
tfc_code checkFeed(tfc_session &session, Plan &plan, Feed &feed,
                   const tfc_tensor &value);

/// Takes a value that was checked: the caller's memory where it is aligned and
/// no run may write it, as it might a view of an earlier run; else a copy.
tfc_code takeFeed(tfc_session &session, Feed &feed, const tfc_tensor &value);

} // namespace tfc::runtime

#endif // TFC_RUNTIME_SESSION_FEEDS_H

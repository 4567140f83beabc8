// A plan: the segments that one combination of feeds, fetches and targets
// needs, with the places where their shapes and buffers are kept between runs.
#ifndef TFC_RUNTIME_SESSION_PLAN_H
#define TFC_RUNTIME_SESSION_PLAN_H

#include "core/Memory.h"
#include "core/Types.h"

namespace tfc::runtime {

enum class FetchKind : uint32_t { Value, Variable, Target };

/// What a run asks for. For targets that are not fetched, only `steps` of the
/// plan know.
struct Fetch {
  FetchKind kind;
  uint32_t index;    // of the tensor or variable
  uint32_t feed;     // index into feeds where it is also fed, else TFC_NONE
  uint32_t firstDim; // in fetchDims
  tfc_tensor view;   // of fed values and variables, completed in each run
};

struct Feed {
  uint32_t tensor;
  uint32_t firstDim; // in feedDims
  int64_t bytes;     // of the last accepted value; -1 before the first
  void *data;        // the value of this run
};

struct Step {
  const tfc_segment_info *segment;
  uint32_t firstDim;    // in dims
  uint32_t firstBuffer; // in buffers
};

/// A buffer of a step that holds a fed value.
struct FeedSlot {
  uint32_t buffer;
  uint32_t feed;
};

struct Plan {
  uint64_t hash = 0;
  Array<uint32_t> key;
  uint64_t lastUse = 0;

  Array<Feed> feeds;
  Array<Fetch> fetches;
  Array<Step> steps;
  /// From this step on shapes depend on values: each step's are settled right
  /// before it runs, in every run.
  size_t firstLate = 0;
  Array<FeedSlot> feedSlots;

  Array<int64_t> feedDims;
  Array<int64_t> fetchDims; // what callers see: changed only by bind
  Array<int64_t> dims;
  Array<void *> buffers;

  /// The session's storage generation that `buffers` was made for; 0 when
  /// shapes or buffers are out of date.
  uint64_t boundTo = 0;

  bool failed() const {
    return key.failed() || feeds.failed() || fetches.failed() ||
           steps.failed() || feedSlots.failed() || feedDims.failed() ||
           fetchDims.failed() || dims.failed() || buffers.failed();
  }
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_SESSION_PLAN_H

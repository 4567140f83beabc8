//===- Plan.h - what one combination of feeds and fetches needs -----------===//
//
// A plan lists the segments that one combination of feeds, fetches and targets
// needs, its steps, and keeps their shapes and buffers between runs.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_RUNTIME_SESSION_PLAN_H
#define TFC_RUNTIME_SESSION_PLAN_H

#include "core/Memory.h"
#include "core/Types.h"
#include "variables/Store.h"

namespace tfc::runtime {

enum class FetchKind : uint32_t { Value, Variable, Target };

/// Something that a run asks for. For targets that are not fetched, only
/// `steps` of the plan know.
struct Fetch {
  FetchKind kind;
  uint32_t index;     // of the tensor or variable
  uint32_t feed;      // index into feeds where it is also fed, else TFC_NONE
  uint32_t first;     // index of the first fetch of the same value
  uint32_t firstDim;  // in fetchDims
  uint32_t firstSlot; // in fetchSlots, of a value that may be written in place
  uint32_t numSlots;
  void *storage;   // the session's memory for the value
  tfc_tensor view; // of fed values and variables, completed in each run
};

struct Feed {
  uint32_t tensor;
  uint32_t firstDim; // in feedDims
  int64_t bytes;     // of the last accepted value; -1 before the first
  void *data;        // the value of this run
  void *shown;       // the same for who fetches it: the caller's where possible
};

struct Step {
  const tfc_segment_info *segment;
  uint32_t firstDim;    // in dims
  uint32_t firstBuffer; // in buffers
};

/// A buffer that changes from run to run: a place in `buffers`, and the index
/// of the feed or variable that goes there.
struct Slot {
  uint32_t buffer;
  uint32_t index;
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
  Array<Slot> feedSlots;
  Array<Slot> variableSlots;
  Array<uint32_t> fetchSlots; // places in `buffers`, those of a fetch together

  /// The variables that the steps write, each once.
  Array<StoredVariable *> written;

  Array<int64_t> feedDims;
  Array<int64_t> fetchDims; // what callers see: changed only by bind
  Array<int64_t> dims;
  Array<void *> buffers;

  /// The session's storage generation that `buffers` was made for; 0 when
  /// shapes or buffers are out of date.
  uint64_t boundTo = 0;
  /// The state of the variables (Run::variablesState) that `buffers` points to.
  uint64_t variablesAt = 0;

  bool failed() const {
    return key.failed() || feeds.failed() || fetches.failed() ||
           steps.failed() || feedSlots.failed() || variableSlots.failed() ||
           fetchSlots.failed() || written.failed() || feedDims.failed() ||
           fetchDims.failed() || dims.failed() || buffers.failed();
  }
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_SESSION_PLAN_H

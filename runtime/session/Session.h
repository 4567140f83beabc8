//===- Session.h - the state of a session ---------------------------------===//
//
// A session holds what one client of a program needs for its runs: an arena and
// storage for the values of tensors, plans, the state of random streams, and a
// reference to the store of its variables.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_RUNTIME_SESSION_SESSION_H
#define TFC_RUNTIME_SESSION_SESSION_H

#include "core/Context.h"
#include "session/Names.h"
#include "session/Plan.h"
#include "variables/Store.h"

struct tfc_session : tfc_context {
  const tfc_program *program = nullptr;
  tfc_session_options options = TFC_SESSION_OPTIONS_INIT;
  tfc::runtime::Text<1024> error;
  std::atomic<bool> busy{false};
  bool closed = false;

  tfc::runtime::Names names;
  tfc::runtime::Array<tfc::runtime::Stream> streamStates;

  /// The variables, by the program's index. A snapshot session sees them as in
  /// the version that `reader` has pinned, which is none before its first run.
  tfc_variables *store = nullptr;
  tfc::runtime::Array<tfc::runtime::StoredVariable *> variables;
  tfc::runtime::Reader reader;
  bool isReader = false; // the store knows the reader
  /// The state of the variables (Run::variablesState) in which all of them were
  /// last seen initialised.
  uint64_t initializedAt = 0;
  /// Each variable has here the run that checkVariables last saw it written in.
  tfc::runtime::Array<uint64_t> writtenIn;

  /// Values of tensors: planned ones in the arena, the others in `storage`;
  /// copies of fed values in `staging`. Both have one buffer per tensor, most
  /// of them empty; `live` lists those that are not.
  tfc::runtime::Buffer arena;
  tfc::runtime::Buffer workspace;
  tfc::runtime::Buffer *storage = nullptr;
  tfc::runtime::Buffer *staging = nullptr;
  tfc::runtime::Array<tfc::runtime::Buffer *> live;
  uint64_t generation = 1; // counts moves of storage and workspace

  /// Plans by feeds and fetches, the oldest dropped beyond a limit; those of
  /// signatures by index; and that of the initialisers.
  tfc::runtime::Array<tfc::runtime::Plan *> plans;
  tfc::runtime::Array<tfc::runtime::Plan *> signaturePlans;
  tfc::runtime::Plan *initializerPlan = nullptr;
  uint64_t runs = 0;

  /// Scratch for making and binding plans, one entry per segment or tensor.
  tfc::runtime::Array<uint8_t> needed;
  tfc::runtime::Array<uint32_t> feedOf; // TFC_NONE between uses
  tfc::runtime::Array<const int64_t *> tensorDims;
  tfc::runtime::Array<uint32_t> key;

  ~tfc_session() { release(); }

  /// Frees everything but the error text and the program.
  void release();

  bool isSnapshot() const { return options.mode == TFC_SESSION_SNAPSHOT; }

  /// True for memory that a run may write or free.
  bool owns(const void *pointer) const;
  /// Grows a storage or staging buffer and keeps `live`.
  bool growLive(tfc::runtime::Buffer &buffer, size_t bytes);
  /// The memory of a tensor that a segment writes.
  void *storageOf(uint32_t tensor);
  /// The name of a tensor, for messages.
  const char *nameOf(uint32_t tensor) const {
    const char *name = program->tensors[tensor].name;
    return name ? name : "(unnamed)";
  }
  /// Fails with what the segment has reported.
  tfc_code failAsReported(int32_t code, const char *segment) {
    const char *text = reportText.str();
    return text[0] ? error.fail(tfc_code(code), "%s", text)
                   : error.fail(tfc_code(code), "Segment %s failed", segment);
  }
  /// The value of a variable as the session sees it now.
  tfc::runtime::Value valueOf(uint32_t variable) const;
};

namespace tfc::runtime {

/// Completes plan.steps from what is needed: walks back from plan.fetches and
/// the `targets` over the program, stopping at plan.feeds.
tfc_code buildPlan(tfc_session &session, Plan &plan, const uint32_t *targets,
                   size_t numTargets);
/// A plan of one given segment.
tfc_code buildSegmentPlan(tfc_session &session, Plan &plan,
                          const tfc_segment_info &segment);

/// Null when memory is short.
Plan *createPlan();
void destroyPlan(Plan *plan);
void addFeed(tfc_session &session, Plan &plan, uint32_t tensor);
void addFetch(tfc_session &session, Plan &plan, FetchKind kind, uint32_t index);

/// Runs the plan. With `into`, outputs that have data are written there.
tfc_code runPlan(tfc_session &session, Plan &plan, const tfc_tensor *feeds,
                 tfc_tensor *outputs, bool into);

/// Holds the session for one call. A call enters when it gets code() == TFC_OK.
class Entry {
public:
  explicit Entry(tfc_session *session);
  ~Entry();
  tfc_code code() const { return status; }

private:
  tfc_session *held = nullptr;
  tfc_code status;
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_SESSION_SESSION_H

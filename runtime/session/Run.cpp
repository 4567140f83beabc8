// Executing a plan: accept the feeds, settle shapes and buffers, check what
// can be checked, run the segments, hand out the values. A run whose fed shapes
// are those of the last one skips the second step, and allocates nothing. From
// the first segment on whose shapes depend on values, shapes and buffers are
// settled segment by segment, in every run.
#include "session/Session.h"
#include "core/Strings.h"

#include <time.h>

using namespace tfc::runtime;

namespace {

class Run {
public:
  Run(tfc_session &session, Plan &plan)
      : session(session), program(*session.program), plan(plan) {}

  tfc_code execute(const tfc_tensor *feeds, tfc_tensor *outputs, bool into) {
    session.clearReport();
    ++session.runs;
    if (session.strings)
      session.strings->beginRun(&session);
    tfc_code code = accept(feeds);
    bool late = plan.firstLate < plan.steps.size();
    if (!code && (late || plan.boundTo != session.generation))
      code = bind();
    if (!code && session.numUninitialized)
      code = checkVariables();
    if (!code && into && !late)
      code = checkRoom(outputs);
    if (!code)
      code = late ? runLate() : runSteps();
    if (!code && into && late)
      code = checkRoom(outputs);
    if (!code)
      deliver(feeds, outputs, into);
    return code;
  }

private:
  tfc_code accept(const tfc_tensor *feeds);
  tfc_code acceptShape(Feed &feed, const tfc_tensor &value);
  tfc_code acceptData(Feed &feed, const tfc_tensor &value);
  tfc_code acceptStrings(Feed &feed);
  tfc_code bind();
  tfc_code bindShapes(const Step &step);
  tfc_code bindStorage(const Step &step);
  void bindBuffers(const Step &step);
  void bindFetches();
  void markFeeds(bool marked);
  tfc_code checkVariables();
  tfc_code checkRoom(const tfc_tensor *outputs);
  tfc_code runSteps();
  tfc_code runLate();
  tfc_code settle(const Step &step);
  tfc_code runStep(const Step &step);
  void deliver(const tfc_tensor *feeds, tfc_tensor *outputs, bool into);

  tfc_code fromReport(int32_t code, const char *segment) {
    const char *text = session.reportText.str();
    if (text[0])
      return session.fail(tfc_code(code), "%s", text);
    return session.fail(tfc_code(code), "Segment %s failed", segment);
  }
  const char *nameOf(uint32_t tensor) {
    const char *name = program.tensors[tensor].name;
    return name ? name : "(unnamed)";
  }

  tfc_session &session;
  const tfc_program &program;
  Plan &plan;
};

} // namespace

// ---- feeds -----------------------------------------------------------------

/// Where empty tensors point.
alignas(TFC_ALIGNMENT) static char emptyTensor[TFC_ALIGNMENT];

tfc_code Run::accept(const tfc_tensor *feeds) {
  for (size_t i = 0; i < plan.feeds.size(); ++i)
    if (tfc_code code = acceptShape(plan.feeds[i], feeds[i]))
      return code;
  for (size_t i = 0; i < plan.feeds.size(); ++i)
    if (tfc_code code = acceptData(plan.feeds[i], feeds[i]))
      return code;
  for (const Feed &feed : plan.feeds)
    session.staging[feed.tensor].releaseOld();
  return TFC_OK;
}

tfc_code Run::acceptShape(Feed &feed, const tfc_tensor &value) {
  const tfc_tensor_info &info = program.tensors[feed.tensor];
  const char *name = nameOf(feed.tensor);
  if (value.dtype != info.dtype)
    return session.fail(TFC_INVALID_ARGUMENT,
                        "Cannot feed value of dtype %s for Tensor '%s:0', "
                        "which has dtype %s",
                        tfc_dtype_name(value.dtype), name,
                        tfc_dtype_name(info.dtype));
  int64_t *dims = plan.feedDims.data() + feed.firstDim;
  bool same = value.rank == info.rank && feed.bytes >= 0 &&
              (info.rank == 0 ||
               (value.shape && memcmp(dims, value.shape, info.rank * 8) == 0));
  if (!same) {
    if (value.rank > 0 && !value.shape)
      return session.fail(TFC_INVALID_ARGUMENT,
                          "The value fed for Tensor '%s:0' has rank %u but no "
                          "shape",
                          name, value.rank);
    bool fits = value.rank == info.rank;
    for (uint32_t i = 0; fits && i < info.rank; ++i)
      fits = value.shape[i] >= 0 &&
             (info.shape[i] < 0 || value.shape[i] == info.shape[i]);
    if (!fits) {
      Text<256> given, wanted;
      addPythonShape(given, value.rank, value.shape);
      addPythonShape(wanted, info.rank, info.shape);
      return session.fail(TFC_INVALID_ARGUMENT,
                          "Cannot feed value of shape %s for Tensor '%s:0', "
                          "which has shape '%s'",
                          given.str(), name, wanted.str());
    }
    int64_t bytes = byteSize(info.dtype, info.rank, value.shape);
    if (bytes < 0) {
      Text<256> given;
      addPythonShape(given, value.rank, value.shape);
      return session.fail(TFC_INVALID_ARGUMENT,
                          "Cannot feed value of shape %s for Tensor '%s:0': "
                          "its size overflows",
                          given.str(), name);
    }
    plan.boundTo = 0;
    feed.bytes = bytes;
    if (info.rank)
      memcpy(dims, value.shape, info.rank * 8);
  }
  if (value.bytes != size_t(feed.bytes) || (feed.bytes && !value.data))
    return session.fail(TFC_INVALID_ARGUMENT,
                        "The value fed for Tensor '%s:0' has %zu bytes of "
                        "data, its shape needs %lld",
                        name, value.data ? value.bytes : 0,
                        static_cast<long long>(feed.bytes));
  return TFC_OK;
}

tfc_code Run::acceptData(Feed &feed, const tfc_tensor &value) {
  if (feed.bytes == 0) {
    feed.data = emptyTensor;
    return TFC_OK;
  }
  if (!hasValidElements(value))
    return session.fail(TFC_INVALID_ARGUMENT,
                        "The value fed for Tensor '%s:0' has a bool that is "
                        "neither 0 nor 1",
                        nameOf(feed.tensor));
  feed.data = value.data;
  bool isString = value.dtype == TFC_STRING;
  bool aligned = !isString && reinterpret_cast<uintptr_t>(value.data) % TFC_ALIGNMENT == 0;
  if (aligned && !session.owns(value.data))
    return TFC_OK;
  // A view of an earlier run may be what this one overwrites.
  Buffer &staging = session.staging[feed.tensor];
  if (!session.growLive(staging, size_t(feed.bytes)))
    return session.outOfMemory(nameOf(feed.tensor), feed.bytes);
  memmove(staging.data(), value.data, size_t(feed.bytes));
  feed.data = staging.data();
  return isString ? acceptStrings(feed) : TFC_OK;
}

/// The run's values may point to fed strings when the caller's are gone.
tfc_code Run::acceptStrings(Feed &feed) {
  auto *elements = static_cast<const tfc_string **>(feed.data);
  int64_t count = feed.bytes / int64_t(sizeof *elements), wrong = 0;
  switch (session.strings->keep(&session, elements, count, &wrong)) {
  case TFC_OK:
    return TFC_OK;
  case TFC_RESOURCE_EXHAUSTED:
    return session.outOfMemory(nameOf(feed.tensor), wrong);
  default:
    return session.fail(TFC_INVALID_ARGUMENT,
                        "The value fed for Tensor '%s:0' has a string of %lld "
                        "bytes",
                        nameOf(feed.tensor), static_cast<long long>(wrong));
  }
}

// ---- shapes and buffers ----------------------------------------------------

/// feedOf tells which tensors are fed, while shapes and buffers are bound.
void Run::markFeeds(bool marked) {
  for (uint32_t i = 0; i < plan.feeds.size(); ++i) {
    const Feed &feed = plan.feeds[i];
    session.feedOf[feed.tensor] = marked ? i : TFC_NONE;
    if (marked)
      session.tensorDims[feed.tensor] = plan.feedDims.data() + feed.firstDim;
  }
}

/// All steps whose shapes follow from those of the feeds.
tfc_code Run::bind() {
  plan.boundTo = 0;
  markFeeds(true);
  tfc_code code = TFC_OK;
  for (size_t i = 0; !code && i < plan.firstLate; ++i)
    code = bindShapes(plan.steps[i]);
  for (size_t i = 0; !code && i < plan.firstLate; ++i)
    code = bindStorage(plan.steps[i]);
  if (!code) {
    for (size_t i = 0; i < plan.firstLate; ++i)
      bindBuffers(plan.steps[i]);
    if (plan.firstLate == plan.steps.size())
      bindFetches();
    plan.boundTo = session.generation;
  }
  markFeeds(false);
  return code;
}

/// A shape may come from data, and data from anywhere.
constexpr int64_t maxElements = int64_t(1) << 40;

/// Fills the dims of a step; tensorDims leads from one step to the next. Fed
/// tensors keep the fed shape, whatever a step says.
tfc_code Run::bindShapes(const Step &step) {
  const int64_t **tensorDims = session.tensorDims.data();
  const tfc_segment_info &segment = *step.segment;
  int64_t *dims = plan.dims.data() + step.firstDim;
  int64_t *next = dims;
  for (uint32_t i = 0; i < segment.num_inputs; ++i) {
    uint32_t rank = program.tensors[segment.inputs[i]].rank;
    if (rank)
      memcpy(next, tensorDims[segment.inputs[i]], rank * 8);
    next += rank;
  }
  if (segment.shape) {
    bool reads = segment.flags & TFC_SEGMENT_SHAPE_READS;
    int32_t code = segment.shape(
        &session, reads ? plan.buffers.data() + step.firstBuffer : nullptr,
        dims);
    if (!code)
      code = tfc_reported(&session);
    if (code)
      return fromReport(code, segment.name);
  }
  for (uint32_t i = 0; i < segment.num_outputs; ++i) {
    uint32_t tensor = segment.outputs[i];
    const tfc_tensor_info &info = program.tensors[tensor];
    if (!segment.shape && info.rank)
      memcpy(next, info.shape, info.rank * 8);
    for (uint32_t j = 0; j < info.rank; ++j)
      if (info.shape[j] >= 0 && next[j] != info.shape[j])
        return session.fail(TFC_INTERNAL,
                            "Segment %s gives tensor '%s' a shape that is "
                            "not its own",
                            segment.name, nameOf(tensor));
    if (session.feedOf[tensor] == TFC_NONE)
      tensorDims[tensor] = next;
    for (uint32_t j = 0; j < info.rank; ++j)
      if (next[j] < 0)
        return session.fail(TFC_INVALID_ARGUMENT,
                            "Tensor '%s' would have a dimension of %lld",
                            nameOf(tensor), static_cast<long long>(next[j]));
    int64_t bytes = byteSize(info.dtype, info.rank, next);
    int64_t size = int64_t(tfc_dtype_size(info.dtype));
    bool fromData = segment.flags & TFC_SEGMENT_SHAPE_READS;
    if (bytes < 0 || (fromData && bytes / size > maxElements)) {
      Text<256> shape;
      addShape(shape, info.rank, next);
      return session.fail(TFC_INVALID_ARGUMENT,
                          "Tensor '%s' would have shape %s, whose size is %s",
                          nameOf(tensor), shape.str(),
                          bytes < 0 ? "beyond any memory"
                                    : "beyond 2^40 elements");
    }
    next += info.rank;
  }
  if (segment.workspace_bytes >= 0)
    *next = segment.workspace_bytes;
  else if (*next < 0)
    return session.fail(TFC_INVALID_ARGUMENT,
                        "The working memory of segment %s overflows",
                        segment.name);
  return TFC_OK;
}

tfc_code Run::bindStorage(const Step &step) {
  const tfc_segment_info &segment = *step.segment;
  const int64_t *dims = plan.dims.data() + step.firstDim;
  int64_t workspace = dims[segment.num_dims - 1];
  const int64_t *shape = dims;
  for (uint32_t i = 0; i < segment.num_inputs; ++i)
    shape += program.tensors[segment.inputs[i]].rank;
  for (uint32_t i = 0; i < segment.num_outputs; ++i) {
    uint32_t tensor = segment.outputs[i];
    const tfc_tensor_info &info = program.tensors[tensor];
    int64_t bytes = byteSize(info.dtype, info.rank, shape);
    shape += info.rank;
    if (info.arena_offset >= 0 && info.bytes >= 0)
      continue;
    Buffer &storage = session.storage[tensor];
    void *before = storage.data();
    if (!session.growLive(storage, size_t(bytes)))
      return session.outOfMemory(nameOf(tensor), bytes);
    storage.releaseOld();
    session.generation += storage.data() != before;
  }
  // Nothing points to the workspace, so that growing it moves nothing.
  if (!session.workspace.grow(size_t(workspace)))
    return session.outOfMemory("the workspace", workspace);
  session.workspace.releaseOld();
  return TFC_OK;
}

/// The pointers of a step. Those of fed values change from run to run; runSteps
/// fills them in again.
void Run::bindBuffers(const Step &step) {
  const tfc_segment_info &segment = *step.segment;
  void **next = plan.buffers.data() + step.firstBuffer;
  for (uint32_t i = 0; i < segment.num_inputs; ++i) {
    uint32_t feed = session.feedOf[segment.inputs[i]];
    *next++ = feed == TFC_NONE ? session.storageOf(segment.inputs[i])
                               : plan.feeds[feed].data;
  }
  for (uint32_t i = 0; i < segment.num_variables; ++i)
    *next++ = session.variables[segment.variables[i]].data;
  for (uint32_t i = 0; i < segment.num_outputs; ++i)
    *next++ = session.storageOf(segment.outputs[i]);
}

void Run::bindFetches() {
  for (Fetch &fetch : plan.fetches) {
    if (fetch.kind == FetchKind::Target)
      continue;
    if (fetch.kind == FetchKind::Variable) {
      const tfc_variable_info &info = program.variables[fetch.index];
      fetch.view = {info.dtype, info.rank, info.shape,
                    session.variables[fetch.index].data, size_t(info.bytes)};
      continue;
    }
    const tfc_tensor_info &info = program.tensors[fetch.index];
    int64_t *shape = plan.fetchDims.data() + fetch.firstDim;
    if (info.rank)
      memcpy(shape, session.tensorDims[fetch.index], info.rank * 8);
    fetch.view = {info.dtype, info.rank, shape, nullptr,
                  size_t(byteSize(info.dtype, info.rank, shape))};
    if (fetch.feed == TFC_NONE)
      fetch.view.data = session.storageOf(fetch.index);
  }
}

// ---- checks, execution, values ---------------------------------------------

/// Goes through the steps as the run will, so that a missing value is found
/// before anything has changed.
tfc_code Run::checkVariables() {
  auto missing = [&](uint32_t variable) {
    const Variable &state = session.variables[variable];
    return !state.initialized && state.writtenIn != session.runs;
  };
  auto complain = [&](uint32_t variable) {
    return session.fail(TFC_FAILED_PRECONDITION,
                        "Attempting to use uninitialized value %s",
                        program.variables[variable].name);
  };
  for (const Step &step : plan.steps) {
    const tfc_segment_info &segment = *step.segment;
    for (uint32_t i = 0; i < segment.num_variables; ++i)
      if (segment.accesses[i] & TFC_ACCESS_READ &&
          missing(segment.variables[i]))
        return complain(segment.variables[i]);
    for (uint32_t i = 0; i < segment.num_variables; ++i)
      if (segment.accesses[i] & TFC_ACCESS_WRITE)
        session.variables[segment.variables[i]].writtenIn = session.runs;
  }
  for (const Fetch &fetch : plan.fetches)
    if (fetch.kind == FetchKind::Variable && missing(fetch.index))
      return complain(fetch.index);
  return TFC_OK;
}

tfc_code Run::checkRoom(const tfc_tensor *outputs) {
  for (size_t i = 0; i < plan.fetches.size(); ++i) {
    const Fetch &fetch = plan.fetches[i];
    if (!outputs[i].data || fetch.kind == FetchKind::Target ||
        outputs[i].bytes >= fetch.view.bytes)
      continue;
    const char *name = fetch.kind == FetchKind::Variable
                           ? program.variables[fetch.index].name
                           : nameOf(fetch.index);
    return session.fail(TFC_INVALID_ARGUMENT,
                        "The output buffer for '%s' has %zu bytes, its value "
                        "needs %zu",
                        name, outputs[i].bytes, fetch.view.bytes);
  }
  return TFC_OK;
}

tfc_code Run::runSteps() {
  for (const FeedSlot &slot : plan.feedSlots)
    plan.buffers[slot.buffer] = plan.feeds[slot.feed].data;
  for (const Step &step : plan.steps)
    if (tfc_code code = runStep(step))
      return code;
  return TFC_OK;
}

/// Runs a plan whose later steps have shapes that depend on values.
tfc_code Run::runLate() {
  for (const FeedSlot &slot : plan.feedSlots)
    plan.buffers[slot.buffer] = plan.feeds[slot.feed].data;
  markFeeds(true);
  tfc_code code = TFC_OK;
  for (size_t i = 0; !code && i < plan.steps.size(); ++i) {
    const Step &step = plan.steps[i];
    if (i >= plan.firstLate)
      code = settle(step);
    if (!code)
      code = runStep(step);
  }
  if (!code)
    bindFetches();
  markFeeds(false);
  return code;
}

/// Everything that a step needs, once its inputs have their values.
tfc_code Run::settle(const Step &step) {
  const tfc_segment_info &segment = *step.segment;
  bindBuffers(step);
  void **outputs = plan.buffers.data() + step.firstBuffer + segment.num_inputs +
                   segment.num_variables;
  for (uint32_t i = 0; i < segment.num_outputs; ++i)
    outputs[i] = nullptr;
  tfc_code code = bindShapes(step);
  if (!code)
    code = bindStorage(step);
  if (!code)
    bindBuffers(step);
  return code;
}

static int64_t nanoseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t(now.tv_sec) * 1000000000 + now.tv_nsec;
}

tfc_code Run::runStep(const Step &step) {
  const tfc_segment_info &segment = *step.segment;
  tfc_profile_function profile = session.options.profile;
  int64_t start = profile ? nanoseconds() : 0;
  int32_t code =
      segment.run(&session, plan.buffers.data() + step.firstBuffer,
                  plan.dims.data() + step.firstDim, session.workspace.data());
  if (!code)
    code = tfc_reported(&session);
  if (code)
    return fromReport(code, segment.name);
  if (profile)
    profile(session.options.profile_argument, &segment, nanoseconds() - start);
  if (session.numUninitialized == 0)
    return TFC_OK;
  for (uint32_t i = 0; i < segment.num_variables; ++i) {
    Variable &state = session.variables[segment.variables[i]];
    if (segment.accesses[i] & TFC_ACCESS_WRITE && !state.initialized) {
      state.initialized = true;
      --session.numUninitialized;
    }
  }
  return TFC_OK;
}

void Run::deliver(const tfc_tensor *feeds, tfc_tensor *outputs, bool into) {
  for (size_t i = 0; i < plan.fetches.size(); ++i) {
    const Fetch &fetch = plan.fetches[i];
    tfc_tensor view = fetch.view;
    if (fetch.feed != TFC_NONE)
      view.data = session.owns(feeds[fetch.feed].data)
                      ? plan.feeds[fetch.feed].data
                      : feeds[fetch.feed].data;
    if (into && outputs[i].data && fetch.kind != FetchKind::Target) {
      if (view.bytes)
        memmove(outputs[i].data, view.data, view.bytes);
      view.data = outputs[i].data;
    }
    outputs[i] = view;
  }
}

tfc_code tfc::runtime::runPlan(tfc_session &session, Plan &plan,
                               const tfc_tensor *feeds, tfc_tensor *outputs,
                               bool into) {
  plan.lastUse = session.runs + 1;
  return Run(session, plan).execute(feeds, outputs, into);
}

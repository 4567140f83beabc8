//===- Run.cpp - executing a plan and handing out the values --------------===//
//
// A run accepts the feeds (Feeds.h), settles shapes and buffers (Bind.h), takes
// the variables, checks what can be checked, executes the steps and hands out
// the values. A run whose fed shapes are those of the last one skips the second
// step, and allocates nothing. From the first segment on whose shapes depend on
// values, shapes and buffers are settled segment by segment, in every run.
//
// A warm call takes some tens of nanoseconds, so that all that is done in each
// run stands in this file, and what is rare elsewhere.
//
//===----------------------------------------------------------------------===//
#include "core/Strings.h"
#include "session/Bind.h"
#include "session/Feeds.h"

#include <time.h>

using namespace tfc::runtime;

namespace {

class Run {
public:
  Run(tfc_session &session, Plan &plan, const tfc_tensor *feeds,
      tfc_tensor *outputs, bool into)
      : session(session), program(*session.program), plan(plan), feeds(feeds),
        outputs(outputs), into(into) {}

  tfc_code execute();

private:
  tfc_code accept();
  tfc_code takeVariables();
  tfc_code leaveVariables(tfc_code code);
  tfc_code checkVariables();
  tfc_code checkRoom();
  bool mayHold(uint32_t fetch) const;
  void placeResults();
  tfc_code runSteps();
  tfc_code runLateSteps();
  tfc_code runStep(const Step &step);
  void deliver();

  /// Whether shapes of some steps depend on values.
  bool isLate() const { return plan.firstLate < plan.steps.size(); }

  tfc_session &session;
  const tfc_program &program;
  Plan &plan;
  const tfc_tensor *feeds;
  tfc_tensor *outputs;
  bool into;

  /// Announced to the store when others may use it.
  Write write;
  bool writing = false;
  /// A number that changes when the variables may be elsewhere or others may
  /// be initialised: of a version, or of moves in the store.
  uint64_t variablesState = 0;
};

} // namespace

/// All feeds are checked before one is copied.
tfc_code Run::accept() {
  for (size_t i = 0; i < plan.feeds.size(); ++i) {
    Feed &feed = plan.feeds[i];
    const tfc_tensor &value = feeds[i];
    const tfc_tensor_info &info = program.tensors[feed.tensor];
    bool isAsBefore = value.dtype == info.dtype && value.data &&
                      value.bytes == size_t(feed.bytes) &&
                      hasShapeOfBefore(plan, feed, info, value);
    if (!isAsBefore)
      if (tfc_code code = checkFeed(session, plan, feed, value))
        return code;
  }
  bool copied = false;
  for (size_t i = 0; i < plan.feeds.size(); ++i) {
    Feed &feed = plan.feeds[i];
    const tfc_tensor &value = feeds[i];
    feed.data = feed.shown = value.data;
    bool isPlain = value.dtype != TFC_BOOL && value.dtype != TFC_STRING;
    if (isPlain && value.bytes && isCallerAligned(value.data) &&
        !session.owns(value.data))
      continue;
    if (tfc_code code = takeFeed(session, feed, value))
      return code;
    copied = true;
  }
  for (size_t i = 0; copied && i < plan.feeds.size(); ++i)
    session.staging[plan.feeds[i].tensor].releaseOld();
  return TFC_OK;
}

/// Pins a version, or announces a write, and points the steps to the variables.
tfc_code Run::takeVariables() {
  tfc_variables &store = *session.store;
  if (session.isSnapshot()) {
    if (!plan.written.empty())
      return session.error.fail(TFC_FAILED_PRECONDITION,
                                "The run would write variable '%s', and a "
                                "snapshot session only reads: run it in a "
                                "shared session",
                                plan.written[0]->name);
    variablesState = session.reader.pin(store).number;
  } else {
    if (store.exported && !plan.written.empty()) {
      write.variables = plan.written.data();
      write.count = plan.written.size();
      if (tfc_code code = store.beginWrite(write, session.error))
        return code;
      writing = true;
    }
    variablesState = store.moves.load(std::memory_order_acquire);
  }
  if (plan.variablesAt == variablesState)
    return TFC_OK;
  for (const Slot &slot : plan.variableSlots)
    plan.buffers[slot.buffer] = session.valueOf(slot.index).data;
  plan.variablesAt = variablesState;
  return TFC_OK;
}

tfc_code Run::leaveVariables(tfc_code code) {
  if (!writing)
    return code;
  tfc_code ended =
      session.store->endWrite(write, code == TFC_OK, session.error);
  return code ? code : ended;
}

/// Goes through the steps as the run will, so that a missing value is found
/// before anything has changed.
tfc_code Run::checkVariables() {
  bool all = true;
  for (uint32_t i = 0; i < session.variables.size(); ++i)
    all &= session.valueOf(i).initialized;
  if (all) {
    session.initializedAt = variablesState;
    return TFC_OK;
  }
  auto isMissing = [&](uint32_t variable) {
    return session.writtenIn[variable] != session.runs &&
           !session.valueOf(variable).initialized;
  };
  auto complain = [&](uint32_t variable) {
    return session.error.fail(TFC_FAILED_PRECONDITION,
                              "Attempting to use uninitialized value %s",
                              program.variables[variable].name);
  };
  for (const Step &step : plan.steps) {
    const tfc_segment_info &segment = *step.segment;
    for (uint32_t i = 0; i < segment.num_variables; ++i)
      if (segment.accesses[i] & TFC_ACCESS_READ &&
          isMissing(segment.variables[i]))
        return complain(segment.variables[i]);
    for (uint32_t i = 0; i < segment.num_variables; ++i)
      if (segment.accesses[i] & TFC_ACCESS_WRITE)
        session.writtenIn[segment.variables[i]] = session.runs;
  }
  for (const Fetch &fetch : plan.fetches)
    if (fetch.kind == FetchKind::Variable && isMissing(fetch.index))
      return complain(fetch.index);
  return TFC_OK;
}

tfc_code Run::checkRoom() {
  for (size_t i = 0; i < plan.fetches.size(); ++i) {
    const Fetch &fetch = plan.fetches[i];
    if (!outputs[i].data || fetch.kind == FetchKind::Target ||
        outputs[i].bytes >= fetch.view.bytes)
      continue;
    const char *name = fetch.kind == FetchKind::Variable
                           ? program.variables[fetch.index].name
                           : session.nameOf(fetch.index);
    return session.error.fail(
        TFC_INVALID_ARGUMENT,
        "The output buffer for '%s' has %zu bytes, its value "
        "needs %zu",
        name, outputs[i].bytes, fetch.view.bytes);
  }
  return TFC_OK;
}

/// How many fetches a run may have for any to be written in place: to find out
/// whether their memory overlaps takes the square of it.
static constexpr size_t maxInPlace = 32;

static bool overlap(const void *a, size_t aBytes, const void *b,
                    size_t bBytes) {
  auto first = reinterpret_cast<uintptr_t>(a);
  auto second = reinterpret_cast<uintptr_t>(b);
  return first < second ? second - first < aBytes : first - second < bBytes;
}

/// Whether steps may write a value to the memory that the caller has for it.
bool Run::mayHold(uint32_t index) const {
  const tfc_tensor &output = outputs[index];
  size_t bytes = plan.fetches[index].view.bytes;
  if (!output.data || plan.fetches.size() > maxInPlace ||
      !isCallerAligned(output.data) || session.owns(output.data))
    return false;
  for (const Feed &feed : plan.feeds)
    if (overlap(output.data, bytes, feed.data, size_t(feed.bytes)))
      return false;
  for (uint32_t i = 0; i < plan.fetches.size(); ++i)
    if (i != index && outputs[i].data &&
        overlap(output.data, bytes, outputs[i].data,
                plan.fetches[i].view.bytes))
      return false;
  return true;
}

/// Decides for each value where the steps write it: into the caller's memory
/// where that is possible, else into the session's.
void Run::placeResults() {
  for (uint32_t i = 0; i < plan.fetches.size(); ++i) {
    Fetch &fetch = plan.fetches[i];
    if (fetch.numSlots == 0)
      continue;
    void *place = into && mayHold(i) ? outputs[i].data : fetch.storage;
    if (place == fetch.view.data)
      continue;
    for (uint32_t j = 0; j < fetch.numSlots; ++j)
      plan.buffers[plan.fetchSlots[fetch.firstSlot + j]] = place;
    fetch.view.data = place;
  }
}

tfc_code Run::runSteps() {
  placeResults();
  for (const Slot &slot : plan.feedSlots)
    plan.buffers[slot.buffer] = plan.feeds[slot.index].data;
  for (const Step &step : plan.steps)
    if (tfc_code code = runStep(step))
      return code;
  return TFC_OK;
}

/// Runs a plan whose later steps have shapes that depend on values.
tfc_code Run::runLateSteps() {
  for (const Slot &slot : plan.feedSlots)
    plan.buffers[slot.buffer] = plan.feeds[slot.index].data;
  Binding binding(session, plan);
  binding.markFeeds(true);
  tfc_code code = TFC_OK;
  for (size_t i = 0; !code && i < plan.steps.size(); ++i) {
    const Step &step = plan.steps[i];
    if (i >= plan.firstLate)
      code = binding.settle(step);
    if (!code)
      code = runStep(step);
  }
  if (!code)
    binding.bindFetches();
  binding.markFeeds(false);
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
    return session.failAsReported(code, segment.name);
  if (profile)
    profile(session.options.profile_argument, &segment, nanoseconds() - start);
  if (session.initializedAt == variablesState)
    return TFC_OK;
  for (uint32_t i = 0; i < segment.num_variables; ++i)
    if (segment.accesses[i] & TFC_ACCESS_WRITE)
      session.variables[segment.variables[i]]->initialized.store(
          true, std::memory_order_release);
  return TFC_OK;
}

void Run::deliver() {
  bool showsVariables = false;
  for (size_t i = 0; i < plan.fetches.size(); ++i) {
    const Fetch &fetch = plan.fetches[i];
    bool copies = into && outputs[i].data && fetch.kind != FetchKind::Target;
    tfc_tensor view = fetch.view;
    if (fetch.kind == FetchKind::Variable) {
      view.data = session.valueOf(fetch.index).data;
      showsVariables |= !copies;
    } else if (fetch.feed != TFC_NONE) {
      view.data = plan.feeds[fetch.feed].shown;
    } else if (fetch.first != i) {
      view.data = plan.fetches[fetch.first].view.data;
    }
    if (copies) {
      if (view.bytes && view.data != outputs[i].data)
        memmove(outputs[i].data, view.data, view.bytes);
      view.data = outputs[i].data;
    }
    outputs[i] = view;
  }
  if (session.isSnapshot() && !showsVariables)
    session.reader.unpin();
}

tfc_code Run::execute() {
  session.clearReport();
  ++session.runs;
  plan.lastUse = session.runs;
  if (session.strings)
    session.strings->beginRun(&session);
  tfc_code code = accept();
  if (!code && (isLate() || plan.boundTo != session.generation))
    code = Binding(session, plan).bind();
  if (!code && into && !isLate())
    code = checkRoom();
  if (!code)
    code = takeVariables();
  if (!code && session.initializedAt != variablesState)
    code = checkVariables();
  if (!code)
    code = isLate() ? runLateSteps() : runSteps();
  code = leaveVariables(code);
  if (!code && into && isLate())
    code = checkRoom();
  if (!code)
    deliver();
  else if (session.isSnapshot())
    session.reader.unpin();
  return code;
}

tfc_code tfc::runtime::runPlan(tfc_session &session, Plan &plan,
                               const tfc_tensor *feeds, tfc_tensor *outputs,
                               bool into) {
  return Run(session, plan, feeds, outputs, into).execute();
}

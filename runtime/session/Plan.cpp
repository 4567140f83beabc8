//===- Plan.cpp - which segments a run needs ------------------------------===//
#include "session/Session.h"

#include <new>

using namespace tfc::runtime;

Plan *tfc::runtime::createPlan() {
  void *memory = malloc(sizeof(Plan));
  return memory ? new (memory) Plan() : nullptr;
}

void tfc::runtime::destroyPlan(Plan *plan) {
  if (!plan)
    return;
  plan->~Plan();
  free(plan);
}

void tfc::runtime::addFeed(tfc_session &session, Plan &plan, uint32_t tensor) {
  uint32_t firstDim = uint32_t(plan.feedDims.size());
  plan.feeds.push({tensor, firstDim, -1, nullptr, nullptr});
  plan.feedDims.resize(firstDim + session.program->tensors[tensor].rank);
}

void tfc::runtime::addFetch(tfc_session &session, Plan &plan, FetchKind kind,
                            uint32_t index) {
  Fetch fetch = {};
  fetch.kind = kind;
  fetch.index = index;
  fetch.feed = TFC_NONE;
  fetch.first = uint32_t(plan.fetches.size());
  fetch.firstDim = uint32_t(plan.fetchDims.size());
  for (uint32_t i = fetch.first; i-- > 0;)
    if (plan.fetches[i].kind == kind && plan.fetches[i].index == index)
      fetch.first = i;
  if (kind == FetchKind::Value) {
    plan.fetchDims.resize(fetch.firstDim +
                          session.program->tensors[index].rank);
    for (uint32_t i = 0; i < plan.feeds.size(); ++i)
      if (plan.feeds[i].tensor == index)
        fetch.feed = i;
  }
  plan.fetches.push(fetch);
}

static tfc_code unfed(tfc_session &session, uint32_t tensor) {
  const tfc_tensor_info &info = session.program->tensors[tensor];
  Text<256> shape;
  if (info.rank > 0) {
    shape.add(" and shape ");
    addShape(shape, info.rank, info.shape);
  }
  return session.error.fail(
      TFC_INVALID_ARGUMENT,
      "You must feed a value for placeholder tensor '%s' with dtype %s%s",
      info.name ? info.name : "", tfc_dtype_name(info.dtype), shape.str());
}

/// feedOf holds the feeds of a plan for the life of this.
class FeedMarks {
public:
  FeedMarks(tfc_session &session, const Plan &plan)
      : session(session), plan(plan) {
    for (uint32_t i = 0; i < plan.feeds.size(); ++i)
      session.feedOf[plan.feeds[i].tensor] = i;
  }
  ~FeedMarks() {
    for (const Feed &feed : plan.feeds)
      session.feedOf[feed.tensor] = TFC_NONE;
  }

private:
  tfc_session &session;
  const Plan &plan;
};

static tfc_code checkFeeds(tfc_session &session, const Plan &plan) {
  const tfc_program &program = *session.program;
  for (uint32_t i = 0; i < plan.feeds.size(); ++i) {
    const tfc_tensor_info &info = program.tensors[plan.feeds[i].tensor];
    const char *name = info.name ? info.name : "";
    if (session.feedOf[plan.feeds[i].tensor] != i)
      return session.error.fail(TFC_INVALID_ARGUMENT,
                                "Endpoint \"%s\" fed more than once.", name);
    if (!(info.flags & (TFC_TENSOR_FEEDABLE | TFC_TENSOR_PLACEHOLDER)))
      return session.error.fail(
          TFC_INVALID_ARGUMENT,
          "Tensor '%s' may not be fed: compile the graph with "
          "--feed=%s",
          name, name);
  }
  return TFC_OK;
}

/// Adds a step that runs the segment, and where its fed inputs go.
static void addStep(tfc_session &session, Plan &plan,
                    const tfc_segment_info &segment) {
  bool late = segment.flags & TFC_SEGMENT_SHAPE_READS;
  if (plan.firstLate == plan.steps.size() && !late)
    ++plan.firstLate;
  Step step = {&segment, uint32_t(plan.dims.size()),
               uint32_t(plan.buffers.size())};
  plan.steps.push(step);
  plan.dims.resize(plan.dims.size() + segment.num_dims);
  plan.buffers.resize(plan.buffers.size() + segment.num_inputs +
                      segment.num_variables + segment.num_outputs);
  for (uint32_t i = 0; i < segment.num_inputs; ++i)
    if (session.feedOf[segment.inputs[i]] != TFC_NONE)
      plan.feedSlots.push(
          {step.firstBuffer + i, session.feedOf[segment.inputs[i]]});
  for (uint32_t i = 0; i < segment.num_variables; ++i)
    plan.variableSlots.push(
        {step.firstBuffer + segment.num_inputs + i, segment.variables[i]});
}

/// Lists the variables that the steps write.
static void listWritten(tfc_session &session, Plan &plan) {
  for (const Step &step : plan.steps)
    for (uint32_t i = 0; i < step.segment->num_variables; ++i) {
      if (!(step.segment->accesses[i] & TFC_ACCESS_WRITE))
        continue;
      StoredVariable *variable = session.variables[step.segment->variables[i]];
      bool isNew = true;
      for (const StoredVariable *other : plan.written)
        isNew &= other != variable;
      if (isNew)
        plan.written.push(variable);
    }
}

/// Finds all buffers of a fetched value, so that a run may have it written to
/// the caller's memory. Where shapes depend on values, a run does not know
/// before how much memory it will need.
static void addFetchSlots(Plan &plan) {
  if (plan.firstLate < plan.steps.size())
    return;
  for (uint32_t i = 0; i < plan.fetches.size(); ++i) {
    Fetch &fetch = plan.fetches[i];
    if (fetch.kind != FetchKind::Value || fetch.feed != TFC_NONE ||
        fetch.first != i)
      continue;
    fetch.firstSlot = uint32_t(plan.fetchSlots.size());
    for (const Step &step : plan.steps) {
      const tfc_segment_info &segment = *step.segment;
      for (uint32_t j = 0; j < segment.num_inputs; ++j)
        if (segment.inputs[j] == fetch.index)
          plan.fetchSlots.push(step.firstBuffer + j);
      for (uint32_t j = 0; j < segment.num_outputs; ++j)
        if (segment.outputs[j] == fetch.index)
          plan.fetchSlots.push(step.firstBuffer + segment.num_inputs +
                               segment.num_variables + j);
    }
    fetch.numSlots = uint32_t(plan.fetchSlots.size()) - fetch.firstSlot;
  }
}

static tfc_code finish(tfc_session &session, Plan &plan) {
  if (!plan.failed()) {
    listWritten(session, plan);
    addFetchSlots(plan);
  }
  if (plan.failed())
    return session.error.outOfMemory("the plan of the run",
                                     int64_t(session.program->num_segments));
  return TFC_OK;
}

tfc_code tfc::runtime::buildPlan(tfc_session &session, Plan &plan,
                                 const uint32_t *targets, size_t numTargets) {
  const tfc_program &program = *session.program;
  if (plan.failed())
    return finish(session, plan);
  FeedMarks marks(session, plan);
  if (tfc_code code = checkFeeds(session, plan))
    return code;

  Array<uint8_t> &needed = session.needed;
  memset(needed.data(), 0, needed.size());
  auto need = [&](uint32_t tensor) {
    uint32_t producer = program.tensors[tensor].producer;
    if (producer != TFC_NONE)
      needed[producer] = 1;
  };
  for (const Fetch &fetch : plan.fetches) {
    if (fetch.kind == FetchKind::Variable || fetch.feed != TFC_NONE)
      continue;
    need(fetch.index);
    if (fetch.kind == FetchKind::Value &&
        program.tensors[fetch.index].producer == TFC_NONE)
      return unfed(session, fetch.index);
  }
  for (size_t i = 0; i < numTargets; ++i)
    need(targets[i]);

  // Producers stand before consumers, so that one pass backwards is the walk.
  // A control dependency holds even on a tensor that is fed.
  for (uint32_t i = program.num_segments; i-- > 0;) {
    if (!needed[i])
      continue;
    const tfc_segment_info &segment = program.segments[i];
    for (uint32_t j = 0; j < segment.num_inputs; ++j)
      if (session.feedOf[segment.inputs[j]] == TFC_NONE)
        need(segment.inputs[j]);
    for (uint32_t j = 0; j < segment.num_after; ++j)
      need(segment.after[j]);
  }

  for (uint32_t i = 0; i < program.num_segments; ++i) {
    if (!needed[i])
      continue;
    const tfc_segment_info &segment = program.segments[i];
    for (uint32_t j = 0; j < segment.num_inputs; ++j)
      if (session.feedOf[segment.inputs[j]] == TFC_NONE &&
          program.tensors[segment.inputs[j]].producer == TFC_NONE)
        return unfed(session, segment.inputs[j]);
    addStep(session, plan, segment);
  }
  return finish(session, plan);
}

tfc_code tfc::runtime::buildSegmentPlan(tfc_session &session, Plan &plan,
                                        const tfc_segment_info &segment) {
  if (plan.failed())
    return finish(session, plan);
  FeedMarks marks(session, plan);
  for (uint32_t i = 0; i < segment.num_inputs; ++i)
    if (session.feedOf[segment.inputs[i]] == TFC_NONE)
      return unfed(session, segment.inputs[i]);
  for (const Fetch &fetch : plan.fetches) {
    bool found = fetch.kind != FetchKind::Value || fetch.feed != TFC_NONE;
    for (uint32_t i = 0; i < segment.num_outputs; ++i)
      found |= segment.outputs[i] == fetch.index;
    if (!found)
      return session.error.fail(
          TFC_INTERNAL,
          "Segment %s does not compute tensor '%s' of its "
          "signature",
          segment.name, session.program->tensors[fetch.index].name);
  }
  addStep(session, plan, segment);
  return finish(session, plan);
}

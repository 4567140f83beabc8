//===- Fetches.cpp - the calls that run something -----------------------===//
//
// A call names feeds, fetches and targets. The names become a key, the key
// finds or makes a plan, and the plan runs.
//
//===----------------------------------------------------------------------===//
#include "session/Session.h"

using namespace tfc::runtime;

/// Plans kept by feeds and fetches. TensorFlow keeps all; here a client that
/// makes up fetches for ever does not fill the memory.
static constexpr size_t maxPlans = 64;

namespace {

/// Turns names into the key of a plan: the feeds, the fetches as pairs of kind
/// and index, and the targets, each list after its length.
class Request {
public:
  Request(tfc_session &session, size_t numFeeds, size_t numFetches)
      : session(session), program(*session.program), key(session.key),
        numFeeds(numFeeds), numFetches(numFetches) {
    key.clear();
  }

  tfc_code addFeeds(const char *const *names);
  tfc_code addFetches(const char *const *names);
  tfc_code addTargets(const char *const *names, size_t n);
  /// The plan for the key, made when there is none.
  tfc_code plan(Plan *&result);

private:
  tfc_code make(Plan &plan);
  tfc_code notFound(const char *what, const char *name, const char *rest) {
    Text<512> nearest;
    session.names.addNearest(nearest, name);
    return session.error.fail(TFC_NOT_FOUND, "%s %s%s%s", what, name, rest,
                              nearest.str());
  }

  tfc_session &session;
  const tfc_program &program;
  Array<uint32_t> &key;
  size_t numFeeds;
  size_t numFetches;
};

} // namespace

tfc_code Request::addFeeds(const char *const *names) {
  key.push(uint32_t(numFeeds));
  for (size_t i = 0; i < numFeeds; ++i) {
    if (!names[i])
      return session.error.fail(TFC_INVALID_ARGUMENT,
                                "The name of feed %zu is null", i);
    const NameEntry *entry = session.names.find(names[i]);
    if (entry && entry->value != TFC_NONE) {
      key.push(entry->value);
      continue;
    }
    if (entry && entry->variable != TFC_NONE)
      return session.error.fail(
          TFC_INVALID_ARGUMENT,
          "Variable '%s' cannot be fed: set its value instead", names[i]);
    if (entry)
      return session.error.fail(TFC_INVALID_ARGUMENT,
                                "'%s' cannot be fed: it has no value",
                                names[i]);
    return notFound("FeedInputs: unable to find feed output", names[i], "");
  }
  return TFC_OK;
}

tfc_code Request::addFetches(const char *const *names) {
  key.push(uint32_t(numFetches));
  for (size_t i = 0; i < numFetches; ++i) {
    if (!names[i])
      return session.error.fail(TFC_INVALID_ARGUMENT,
                                "The name of fetch %zu is null", i);
    const NameEntry *entry = session.names.find(names[i]);
    if (!entry)
      return notFound("FetchOutputs node", names[i], ": not found");
    FetchKind kind = FetchKind::Value;
    uint32_t index = entry->value;
    bool fed = false;
    for (size_t j = 0; j < numFeeds; ++j)
      fed |= index == key[1 + j];
    bool fetchable =
        index != TFC_NONE &&
        (fed || program.tensors[index].flags &
                    (TFC_TENSOR_FETCHABLE | TFC_TENSOR_PLACEHOLDER));
    if (!fetchable && entry->variable != TFC_NONE) {
      kind = FetchKind::Variable;
      index = entry->variable;
    } else if (!fetchable && entry->target != TFC_NONE) {
      kind = FetchKind::Target;
      index = entry->target;
    } else if (!fetchable) {
      return session.error.fail(
          TFC_INVALID_ARGUMENT,
          "Tensor '%s' may not be fetched: compile the graph "
          "with --fetch=%s",
          names[i], names[i]);
    }
    key.push(uint32_t(kind));
    key.push(index);
  }
  return TFC_OK;
}

tfc_code Request::addTargets(const char *const *names, size_t n) {
  for (size_t i = 0; i < n; ++i) {
    if (!names[i])
      return session.error.fail(TFC_INVALID_ARGUMENT,
                                "The name of target %zu is null", i);
    const NameEntry *entry = session.names.find(names[i]);
    if (!entry)
      return notFound("PruneForTargets: Some target nodes not found:", names[i],
                      "");
    if (entry->target != TFC_NONE)
      key.push(entry->target);
    else if (entry->value != TFC_NONE)
      key.push(entry->value);
    // The op of a variable does nothing when run.
  }
  return TFC_OK;
}

static uint64_t hashKey(const Array<uint32_t> &key) {
  uint64_t hash = 1469598103934665603u;
  for (uint32_t word : key)
    hash = (hash ^ word) * 1099511628211u;
  return hash;
}

tfc_code Request::plan(Plan *&result) {
  if (key.failed())
    return session.error.outOfMemory("the names of the run",
                                     int64_t(key.size()));
  uint64_t hash = hashKey(key);
  for (Plan *plan : session.plans)
    if (plan->hash == hash && plan->key.size() == key.size() &&
        memcmp(plan->key.data(), key.data(), key.size() * 4) == 0) {
      result = plan;
      return TFC_OK;
    }
  Plan *plan = createPlan();
  if (!plan)
    return session.error.outOfMemory("the plan of the run",
                                     int64_t(sizeof(Plan)));
  plan->hash = hash;
  if (tfc_code code = make(*plan)) {
    destroyPlan(plan);
    return code;
  }
  session.plans.push(plan);
  if (session.plans.failed()) {
    destroyPlan(plan);
    return session.error.outOfMemory("the plan of the run",
                                     int64_t(sizeof(Plan)));
  }
  result = plan;
  return TFC_OK;
}

tfc_code Request::make(Plan &plan) {
  for (uint32_t word : key)
    plan.key.push(word);
  const uint32_t *next = key.data() + 1;
  for (size_t i = 0; i < numFeeds; ++i)
    addFeed(session, plan, *next++);
  ++next;
  for (size_t i = 0; i < numFetches; ++i, next += 2)
    addFetch(session, plan, FetchKind(next[0]), next[1]);
  return buildPlan(session, plan, next, size_t(key.end() - next));
}

/// Only between runs: views of the last run point into its plan.
static void dropOldestPlan(tfc_session &session) {
  if (session.plans.size() < maxPlans)
    return;
  size_t oldest = 0;
  for (size_t i = 1; i < session.plans.size(); ++i)
    if (session.plans[i]->lastUse < session.plans[oldest]->lastUse)
      oldest = i;
  destroyPlan(session.plans[oldest]);
  session.plans[oldest] = session.plans[session.plans.size() - 1];
  session.plans.pop();
}

static tfc_code runNamed(tfc_session *session, const char *const *feedNames,
                         const tfc_tensor *feeds, size_t numFeeds,
                         const char *const *fetchNames, tfc_tensor *outputs,
                         size_t numFetches, const char *const *targetNames,
                         size_t numTargets, bool into) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  if ((numFeeds && (!feedNames || !feeds)) ||
      (numFetches && (!fetchNames || !outputs)) || (numTargets && !targetNames))
    return session->error.fail(
        TFC_INVALID_ARGUMENT,
        "A list of the run is null but its length is not 0");
  if (numFeeds > session->program->num_tensors || numFetches > 0x0fffffff ||
      numTargets > 0x0fffffff)
    return session->error.fail(
        TFC_INVALID_ARGUMENT,
        "%zu feeds, %zu fetches and %zu targets are more than "
        "the program can have",
        numFeeds, numFetches, numTargets);
  if (numFetches + numTargets == 0)
    return session->error.fail(TFC_INVALID_ARGUMENT,
                               "Must specify at least one target to fetch or "
                               "execute.");
  Request request(*session, numFeeds, numFetches);
  Plan *plan = nullptr;
  tfc_code code = request.addFeeds(feedNames);
  if (!code)
    code = request.addFetches(fetchNames);
  if (!code)
    code = request.addTargets(targetNames, numTargets);
  if (!code)
    code = request.plan(plan);
  if (!code)
    code = runPlan(*session, *plan, feeds, outputs, into);
  dropOldestPlan(*session);
  return code;
}

tfc_code tfc_session_run(tfc_session *session, const char *const *feedNames,
                         const tfc_tensor *feeds, size_t numFeeds,
                         const char *const *fetchNames, tfc_tensor *outputs,
                         size_t numFetches, const char *const *targetNames,
                         size_t numTargets) {
  return runNamed(session, feedNames, feeds, numFeeds, fetchNames, outputs,
                  numFetches, targetNames, numTargets, false);
}

tfc_code tfc_session_run_into(
    tfc_session *session, const char *const *feedNames, const tfc_tensor *feeds,
    size_t numFeeds, const char *const *fetchNames, tfc_tensor *outputs,
    size_t numFetches, const char *const *targetNames, size_t numTargets) {
  return runNamed(session, feedNames, feeds, numFeeds, fetchNames, outputs,
                  numFetches, targetNames, numTargets, true);
}

static tfc_code makeSignaturePlan(tfc_session &session, Plan &plan,
                                  const tfc_signature_info &signature) {
  for (uint32_t i = 0; i < signature.num_inputs; ++i)
    addFeed(session, plan, signature.inputs[i].tensor);
  for (uint32_t i = 0; i < signature.num_outputs; ++i) {
    const tfc_argument_info &output = signature.outputs[i];
    if (output.tensor == TFC_NONE)
      addFetch(session, plan, FetchKind::Variable, output.variable);
    else
      addFetch(session, plan, FetchKind::Value, output.tensor);
  }
  if (signature.segment)
    return buildSegmentPlan(session, plan, *signature.segment);
  return buildPlan(session, plan, signature.targets, signature.num_targets);
}

tfc_code tfc_session_run_signature(tfc_session *session, uint32_t index,
                                   const tfc_tensor *inputs,
                                   tfc_tensor *outputs) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  const tfc_program &program = *session->program;
  if (index >= program.num_signatures)
    return session->error.fail(TFC_NOT_FOUND,
                               "There is no signature %u; program %s has %u",
                               index, program.name, program.num_signatures);
  const tfc_signature_info &signature = program.signatures[index];
  if ((signature.num_inputs && !inputs) || (signature.num_outputs && !outputs))
    return session->error.fail(
        TFC_INVALID_ARGUMENT,
        "Signature %s needs %u inputs and %u outputs; a list "
        "is null",
        signature.name, signature.num_inputs, signature.num_outputs);
  Plan *&plan = session->signaturePlans[index];
  if (!plan) {
    Plan *made = createPlan();
    if (!made)
      return session->error.outOfMemory("the plan of the run",
                                        int64_t(sizeof(Plan)));
    if (tfc_code code = makeSignaturePlan(*session, *made, signature)) {
      destroyPlan(made);
      return code;
    }
    plan = made;
  }
  return runPlan(*session, *plan, inputs, outputs, true);
}

tfc_code tfc_session_initialize(tfc_session *session) {
  Entry entry(session);
  if (entry.code())
    return entry.code();
  const tfc_program &program = *session->program;
  if (!session->initializerPlan) {
    Array<uint32_t> targets;
    for (uint32_t i = 0; i < program.num_variables; ++i)
      if (program.variables[i].initializer != TFC_NONE)
        targets.push(program.variables[i].initializer);
    Plan *made = targets.failed() ? nullptr : createPlan();
    if (!made)
      return session->error.outOfMemory("the plan of the run",
                                        int64_t(sizeof(Plan)));
    if (tfc_code code =
            buildPlan(*session, *made, targets.data(), targets.size())) {
      destroyPlan(made);
      return code;
    }
    session->initializerPlan = made;
  }
  return runPlan(*session, *session->initializerPlan, nullptr, nullptr, false);
}

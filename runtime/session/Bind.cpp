//===- Bind.cpp - shapes, storage and buffers of a plan -------------------===//
#include "session/Bind.h"

using namespace tfc::runtime;

/// feedOf tells which tensors are fed, while shapes and buffers are bound.
void Binding::markFeeds(bool marked) {
  for (uint32_t i = 0; i < plan.feeds.size(); ++i) {
    const Feed &feed = plan.feeds[i];
    session.feedOf[feed.tensor] = marked ? i : TFC_NONE;
    if (marked)
      session.tensorDims[feed.tensor] = plan.feedDims.data() + feed.firstDim;
  }
}

/// All steps whose shapes follow from those of the feeds.
tfc_code Binding::bind() {
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

/// Checks the shape that a segment gives to one of its outputs.
tfc_code Binding::checkOutput(const tfc_segment_info &segment, uint32_t tensor,
                              const int64_t *shape) {
  const tfc_tensor_info &info = program.tensors[tensor];
  for (uint32_t i = 0; i < info.rank; ++i)
    if (info.shape[i] >= 0 && shape[i] != info.shape[i])
      return session.error.fail(TFC_INTERNAL,
                                "Segment %s gives tensor '%s' a shape that is "
                                "not its own",
                                segment.name, session.nameOf(tensor));
  for (uint32_t i = 0; i < info.rank; ++i)
    if (shape[i] < 0)
      return session.error.fail(
          TFC_INVALID_ARGUMENT, "Tensor '%s' would have a dimension of %lld",
          session.nameOf(tensor), static_cast<long long>(shape[i]));
  int64_t bytes = byteSize(info.dtype, info.rank, shape);
  int64_t size = int64_t(tfc_dtype_size(info.dtype));
  bool isFromData = segment.flags & TFC_SEGMENT_SHAPE_READS;
  if (bytes >= 0 && !(isFromData && bytes / size > TFC_MAX_ELEMENTS))
    return TFC_OK;
  Text<256> text;
  addShape(text, info.rank, shape);
  return session.error.fail(
      TFC_INVALID_ARGUMENT, "Tensor '%s' would have shape %s, whose size is %s",
      session.nameOf(tensor), text.str(),
      bytes < 0 ? "beyond any memory" : "beyond 2^40 elements");
}

/// Fills the dims of a step; tensorDims leads from one step to the next. Fed
/// tensors keep the fed shape, whatever a step says.
tfc_code Binding::bindShapes(const Step &step) {
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
      return session.failAsReported(code, segment.name);
  }
  for (uint32_t i = 0; i < segment.num_outputs; ++i) {
    uint32_t tensor = segment.outputs[i];
    const tfc_tensor_info &info = program.tensors[tensor];
    if (!segment.shape && info.rank)
      memcpy(next, info.shape, info.rank * 8);
    if (tfc_code code = checkOutput(segment, tensor, next))
      return code;
    if (session.feedOf[tensor] == TFC_NONE)
      tensorDims[tensor] = next;
    next += info.rank;
  }
  if (segment.workspace_bytes >= 0)
    *next = segment.workspace_bytes;
  else if (*next < 0)
    return session.error.fail(TFC_INVALID_ARGUMENT,
                              "The working memory of segment %s overflows",
                              segment.name);
  return TFC_OK;
}

tfc_code Binding::bindStorage(const Step &step) {
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
      return session.error.outOfMemory(session.nameOf(tensor), bytes);
    storage.releaseOld();
    session.generation += storage.data() != before;
  }
  // Nothing points to the workspace, so that growing it moves nothing.
  if (!session.workspace.grow(size_t(workspace)))
    return session.error.outOfMemory("the workspace", workspace);
  session.workspace.releaseOld();
  return TFC_OK;
}

/// The pointers of a step's inputs and outputs. Those of fed values and of
/// variables change from run to run, which fills them in again.
void Binding::bindBuffers(const Step &step) {
  const tfc_segment_info &segment = *step.segment;
  void **next = plan.buffers.data() + step.firstBuffer;
  for (uint32_t i = 0; i < segment.num_inputs; ++i) {
    uint32_t feed = session.feedOf[segment.inputs[i]];
    *next++ = feed == TFC_NONE ? session.storageOf(segment.inputs[i])
                               : plan.feeds[feed].data;
  }
  next += segment.num_variables;
  for (uint32_t i = 0; i < segment.num_outputs; ++i)
    *next++ = session.storageOf(segment.outputs[i]);
}

void Binding::bindFetches() {
  for (Fetch &fetch : plan.fetches) {
    if (fetch.kind == FetchKind::Target)
      continue;
    if (fetch.kind == FetchKind::Variable) {
      const tfc_variable_info &info = program.variables[fetch.index];
      fetch.view = {info.dtype, info.rank, info.shape, nullptr,
                    size_t(info.bytes)};
      continue;
    }
    const tfc_tensor_info &info = program.tensors[fetch.index];
    int64_t *shape = plan.fetchDims.data() + fetch.firstDim;
    if (info.rank)
      memcpy(shape, session.tensorDims[fetch.index], info.rank * 8);
    fetch.view = {info.dtype, info.rank, shape, nullptr,
                  size_t(byteSize(info.dtype, info.rank, shape))};
    if (fetch.feed == TFC_NONE)
      fetch.view.data = fetch.storage = session.storageOf(fetch.index);
  }
}

/// Everything that a step needs, once its inputs have their values.
tfc_code Binding::settle(const Step &step) {
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

//===- Feeds.cpp - accepting what a run is fed ----------------------------===//
//
// Dtype, shape and size of every feed are checked before anything is copied.
//
//===----------------------------------------------------------------------===//
#include "session/Feeds.h"
#include "core/Strings.h"

using namespace tfc::runtime;

/// Empty tensors point here.
alignas(TFC_ALIGNMENT) static char emptyTensor[TFC_ALIGNMENT];

/// Checks a shape that is not the one of the last run, and keeps it.
static tfc_code checkShape(tfc_session &session, Plan &plan, Feed &feed,
                           const tfc_tensor &value) {
  const tfc_tensor_info &info = session.program->tensors[feed.tensor];
  const char *name = session.nameOf(feed.tensor);
  if (value.rank > 0 && !value.shape)
    return session.error.fail(
        TFC_INVALID_ARGUMENT,
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
    return session.error.fail(
        TFC_INVALID_ARGUMENT,
        "Cannot feed value of shape %s for Tensor '%s:0', "
        "which has shape '%s'",
        given.str(), name, wanted.str());
  }
  int64_t bytes = byteSize(info.dtype, info.rank, value.shape);
  if (bytes < 0) {
    Text<256> given;
    addPythonShape(given, value.rank, value.shape);
    return session.error.fail(
        TFC_INVALID_ARGUMENT,
        "Cannot feed value of shape %s for Tensor '%s:0': "
        "its size overflows",
        given.str(), name);
  }
  plan.boundTo = 0;
  feed.bytes = bytes;
  if (info.rank)
    memcpy(plan.feedDims.data() + feed.firstDim, value.shape, info.rank * 8);
  return TFC_OK;
}

tfc_code tfc::runtime::checkFeed(tfc_session &session, Plan &plan, Feed &feed,
                                 const tfc_tensor &value) {
  const tfc_tensor_info &info = session.program->tensors[feed.tensor];
  const char *name = session.nameOf(feed.tensor);
  if (value.dtype != info.dtype)
    return session.error.fail(
        TFC_INVALID_ARGUMENT,
        "Cannot feed value of dtype %s for Tensor '%s:0', "
        "which has dtype %s",
        tfc_dtype_name(value.dtype), name, tfc_dtype_name(info.dtype));
  if (!hasShapeOfBefore(plan, feed, info, value))
    if (tfc_code code = checkShape(session, plan, feed, value))
      return code;
  if (value.bytes != size_t(feed.bytes) || (feed.bytes && !value.data))
    return session.error.fail(
        TFC_INVALID_ARGUMENT,
        "The value fed for Tensor '%s:0' has %zu bytes of "
        "data, its shape needs %lld",
        name, value.data ? value.bytes : 0, static_cast<long long>(feed.bytes));
  return TFC_OK;
}

/// The run's values may point to fed strings when the caller's are gone.
static tfc_code keepStrings(tfc_session &session, Feed &feed) {
  auto *elements = static_cast<const tfc_string **>(feed.data);
  int64_t count = feed.bytes / int64_t(sizeof *elements), wrong = 0;
  switch (session.strings->keep(&session, elements, count, &wrong)) {
  case TFC_OK:
    return TFC_OK;
  case TFC_RESOURCE_EXHAUSTED:
    return session.error.outOfMemory(session.nameOf(feed.tensor), wrong);
  default:
    return session.error.fail(
        TFC_INVALID_ARGUMENT,
        "The value fed for Tensor '%s:0' has a string of %lld "
        "bytes",
        session.nameOf(feed.tensor), static_cast<long long>(wrong));
  }
}

tfc_code tfc::runtime::takeFeed(tfc_session &session, Feed &feed,
                                const tfc_tensor &value) {
  feed.data = feed.shown = value.data;
  if (feed.bytes == 0) {
    feed.data = emptyTensor;
    return TFC_OK;
  }
  if (!hasValidElements(value))
    return session.error.fail(TFC_INVALID_ARGUMENT,
                              "The value fed for Tensor '%s:0' has a bool that "
                              "is neither 0 nor 1",
                              session.nameOf(feed.tensor));
  bool isString = value.dtype == TFC_STRING;
  bool isOwned = session.owns(value.data);
  if (isCallerAligned(value.data) && !isOwned && !isString)
    return TFC_OK;
  Buffer &staging = session.staging[feed.tensor];
  if (!session.growLive(staging, size_t(feed.bytes)))
    return session.error.outOfMemory(session.nameOf(feed.tensor), feed.bytes);
  memmove(staging.data(), value.data, size_t(feed.bytes));
  feed.data = staging.data();
  if (isOwned)
    feed.shown = staging.data();
  return isString ? keepStrings(session, feed) : TFC_OK;
}

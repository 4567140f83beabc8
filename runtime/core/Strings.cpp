//===- Strings.cpp - the strings of a session and their arenas ----------===//
#include "core/Strings.h"

#include <cstdlib>
#include <cstring>

using namespace tfc::runtime;

namespace {

/// Strings one behind the other in chunks. Emptied, the largest chunk stays, so
/// that runs that make as much again allocate nothing.
class Arena {
public:
  /// Null if there is no memory.
  tfc_string *add(size_t size) {
    constexpr size_t head = offsetof(tfc_string, bytes);
    if (size > size_t(PTRDIFF_MAX) - 64)
      return nullptr;
    size_t bytes = (head + size + 7) & ~size_t(7);
    if (!chunks || chunks->size - chunks->used < bytes) {
      size_t wanted = chunks ? 2 * chunks->size : 4096;
      if (wanted < bytes)
        wanted = bytes;
      auto *chunk = static_cast<Chunk *>(malloc(sizeof(Chunk) + wanted));
      if (!chunk)
        return nullptr;
      *chunk = {chunks, 0, wanted};
      chunks = chunk;
    }
    auto *string = reinterpret_cast<tfc_string *>(
        reinterpret_cast<char *>(chunks + 1) + chunks->used);
    chunks->used += bytes;
    string->size = int64_t(size);
    return string;
  }

  void empty() {
    if (!chunks)
      return;
    release(chunks->next);
    chunks->next = nullptr;
    chunks->used = 0;
  }
  void release() {
    release(chunks);
    chunks = nullptr;
  }

private:
  struct Chunk {
    Chunk *next;
    size_t used, size;
  };
  static void release(Chunk *chunk) {
    while (chunk) {
      Chunk *next = chunk->next;
      free(chunk);
      chunk = next;
    }
  }

  Chunk *chunks = nullptr;
};

/// The strings of this run and those of the last one.
struct Store {
  Arena now, before;
};

Store *storeOf(tfc_context *context) {
  if (!context->stringStore)
    context->stringStore = calloc(1, sizeof(Store));
  context->strings = &tfc_strings;
  return static_cast<Store *>(context->stringStore);
}

tfc_string *addTo(tfc_context *context, size_t size) {
  Store *store = storeOf(context);
  return store ? store->now.add(size) : nullptr;
}

void beginRun(tfc_context *context) {
  auto *store = static_cast<Store *>(context->stringStore);
  if (!store)
    return;
  Arena last = store->now;
  store->now = store->before;
  store->before = last;
  store->now.empty();
}

tfc_code keep(tfc_context *context, const tfc_string **elements, int64_t count,
              int64_t *wrong) {
  for (int64_t i = 0; i < count; ++i) {
    const tfc_string *given = elements[i];
    if (!given || given->size == 0) {
      elements[i] = nullptr;
      continue;
    }
    *wrong = given->size;
    if (given->size < 0)
      return TFC_INVALID_ARGUMENT;
    tfc_string *copy = addTo(context, size_t(given->size));
    if (!copy)
      return TFC_RESOURCE_EXHAUSTED;
    memcpy(copy->bytes, given->bytes, size_t(given->size));
    elements[i] = copy;
  }
  return TFC_OK;
}

void release(tfc_context *context) {
  auto *store = static_cast<Store *>(context->stringStore);
  if (!store)
    return;
  store->now.release();
  store->before.release();
  free(store);
  context->stringStore = nullptr;
}

} // namespace

const tfc_string_functions tfc_strings = {beginRun, keep, release};

tfc_string *tfc::runtime::newString(tfc_context *context, size_t size) {
  tfc_string *string = addTo(context, size);
  if (!string)
    tfc_report(context, TFC_RESOURCE_EXHAUSTED,
               "No memory for a string of %lld bytes", int64_t(size), 0);
  return string;
}

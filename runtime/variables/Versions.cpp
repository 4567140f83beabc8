//===- Versions.cpp - the versions of a store, and who writes and reads ---===//
//
// Store.h says how it works. All functions but Reader's are called with the
// store's lock or take it.
//
//===----------------------------------------------------------------------===//
#include "variables/Lock.h"
#include "variables/Store.h"

#include <new>

using namespace tfc::runtime;

// ---- readers ---------------------------------------------------------------

const Version &Reader::pin(const tfc_variables &store) {
  const Version *held = version();
  for (;;) {
    const Version *seen = store.latest.load(std::memory_order_acquire);
    if (seen == held)
      return *held;
    pinned.store(seen, std::memory_order_seq_cst);
    held = seen;
    // From here on a writer sees that this version is read. Until here it may
    // have taken it apart; then it is not the latest any more.
    if (store.latest.load(std::memory_order_seq_cst) == seen)
      return *seen;
    held = nullptr;
  }
}

tfc_code tfc_variables::addReader(Reader &reader, TextBase &error) {
  {
    Lock held(lock);
    reader.next = readers;
    readers = &reader;
    while (!latest.load() && writes > 0)
      pthread_cond_wait(&quiet, &lock);
    if (latest.load() || publishAll())
      return TFC_OK;
  }
  removeReader(reader);
  return error.outOfMemory("a version of the variables", INT64_MAX);
}

void tfc_variables::removeReader(Reader &reader) {
  Lock held(lock);
  reader.unpin();
  for (Reader **link = &readers; *link; link = &(*link)->next)
    if (*link == &reader) {
      *link = reader.next;
      break;
    }
  if (!readers)
    latest.store(nullptr);
}

// ---- memory ----------------------------------------------------------------

/// Whether a version has the memory that someone reads or may begin to read.
bool tfc_variables::inUse(const StoredVariable &variable,
                          const void *memory) const {
  auto has = [&](const Version *version) {
    return version && variable.place < version->values.size() &&
           version->values[variable.place].data == memory;
  };
  if (has(latest.load()))
    return true;
  for (const Reader *reader = readers; reader; reader = reader->next)
    if (has(reader->pinned.load(std::memory_order_seq_cst)))
      return true;
  return false;
}

/// Memory for a value of the variable that no version has; null when memory is
/// short.
void *tfc_variables::freeMemory(StoredVariable &variable) {
  auto isFree = [&](void *memory) {
    return memory != variable.data.load() && !inUse(variable, memory);
  };
  if (isFree(variable.firstMemory))
    return variable.firstMemory;
  for (void *memory : variable.memories)
    if (isFree(memory))
      return memory;
  if (!variable.memories.reserve(variable.memories.size() + 1))
    return nullptr;
  void *fresh = allocateAligned(variable.bytes);
  if (fresh)
    variable.memories.push(fresh);
  return fresh;
}

/// Gives a variable memory that it may be written in, with the same value.
bool tfc_variables::move(StoredVariable &variable) {
  void *from = variable.data.load();
  if (!inUse(variable, from))
    return true;
  void *to = freeMemory(variable);
  if (!to)
    return false;
  if (variable.bytes && variable.initialized.load())
    memcpy(to, from, variable.bytes);
  variable.data.store(to, std::memory_order_release);
  moves.fetch_add(1, std::memory_order_release);
  return true;
}

/// A version that nobody reads, with room for all variables.
Version *tfc_variables::reserveVersion() {
  auto isFree = [&](const Version *version) {
    if (version->reserved || version == latest.load())
      return false;
    for (const Reader *reader = readers; reader; reader = reader->next)
      if (reader->pinned.load(std::memory_order_seq_cst) == version)
        return false;
    return true;
  };
  Version *found = nullptr;
  for (Version *version : versions)
    if (isFree(version))
      found = version;
  if (!found && versions.reserve(versions.size() + 1)) {
    if (void *memory = malloc(sizeof(Version))) {
      found = new (memory) Version();
      versions.push(found);
    }
  }
  if (!found || !found->values.resize(variables.size()))
    return nullptr;
  found->reserved = true;
  return found;
}

// ---- writers ---------------------------------------------------------------

tfc_code tfc_variables::beginWrite(Write &write, TextBase &error) {
  Lock held(lock);
  while (readers && !latest.load() && writes > 0)
    pthread_cond_wait(&quiet, &lock);
  if (readers && !(write.version = reserveVersion()))
    return error.outOfMemory("a version of the variables",
                             int64_t(variables.size() * sizeof(Value)));
  for (size_t i = 0; i < write.count; ++i) {
    StoredVariable &variable = *write.variables[i];
    if (move(variable))
      continue;
    if (write.version)
      write.version->reserved = false;
    return error.outOfMemory(variable.name, int64_t(variable.bytes));
  }
  for (size_t i = 0; i < write.count; ++i)
    ++write.variables[i]->writers;
  ++writes;
  return TFC_OK;
}

tfc_code tfc_variables::endWrite(Write &write, bool succeeded,
                                 TextBase &error) {
  Lock held(lock);
  for (size_t i = 0; i < write.count; ++i)
    --write.variables[i]->writers;
  bool isQuiet = --writes == 0;
  bool complete = true;
  if (!succeeded)
    undo(write);
  else if (latest.load() || (readers && isQuiet))
    complete = (write.version || (write.version = reserveVersion())) &&
               publish(*write.version, write);
  if (write.version)
    write.version->reserved = false;
  if (isQuiet)
    pthread_cond_broadcast(&quiet);
  if (!complete)
    return error.outOfMemory("a version of the variables", INT64_MAX);
  return TFC_OK;
}

/// Makes the version the latest: the memory of what nobody writes; of what
/// another run writes, the value of the version before, or a copy where this
/// run wrote it, too.
bool tfc_variables::publish(Version &version, const Write &write) {
  if (!version.values.resize(variables.size()))
    return false;
  const Version *before = latest.load();
  for (StoredVariable *variable : variables) {
    Value &value = version.values[variable->place];
    if (variable->writers == 0)
      value = {variable->data.load(), variable->initialized.load()};
    else
      value = before->values[variable->place];
  }
  for (size_t i = 0; i < write.count; ++i) {
    StoredVariable &variable = *write.variables[i];
    if (variable.writers == 0)
      continue;
    void *copy = freeMemory(variable);
    if (!copy)
      return false;
    if (variable.bytes)
      memcpy(copy, variable.data.load(), variable.bytes);
    version.values[variable.place] = {copy, variable.initialized.load()};
  }
  version.number = ++published;
  latest.store(&version, std::memory_order_seq_cst);
  return true;
}

/// A version of what is there, written by no run of its own.
bool tfc_variables::publishAll() {
  Version *version = reserveVersion();
  bool complete = version && publish(*version, Write());
  if (version)
    version->reserved = false;
  return complete;
}

/// Takes back what a failed run wrote: its memory is not part of the latest
/// version, which still has the values from before.
void tfc_variables::undo(const Write &write) {
  const Version *before = latest.load();
  if (!before)
    return;
  for (size_t i = 0; i < write.count; ++i) {
    StoredVariable &variable = *write.variables[i];
    if (variable.writers != 0)
      continue;
    const Value &value = before->values[variable.place];
    variable.data.store(value.data, std::memory_order_release);
    variable.initialized.store(value.initialized, std::memory_order_release);
  }
  moves.fetch_add(1, std::memory_order_release);
}

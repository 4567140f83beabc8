//===- Store.h - variables that sessions share, and their versions --------===//
//
// A store keeps the variables of one or more programs, matched by name. Each
// variable has one memory that shared sessions read and write in place, its
// `data`. While a store has readers, which snapshot sessions are, it also keeps
// versions: tables of one memory per variable that nobody writes any more.
//
// A version costs a table, not a copy. A writer that is about to write a
// variable whose `data` belongs to a version moves the variable first: it
// copies the value to memory that no version uses, and that becomes `data`. At
// the end of a run that succeeded the new `data` go into the next version as
// they are. For a variable w that each step writes, and a reader that still
// reads version 1 while the writer makes its second step:
//
//   before      version 1: w -> A                    data: A
//   beginWrite  version 1: w -> A                    data: B, a copy of A
//   (the run)   version 1: w -> A                    data: B, being written
//   endWrite    version 1: w -> A, version 2: w -> B data: B
//   beginWrite  1: w -> A, 2: w -> B                 data: C, a copy of B
//
// When the reader goes on to version 2, A is free and the third step takes it.
// So a variable has at most two memories more than there are readers, one that
// is never written has one, and a store that is warm allocates nothing.
//
// Readers take no lock. A reader says which version it reads (`pinned`), then
// looks whether that is still the latest one; the writer makes a version the
// latest, then looks what the readers have pinned before it takes memory again.
// Both write before they look, so that one of them sees the other.
//
// Memory is never given back before the store ends, so that a shared session
// that is late sees values of another step, but never memory of someone else.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_RUNTIME_VARIABLES_STORE_H
#define TFC_RUNTIME_VARIABLES_STORE_H

#include "core/Memory.h"
#include "core/Types.h"

#include <atomic>
#include <pthread.h>

namespace tfc::runtime {

/// A variable of a store. Name, dtype and shape are copies: the store may
/// outlive the program that it had the variable from.
struct StoredVariable {
  const char *name;
  uint32_t dtype;
  uint32_t rank;
  const int64_t *shape;
  size_t bytes;
  uint32_t place; // in the tables of versions

  std::atomic<void *> data;
  std::atomic<bool> initialized;

  uint32_t writers;       // runs under way that write it
  void *firstMemory;      // part of a block of the store
  Array<void *> memories; // the others

  /// Copies a value that checkValue found right, in a write or before the store
  /// is exported.
  void assign(const tfc_tensor &value) {
    if (bytes)
      memmove(data.load(std::memory_order_relaxed), value.data, bytes);
    initialized.store(true, std::memory_order_release);
  }
};

/// The value of a variable in a version.
struct Value {
  void *data;
  bool initialized;
};

/// The values of all variables after some run that succeeded, by place.
struct Version {
  uint64_t number;
  Array<Value> values;
  bool reserved; // for the end of a run that is under way
};

/// Someone who reads versions, one at a time: a snapshot session.
class Reader {
public:
  /// The latest version, which stays as it is until the next call or unpin().
  const Version &pin(const tfc_variables &store);
  void unpin() { pinned.store(nullptr, std::memory_order_release); }

  /// The version that is pinned, or null.
  const Version *version() const {
    return pinned.load(std::memory_order_relaxed);
  }

private:
  friend ::tfc_variables;
  std::atomic<const Version *> pinned{nullptr};
  Reader *next = nullptr; // in the store's list
};

/// A run that writes variables, from beginWrite to endWrite. The list of them
/// belongs to the caller.
struct Write {
  StoredVariable *const *variables = nullptr;
  size_t count = 0;
  Version *version = nullptr; // to be published; null without readers
};

/// Checks that a value is what the variable holds.
tfc_code checkValue(const StoredVariable &variable, const tfc_tensor &value,
                    TextBase &error);

} // namespace tfc::runtime

struct tfc_variables {
  using StoredVariable = tfc::runtime::StoredVariable;
  using Version = tfc::runtime::Version;
  using Reader = tfc::runtime::Reader;
  using Write = tfc::runtime::Write;
  using TextBase = tfc::runtime::TextBase;

  tfc_variables();
  ~tfc_variables();

  /// Finds the program's variables, in its order, and adds those that are not
  /// there. No variable has changed when it fails.
  tfc_code attach(const tfc_program &program,
                  tfc::runtime::Array<StoredVariable *> &found,
                  TextBase &error);

  /// Null where no variable bears the name.
  StoredVariable *find(const char *name);

  /// Adds a reader. The first one waits for the runs that are writing, and runs
  /// that would begin to write meanwhile wait with it.
  tfc_code addReader(Reader &reader, TextBase &error);
  void removeReader(Reader &reader);

  /// Begins a run that writes `write.variables`; fails when memory is short,
  /// and has changed no value then.
  tfc_code beginWrite(Write &write, TextBase &error);
  /// Ends it. A run that succeeded is the next version. One that failed is
  /// undone where there is a version to go back to and no other run writes.
  tfc_code endWrite(Write &write, bool succeeded, TextBase &error);

  /// True for the memory of the variables of the first program, which are all
  /// there are until the store is exported.
  bool owns(const void *pointer) const { return first.contains(pointer); }

  std::atomic<uint32_t> references{1};

  /// Whether others than the session that made the store may use it. Until then
  /// no run is announced by beginWrite.
  bool exported = false;

  /// Counts changes of any variable's `data`.
  std::atomic<uint64_t> moves{1};

  /// The version that a reader gets; null without readers.
  std::atomic<const Version *> latest{nullptr};

private:
  bool add(const tfc_program &program,
           tfc::runtime::Array<StoredVariable *> &found);
  bool inUse(const StoredVariable &variable, const void *memory) const;
  void *freeMemory(StoredVariable &variable);
  bool move(StoredVariable &variable);
  Version *reserveVersion();
  bool publish(Version &version, const Write &write);
  bool publishAll();
  void undo(const Write &write);

  /// Held while lists and counts change, never while a run is under way.
  pthread_mutex_t lock;
  /// Signalled when the first reader need not wait any more.
  pthread_cond_t quiet;
  tfc::runtime::Array<StoredVariable *> variables; // by place
  tfc::runtime::Array<Version *> versions;         // all, used or free
  Reader *readers = nullptr;
  uint32_t writes = 0; // under way
  uint64_t published = 0;

  /// The memory of the first program's variables, and what was allocated for
  /// those of later programs and for descriptions.
  tfc::runtime::Buffer first;
  tfc::runtime::Array<void *> blocks;
};

#endif // TFC_RUNTIME_VARIABLES_STORE_H

//===- Names.h - from a name to what it stands for in a program ---------===//
#ifndef TFC_RUNTIME_SESSION_NAMES_H
#define TFC_RUNTIME_SESSION_NAMES_H

#include "core/Memory.h"
#include "core/Types.h"

namespace tfc::runtime {

/// All that bears one name; each index is TFC_NONE where there is no such
/// thing.
struct NameEntry {
  const char *name; // not terminated: `length` counts
  uint32_t length;  // a trailing ":0" left out
  uint32_t value;   // tensor index of a value
  uint32_t target;  // tensor index of a target
  uint32_t variable;
};

/// A hash table of a program's names, made once per session.
class Names {
public:
  /// False when memory is short.
  bool build(const tfc_program &program);

  /// Null when nothing bears the name.
  const NameEntry *find(const char *name) const;

  /// Appends "; did you mean 'a' or 'b'?" when some names come close.
  void addNearest(TextBase &text, const char *name) const;

private:
  NameEntry *insert(const char *name);

  Array<NameEntry> entries;
  Array<uint32_t> slots; // index into entries plus 1; a power of two of them
};

} // namespace tfc::runtime

#endif // TFC_RUNTIME_SESSION_NAMES_H

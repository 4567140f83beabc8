// The runtime asks this of the processor that it is compiled for. Each folder
// of target/ answers for one family; CMake takes the one that is named as CMake
// names the processor, or generic/.
#ifndef TFC_RUNTIME_TARGET_PROCESSOR_H
#define TFC_RUNTIME_TARGET_PROCESSOR_H

#include <cstddef>

namespace tfc::runtime {

/// The first part of the triples whose programs run here, as LLVM spells it.
extern const char *const architectureName;

enum class Presence { Present, Absent, Unknown };

/// Whether this machine has the feature that LLVM calls `name`, of `length`
/// characters. Unknown: this version of the runtime cannot tell.
Presence findFeature(const char *name, size_t length);

/// Tells the processor that this thread waits for another one.
void pauseThread();

} // namespace tfc::runtime

#endif // TFC_RUNTIME_TARGET_PROCESSOR_H

// Element types as users write them, and dispatch on them.
#ifndef TFC_TOOLS_CONSOLE_DTYPE_H
#define TFC_TOOLS_CONSOLE_DTYPE_H

#include "tfc/tfc.h"

#include <cstdint>

namespace tfc::console {

/// numpy's and tf's name: "float32", "bool", ...; null for a type that cannot
/// be read or printed here.
inline const char *dtypeName(uint32_t dtype) {
  switch (dtype) {
#define TFC_DTYPE(ID, NUMBER, BYTES, C, NAME, ...)                             \
  case NUMBER:                                                                 \
    return NAME;
#include "runtime/include/tfc/dtypes.def"
  default:
    return nullptr;
  }
}

/// Calls function(T()) with the C++ type of `dtype`; false if it has none, as
/// the 16-bit floats, the complex numbers and strings.
template <typename Function>
bool withType(uint32_t dtype, Function &&function) {
  switch (dtype) {
#define TFC_NUMBER_DTYPE(ID, NUMBER, BYTES, C, ...)                            \
  case NUMBER:                                                                 \
    return function(C()), true;
#include "runtime/include/tfc/dtypes.def"
  default:
    return false;
  }
}

} // namespace tfc::console

#endif

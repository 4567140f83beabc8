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
  case TFC_FLOAT32:
    return "float32";
  case TFC_FLOAT64:
    return "float64";
  case TFC_INT8:
    return "int8";
  case TFC_INT16:
    return "int16";
  case TFC_INT32:
    return "int32";
  case TFC_INT64:
    return "int64";
  case TFC_UINT8:
    return "uint8";
  case TFC_UINT16:
    return "uint16";
  case TFC_UINT32:
    return "uint32";
  case TFC_UINT64:
    return "uint64";
  case TFC_BOOL:
    return "bool";
  case TFC_FLOAT16:
    return "float16";
  case TFC_BFLOAT16:
    return "bfloat16";
  case TFC_STRING:
    return "string";
  case TFC_COMPLEX64:
    return "complex64";
  case TFC_COMPLEX128:
    return "complex128";
  default:
    return nullptr;
  }
}

/// Calls function(T()) with the C++ type of `dtype`; false if it has none, as
/// the 16-bit floats, the complex numbers and strings.
template <typename Function>
bool withType(uint32_t dtype, Function &&function) {
  switch (dtype) {
  case TFC_FLOAT32:
    return function(float()), true;
  case TFC_FLOAT64:
    return function(double()), true;
  case TFC_INT8:
    return function(int8_t()), true;
  case TFC_INT16:
    return function(int16_t()), true;
  case TFC_INT32:
    return function(int32_t()), true;
  case TFC_INT64:
    return function(int64_t()), true;
  case TFC_UINT8:
    return function(uint8_t()), true;
  case TFC_UINT16:
    return function(uint16_t()), true;
  case TFC_UINT32:
    return function(uint32_t()), true;
  case TFC_UINT64:
    return function(uint64_t()), true;
  case TFC_BOOL:
    return function(bool()), true;
  default:
    return false;
  }
}

} // namespace tfc::console

#endif

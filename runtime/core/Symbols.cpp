//===- Symbols.cpp - the functions that compiled code may call, by name -===//
#include "tfc/tfc.h"

#include <cstring>

void *tfc_runtime_symbol(const char *name) {
  struct Symbol {
    const char *name;
    void *address;
  };
#define TFC_SYMBOL(function)                                                   \
  {                                                                            \
    #function, reinterpret_cast<void *>(function)                              \
  }
  static const Symbol symbols[] = {
      TFC_SYMBOL(tfc_parallel_for),
      TFC_SYMBOL(tfc_report),
      TFC_SYMBOL(tfc_reported),
      TFC_SYMBOL(tfc_kernel_random_uniform),
      TFC_SYMBOL(tfc_kernel_random_normal),
      TFC_SYMBOL(tfc_kernel_truncated_normal),
      TFC_SYMBOL(tfc_kernel_random_uniform_int),
  };
#undef TFC_SYMBOL
  if (strcmp(name, "tfc_strings") == 0)
    return const_cast<tfc_string_functions *>(&tfc_strings);
  for (const Symbol &symbol : symbols)
    if (strcmp(symbol.name, name) == 0)
      return symbol.address;
  return nullptr;
}

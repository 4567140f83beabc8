// The functions that are written by hand, a file a family. A file X.cpp of this
// folder registers its own in `addX(FunctionTable &)`; the build lists the
// files, so that a new family is one new file.
#ifndef TFC_FRONTEND_TEXT_BUILTINS_BUILTINS_H
#define TFC_FRONTEND_TEXT_BUILTINS_BUILTINS_H

#include "frontend/text/eval/Functions.h"

namespace tfc::text {

#define TFC_FAMILY(NAME) void add##NAME(FunctionTable &table);
#include "frontend/text/builtins/Families.inc"
#undef TFC_FAMILY

/// Adds all of them.
inline void addBuiltins(FunctionTable &table) {
#define TFC_FAMILY(NAME) add##NAME(table);
#include "frontend/text/builtins/Families.inc"
#undef TFC_FAMILY
}

} // namespace tfc::text

#endif

// Targets of a run that are several.
#ifndef TFC_FRONTEND_TEXT_BUILTINS_GROUPS_H
#define TFC_FRONTEND_TEXT_BUILTINS_GROUPS_H

#include "frontend/text/eval/Evaluator.h"

namespace tfc::text {

/// A target that runs `values`: tensors, variables' reads, operations.
Value makeGroup(Evaluator &evaluator, ArrayRef<Value> values, StringRef full,
                SMLoc loc);

} // namespace tfc::text

#endif

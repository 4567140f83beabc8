// Properties of values, `value.name` without a call.
#ifndef TFC_FRONTEND_TEXT_EVAL_PROPERTIES_H
#define TFC_FRONTEND_TEXT_EVAL_PROPERTIES_H

#include "frontend/text/eval/Value.h"

#include <optional>

namespace tfc::text {

/// The property of a dtype; nothing if it has none of this name.
std::optional<Value> dtypeProperty(Heap &heap, mlir::Type type, StringRef name);

} // namespace tfc::text

#endif

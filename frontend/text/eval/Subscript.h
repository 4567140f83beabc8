// Slices, and subscripts of tensors whose places only a run knows.
#ifndef TFC_FRONTEND_TEXT_EVAL_SUBSCRIPT_H
#define TFC_FRONTEND_TEXT_EVAL_SUBSCRIPT_H

#include "frontend/text/eval/Evaluator.h"

namespace tfc::text {

/// Bounds of a slice that are left out are absent.
struct SliceBounds {
  std::optional<int64_t> begin, end;
  int64_t step = 1;
};

/// The bounds, all of them known when compiling.
SliceBounds sliceBounds(Evaluator &evaluator, const SliceObject &slice,
                        SMLoc loc);

/// Whether an index, or a bound of it, is a tensor that is no constant.
bool isKnownInRunOnly(Evaluator &evaluator, const Value &index);

/// `base[indices]` where some of the indices are known in a run only.
Value runSubscript(Evaluator &evaluator, const Value &base,
                   ArrayRef<Value> indices, SMLoc loc, StringRef hint);

} // namespace tfc::text

#endif

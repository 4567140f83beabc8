// Layouts and transposes, which functions on images share.
#ifndef TFC_FRONTEND_TEXT_BUILTINS_WINDOWS_H
#define TFC_FRONTEND_TEXT_BUILTINS_WINDOWS_H

#include "frontend/text/eval/Evaluator.h"

namespace tfc::text {

/// How the dimensions of images (or rows, or volumes) are ordered.
struct Layout {
  unsigned spatial = 2;
  bool channelsFirst = false;
};

/// The layout that argument data_format says, for `spatial` dimensions.
Layout layoutOf(Evaluator &ev, Call &call, unsigned spatial);

/// An argument as a tensor of images of that layout, brought to channels last.
Value imagesOf(Evaluator &ev, Call &call, StringRef parameter, Layout layout);
/// Images from channels last to `layout`.
Value toLayout(Evaluator &ev, const Value &x, Layout layout, SMLoc loc);

} // namespace tfc::text

#endif

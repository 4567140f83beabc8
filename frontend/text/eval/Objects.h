// The class of objects that the evaluator itself knows: scopes.
#ifndef TFC_FRONTEND_TEXT_EVAL_OBJECTS_H
#define TFC_FRONTEND_TEXT_EVAL_OBJECTS_H

#include "frontend/text/eval/Value.h"

namespace tfc::text {

class Evaluator;

/// An object that may stand after `with`.
struct ScopeObject : Object {
  /// Returns what `as` names.
  virtual Value enter(Evaluator &evaluator, SMLoc loc) = 0;
  virtual void leave(Evaluator &evaluator) = 0;
};

} // namespace tfc::text

#endif

// The name of what a hand-written function makes.
#ifndef TFC_FRONTEND_TEXT_EVAL_NODESCOPE_H
#define TFC_FRONTEND_TEXT_EVAL_NODESCOPE_H

#include "frontend/text/eval/Evaluator.h"

namespace tfc::text {

/// Names the nodes that a hand-written function makes: they stand in a scope,
/// called as the result is to be called, and the result gets that name.
class NodeScope {
public:
  /// `fallback` is the name without name= and hint.
  NodeScope(Evaluator &evaluator, const Call &call, StringRef fallback);
  ~NodeScope();
  /// Gives the scope's name to the op that makes `result`.
  Value finish(const Value &result);
  StringRef name() const { return full; }

private:
  Evaluator &evaluator;
  std::string full, previous;
  bool isHint;
  mlir::Operation *before;
};

} // namespace tfc::text

#endif

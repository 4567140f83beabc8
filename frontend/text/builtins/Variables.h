// Variables and their initial values, as several families make them.
#ifndef TFC_FRONTEND_TEXT_BUILTINS_VARIABLES_H
#define TFC_FRONTEND_TEXT_BUILTINS_VARIABLES_H

#include "frontend/text/eval/Evaluator.h"

namespace tfc::text {

/// A tf.*_initializer: makes the initial value of a variable.
struct InitializerObject : Object {
  StringRef className() const override { return "Initializer"; }
  /// The tensor of this shape and element type.
  virtual Value make(Evaluator &evaluator, ArrayRef<int64_t> shape,
                     mlir::Type dtype, SMLoc loc) = 0;
};

/// The parts that a variable is made of.
struct VariableSpec {
  std::string fullName; // claimed
  Value initialValue;   // a tensor or Python values
  mlir::Type dtype;     // null: the initial value's own
  bool trainable = true;
};

/// Makes the variable, its initial value under `fullName`, and the assign.
VariableObject *makeVariable(Evaluator &evaluator, const VariableSpec &spec,
                             SMLoc loc);

/// tf.get_variable as functions written here call it.
Value getVariable(Evaluator &evaluator, StringRef name, const Value &shape,
                  mlir::Type dtype, const Value &initializer, bool trainable,
                  SMLoc loc);

} // namespace tfc::text

#endif

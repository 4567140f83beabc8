// Classes of objects that a .tfg program can hold.
#ifndef TFC_FRONTEND_TEXT_EVAL_OBJECTS_H
#define TFC_FRONTEND_TEXT_EVAL_OBJECTS_H

#include "frontend/text/api/Functions.h"

namespace tfc::text {

/// What stands after `with`.
struct ScopeObject : Object {
  /// Returns what `as` names.
  virtual Result enter(Evaluator &evaluator, SMLoc loc) = 0;
  virtual void leave(Evaluator &evaluator) = 0;
};

/// A tf.*_initializer: makes the initial value of a variable.
struct InitializerObject : Object {
  StringRef className() const override { return "Initializer"; }
  /// The tensor of this shape and element type.
  virtual Result make(Evaluator &evaluator, ArrayRef<int64_t> shape,
                      mlir::Type dtype, SMLoc loc) = 0;
};

/// The tf.set_random_seed rule: `seed` and `seed2` of a random op whose own
/// seed is `seed` (None if not given).
mlir::FailureOr<std::pair<int64_t, int64_t>>
randomSeeds(Evaluator &evaluator, const Value &seed, SMLoc loc,
            const llvm::Twine &what);

/// What a variable is made of.
struct VariableSpec {
  std::string fullName; // claimed
  Value initialValue;   // a tensor or Python values
  mlir::Type dtype;     // null: the initial value's own
  bool trainable = true;
};

/// Makes the variable, its initial value under `fullName`, and the assign.
mlir::FailureOr<VariableObject *>
makeVariable(Evaluator &evaluator, const VariableSpec &spec, SMLoc loc);

/// tf.get_variable as functions written here call it.
Result getVariable(Evaluator &evaluator, StringRef name, const Value &shape,
                   mlir::Type dtype, const Value &initializer, bool trainable,
                   SMLoc loc);

/// A target that runs `values`: tensors, variables' reads, operations.
Result makeGroup(Evaluator &evaluator, ArrayRef<Value> values, StringRef full,
                 SMLoc loc);

/// The values that lists, tuples and dicts hold, in order.
void flatten(const Value &value, std::vector<Value> &items);

} // namespace tfc::text

#endif

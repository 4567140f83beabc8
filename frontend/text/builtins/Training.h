// Gradients, shared by tf.gradients and the optimisers.
#ifndef TFC_FRONTEND_TEXT_BUILTINS_TRAINING_H
#define TFC_FRONTEND_TEXT_BUILTINS_TRAINING_H

#include "frontend/text/eval/Evaluator.h"

namespace tfc::text {

/// All that `ys` depend on through tensors of floats, variables included, not
/// going past tf.stop_gradient.
llvm::DenseSet<mlir::Value> dependencies(ArrayRef<mlir::Value> ys);

/// The gradient of the sum of `ys` with respect to each of `xs`: None where no
/// y depends on it. `gradYs` are one for each y, or none.
std::vector<Value> makeGradients(Evaluator &evaluator, ArrayRef<Value> ys,
                                 ArrayRef<Value> xs, ArrayRef<Value> gradYs,
                                 StringRef function, SMLoc loc);

} // namespace tfc::text

#endif

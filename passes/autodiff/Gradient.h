//===- Gradient.h - The gradient of each op -------------------------------===//
//
// The rules; Autodiff.cpp applies them. Most are dags in the ops' defs, which
// tfc-tblgen turns into code; the declarations below are those written by hand,
// in ops/<family>.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_PASSES_AUTODIFF_GRADIENT_H
#define TFC_PASSES_AUTODIFF_GRADIENT_H

#include "ir/Builder.h"
#include "ir/Shape.h"

namespace tfc {

enum class Differentiability {
  Constant,         // the gradient stops here: indices, effects, no operands
  Gradient,         // gradientOf has a rule
  ThroughExpansion, // its expansion has one
  Missing,          // it should have one
};
Differentiability differentiability(mlir::Operation *op);

/// Whether gradients flow to it: a tensor of floats or complex numbers.
bool isDifferentiable(mlir::Value value);

/// Builds the gradients of `op`'s operands, given those of its results (none
/// null). `result` has an entry per operand, null where there is no gradient;
/// an entry may have the shape to which the operand was broadcast.
///
/// The gradient of a complex z is what a change dz is multiplied by: the result
/// changes by the real part of the sum of gradient * dz. So the derivative of
/// an analytic function is its rule on real numbers, and no rule conjugates.
/// TensorFlow's gradient is the conjugate of this one: Autodiff.cpp takes and
/// hands out those.
llvm::LogicalResult gradientOf(mlir::Operation *op, mlir::ValueRange grads,
                               TfcBuilder &b,
                               llvm::MutableArrayRef<mlir::Value> result);

} // namespace tfc

#endif // TFC_PASSES_AUTODIFF_GRADIENT_H

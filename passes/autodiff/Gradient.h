//===- Gradient.h - The gradient of each op -------------------------------===//
//
// The rules; Autodiff.cpp applies them. Most are dags in the ops' defs, which
// tfc-tblgen turns into code; the declarations below are those written by hand,
// in Gradient<Family>.cpp.
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

/// Builds the gradients of `op`'s operands, given those of its results (none
/// null). `result` has an entry per operand, null where there is no gradient; an
/// entry may have the shape to which the operand was broadcast.
llvm::LogicalResult gradientOf(mlir::Operation *op, mlir::ValueRange grads,
                               TfcBuilder &b,
                               llvm::MutableArrayRef<mlir::Value> result);


} // namespace tfc

#endif // TFC_PASSES_AUTODIFF_GRADIENT_H

//===- Patterns.h - The rules of tfc-simplify -----------------------------===//
//
// A file per idea. A rule stands below its algebra, has one case of a lit test,
// and makes the graph smaller, or moves an op the one way that the comment
// says: two rules must never undo each other.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_PASSES_SIMPLIFY_PATTERNS_H
#define TFC_PASSES_SIMPLIFY_PATTERNS_H

#include "ir/Builder.h"
#include "ir/Shape.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

namespace tfc {

void addArithmeticRules(mlir::RewritePatternSet &patterns);
void addBroadcastRules(mlir::RewritePatternSet &patterns);
void addChoiceRules(mlir::RewritePatternSet &patterns);
void addConstantFolding(mlir::RewritePatternSet &patterns);
void addControlRules(mlir::RewritePatternSet &patterns);
void addReshapeRules(mlir::RewritePatternSet &patterns);
void addSliceRules(mlir::RewritePatternSet &patterns);
void addTransposeRules(mlir::RewritePatternSet &patterns);
/// Only for a graph without tfc.gradients.
void addStopGradientRule(mlir::RewritePatternSet &patterns);

/// Replaces `op` by `x` if that has its type.
inline llvm::LogicalResult replaceBy(mlir::Operation *op, mlir::Value x,
                                     mlir::PatternRewriter &rewriter) {
  if (x.getType() != op->getResult(0).getType())
    return mlir::failure();
  rewriter.replaceOp(op, x);
  return mlir::success();
}

/// Whether every element of `value` is the constant `number`.
bool isAll(mlir::Value value, double number);

/// Whether tensors of this type that have equally many elements have one shape:
/// at most one dimension is dynamic.
bool countGivesShape(mlir::Type type);

/// A builder for `op`'s replacement; number() is of its result's type.
inline TfcBuilder builderFor(mlir::Operation *op, mlir::OpBuilder &rewriter) {
  return TfcBuilder(rewriter, op->getLoc(), shape::elementOf(op->getResult(0)));
}

} // namespace tfc

#endif // TFC_PASSES_SIMPLIFY_PATTERNS_H

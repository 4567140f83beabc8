//===- Expand.cpp - Facet expand: ops as compositions of others -----------===//

#include "ir/Builder.h"
#include "passes/lower/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Dominance.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/CSE.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace tfc {

#define GEN_PASS_DEF_EXPAND
#include "passes/lower/Passes.h.inc"

static
#include "passes/lower/Expand.h.inc"

namespace {

/// The type of the numbers in an op's composition: that of its first
/// floating-point result or operand, else of its first operand.
Type numberType(Operation *op) {
  for (Value value : op->getResults())
    if (isa<FloatType>(getElementTypeOrSelf(value)))
      return getElementTypeOrSelf(value);
  return getElementTypeOrSelf(op->getOperand(0));
}

struct Expand : impl::ExpandBase<Expand> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<Operation *> work;
    getOperation().walk([&](Operation *op) { work.push_back(op); });
    while (!work.empty()) {
      Operation *op = work.pop_back_val();
      if (op->getNumOperands() == 0 || !isa<TfcDialect>(op->getDialect()))
        continue;
      rewriter.setInsertionPoint(op);
      Operation *before = op->getPrevNode();
      TfcBuilder builder(rewriter, op->getLoc(), numberType(op));
      SmallVector<Value> results;
      if (failed(expandOp(op, builder, results)))
        continue;
      // What an op is made of may have a composition of its own.
      for (Operation *made = before ? before->getNextNode()
                                    : &op->getBlock()->front();
           made != op; made = made->getNextNode())
        work.push_back(made);
      for (auto [result, value] : llvm::zip_equal(op->getResults(), results)) {
        if (value.getType() != result.getType())
          value = tensor::CastOp::create(rewriter, op->getLoc(),
                                         result.getType(), value);
        rewriter.replaceAllUsesWith(result, value);
      }
      rewriter.eraseOp(op);
    }
    DominanceInfo dominance;
    eliminateCommonSubExpressions(rewriter, dominance, getOperation());
  }
};

} // namespace
} // namespace tfc

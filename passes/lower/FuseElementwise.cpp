//===- FuseElementwise.cpp - --tfc-fuse-elementwise -----------------------===//

#include "ir/Program.h"
#include "passes/lower/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace tfc {

#define GEN_PASS_DEF_FUSEELEMENTWISE
#include "passes/lower/Passes.h.inc"

namespace {

//===----------------------------------------------------------------------===//
// The cost of an op per element
//===----------------------------------------------------------------------===//

/// A cost that nothing outweighs: the body must be evaluated as it stands.
constexpr int kNever = 1000;
/// Less than reading an element from memory again.
constexpr int kCheap = 2;

int cost(Operation &op) {
  if (isa<linalg::YieldOp, linalg::IndexOp, arith::ConstantOp,
          arith::IndexCastOp>(op))
    return 0;
  if (isa<arith::ExtFOp, arith::SIToFPOp, arith::UIToFPOp, arith::ExtSIOp,
          arith::ExtUIOp, arith::AddFOp, arith::SubFOp, arith::MulFOp,
          arith::NegFOp, arith::AddIOp, arith::SubIOp, arith::MulIOp,
          arith::AndIOp, arith::OrIOp, arith::XOrIOp, arith::CmpFOp,
          arith::CmpIOp, arith::SelectOp, arith::TruncFOp, arith::TruncIOp>(op))
    return 1;
  // Reads at computed places and reports keep their op from being a vector
  // loop; they must not take others along.
  if (op.getNumRegions() || isa<tensor::ExtractOp, ReportOp>(op))
    return kNever;
  return 10;
}

int cost(linalg::GenericOp op) {
  int sum = 0;
  for (Operation &inner : *op.getBody())
    sum += cost(inner);
  return sum;
}

//===----------------------------------------------------------------------===//
// Ops that may be merged
//===----------------------------------------------------------------------===//

/// Whether elementwise ops may be computed inside `op`: it reads each operand
/// along its own loops, and is no sum of products.
bool takesProducers(linalg::GenericOp op) {
  if (linalg::isaContractionOpInterface(op))
    return false;
  return llvm::all_of(op.getIndexingMapsArray(), [](AffineMap map) {
    return map.isProjectedPermutation();
  });
}

/// Whether `use` reads each element of its tensor once.
bool readsOnce(OpOperand &use) {
  auto user = dyn_cast<linalg::GenericOp>(use.getOwner());
  return user && takesProducers(user) &&
         user.getMatchingIndexingMap(&use).isPermutation();
}

bool inputsAreSmaller(linalg::GenericOp op) {
  return llvm::all_of(op.getDpsInputOperands(), [&](OpOperand *input) {
    return op.getMatchingIndexingMap(input).getNumResults() < op.getNumLoops();
  });
}

/// Whether the op works on what a contraction or reduction leaves: then it is
/// part of that kernel's store and costs no pass over memory.
bool isEpilogue(linalg::GenericOp op) {
  return llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *input) {
    auto producer = input->get().getDefiningOp<linalg::LinalgOp>();
    return producer && producer.getNumReductionLoops() &&
           op.getMatchingIndexingMap(input).isIdentity();
  });
}

bool shouldFuse(OpOperand *use) {
  auto producer = use->get().getDefiningOp<linalg::GenericOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(use->getOwner());
  if (!producer || !consumer || !takesProducers(consumer) ||
      producer.getNumResults() != 1)
    return false;
  int price = cost(producer);
  if (price >= kNever || cost(consumer) >= kNever)
    return false;
  // A broadcast: it would be computed for each element of the wider result.
  if (!consumer.getMatchingIndexingMap(use).isPermutation() && price > kCheap)
    return false;
  Value result = producer.getResult(0);
  if (isEpilogue(producer) &&
      (consumer.getNumReductionLoops() || !result.hasOneUse()))
    return false;
  if (result.hasOneUse())
    return true;
  // Made of indices and smaller tensors, it is not worth storing.
  if (price <= kCheap && inputsAreSmaller(producer))
    return true;
  return price <= 1 && llvm::all_of(result.getUses(), readsOnce);
}

/// Whether the reshape between a contraction and an elementwise op is to move
/// behind the latter.
bool shouldMoveReshape(OpOperand *use) {
  auto reshape = use->get().getDefiningOp<tensor::ExpandShapeOp>();
  auto consumer = dyn_cast<linalg::GenericOp>(use->getOwner());
  if (!reshape || !consumer || consumer.getNumReductionLoops() ||
      !reshape->hasOneUse() || cost(consumer) >= kNever)
    return false;
  auto source = reshape.getSrc().getDefiningOp<linalg::LinalgOp>();
  return source && source.getNumReductionLoops() && source->hasOneUse();
}

struct FuseElementwise : impl::FuseElementwiseBase<FuseElementwise> {
  void runOnOperation() override {
    MLIRContext *context = &getContext();
    RewritePatternSet patterns(context);
    linalg::populateElementwiseOpsFusionPatterns(patterns, shouldFuse);
    linalg::populateFoldReshapeOpsByCollapsingPatterns(patterns,
                                                       shouldMoveReshape);
    linalg::populateConstantFoldLinalgOperations(
        patterns, [](OpOperand *) { return true; });
    linalg::GenericOp::getCanonicalizationPatterns(patterns, context);
    tensor::ExpandShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::CollapseShapeOp::getCanonicalizationPatterns(patterns, context);
    tensor::EmptyOp::getCanonicalizationPatterns(patterns, context);
    tensor::DimOp::getCanonicalizationPatterns(patterns, context);
    affine::AffineApplyOp::getCanonicalizationPatterns(patterns, context);
    GreedyRewriteConfig config;
    config.setUseTopDownTraversal(true);
    if (failed(
            applyPatternsGreedily(getOperation(), std::move(patterns), config)))
      signalPassFailure();
  }
};

} // namespace
} // namespace tfc

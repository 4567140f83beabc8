//===- LowerDynamicReshapes.cpp - reshapes to several unknown sizes -------===//
#include "codegen/PassDetail.h"

#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace tfc {
#define GEN_PASS_DEF_LOWERDYNAMICRESHAPES
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

bool hasSeveralUnknown(memref::ExpandShapeOp op) {
  MemRefType type = op.getResultType();
  return llvm::any_of(op.getReassociationIndices(), [&](ArrayRef<int64_t> g) {
    return llvm::count_if(g, [&](int64_t d) { return type.isDynamicDim(d); }) >
           1;
  });
}

/// Another view of the same memory, with every stride computed.
struct LowerExpand : OpRewritePattern<memref::ExpandShapeOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(memref::ExpandShapeOp op,
                                PatternRewriter &rewriter) const override {
    if (!hasSeveralUnknown(op))
      return failure();
    Location loc = op.getLoc();
    auto source =
        memref::ExtractStridedMetadataOp::create(rewriter, loc, op.getSrc());
    SmallVector<OpFoldResult> sizes = op.getMixedOutputShape();
    SmallVector<OpFoldResult> from = source.getConstifiedMixedStrides();
    SmallVector<OpFoldResult> strides(sizes.size());
    for (auto [group, stride] :
         llvm::zip_equal(op.getReassociationIndices(), from)) {
      OpFoldResult next = stride;
      for (int64_t d : llvm::reverse(group)) {
        strides[d] = next;
        if (d == group.front())
          break;
        std::optional<int64_t> a = getConstantIntValue(next),
                               b = getConstantIntValue(sizes[d]);
        if (a && b)
          next = rewriter.getIndexAttr(*a * *b);
        else
          next = arith::MulIOp::create(
                     rewriter, loc,
                     getValueOrCreateConstantIndexOp(rewriter, loc, next),
                     getValueOrCreateConstantIndexOp(rewriter, loc, sizes[d]))
                     .getResult();
      }
    }
    OpFoldResult offset = source.getConstifiedMixedOffset();
    // A dense view stays one by its type, so that a copy of it is a memcpy.
    if (op.getSrcType().getLayout().isIdentity() &&
        op.getResultType().getLayout().isIdentity()) {
      rewriter.replaceOpWithNewOp<memref::ReinterpretCastOp>(
          op, op.getResultType(), source.getBaseBuffer(), offset, sizes,
          strides);
      return success();
    }
    Value view = memref::ReinterpretCastOp::create(
        rewriter, loc, source.getBaseBuffer(), offset, sizes, strides);
    rewriter.replaceOpWithNewOp<memref::CastOp>(op, op.getResultType(), view);
    return success();
  }
};

struct LowerDynamicReshapes
    : tfc::impl::LowerDynamicReshapesBase<LowerDynamicReshapes> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<LowerExpand>(&getContext());
    SmallVector<Operation *> reshapes;
    getOperation().walk(
        [&](memref::ExpandShapeOp op) { reshapes.push_back(op); });
    (void)applyOpPatternsGreedily(reshapes, std::move(patterns));
  }
};

} // namespace

//===- Bufferize.cpp - segments from tensors to buffers -------------------===//
#include "codegen/PassDetail.h"
#include "codegen/segment/SegmentFunction.h"

#include "mlir/Dialect/Bufferization/Transforms/Bufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Transforms/Passes.h"

namespace tfc {
#define GEN_PASS_DEF_BUFFERIZE
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

/// The buffer that `memref` is all of: reshapes and casts of dense buffers
/// keep the order of the elements.
Value wholeBuffer(Value memref) {
  while (Operation *op = memref.getDefiningOp()) {
    if (!isa<memref::ExpandShapeOp, memref::CollapseShapeOp, memref::CastOp>(
            op) ||
        !cast<MemRefType>(op->getOperand(0).getType()).getLayout().isIdentity())
      break;
    memref = op->getOperand(0);
  }
  return memref;
}

bool isDense(Value memref) {
  return cast<MemRefType>(memref.getType()).getLayout().isIdentity();
}

/// x -> x copies go; copies of strided memory become linalg, where the kernels
/// see them. What stays is a memcpy.
void rewriteCopies(func::FuncOp function) {
  function.walk([](memref::CopyOp copy) {
    OpBuilder builder(copy);
    if (wholeBuffer(copy.getSource()) == wholeBuffer(copy.getTarget())) {
      copy.erase();
    } else if (!isDense(copy.getSource()) || !isDense(copy.getTarget())) {
      linalg::makeMemRefCopyOp(builder, copy.getLoc(), copy.getSource(),
                               copy.getTarget());
      copy.erase();
    }
  });
}

struct Bufferize : tfc::impl::BufferizeBase<Bufferize> {
  void runOnOperation() override {
    bufferization::OneShotBufferizationOptions options;
    options.allowReturnAllocsFromLoops = true;
    options.bufferAlignment = 64;
    options.unknownTypeConverterFn =
        [](TensorType type, Attribute space,
           const bufferization::BufferizationOptions &) {
          return bufferization::getMemRefTypeWithStaticIdentityLayout(type,
                                                                      space);
        };
    bufferization::BufferizationState state;
    if (failed(
            bufferization::runOneShotBufferize(getOperation(), options, state)))
      return signalPassFailure();

    OpPassManager cleanup("builtin.module");
    cleanup.addNestedPass<func::FuncOp>(createCanonicalizerPass());
    cleanup.addNestedPass<func::FuncOp>(createCSEPass());
    cleanup.addNestedPass<func::FuncOp>(createCanonicalizerPass());
    if (failed(runPipeline(cleanup, getOperation())))
      return signalPassFailure();
    for (auto function : getOperation().getOps<func::FuncOp>())
      rewriteCopies(function);
  }
};

} // namespace

//===- RuntimeCallModel.cpp - tfc.runtime_call under bufferisation
//-------------===//
#include "codegen/RuntimeCallModel.h"
#include "ir/Program.h"

#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;
using namespace tfc;

namespace {

/// A kernel reads its inputs and writes all of its outputs, which are dense.
struct RuntimeCallModel
    : bufferization::DstBufferizableOpInterfaceExternalModel<RuntimeCallModel,
                                                             RuntimeCallOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const bufferization::AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const bufferization::BufferizationOptions &options,
                          bufferization::BufferizationState &state) const {
    auto call = cast<RuntimeCallOp>(op);
    auto toBuffers = [&](ValueRange tensors, SmallVectorImpl<Value> &buffers) {
      for (Value tensor : tensors) {
        FailureOr<Value> buffer =
            bufferization::getBuffer(rewriter, tensor, options, state);
        if (failed(buffer))
          return failure();
        buffers.push_back(*buffer);
      }
      return success();
    };
    SmallVector<Value> ins, outs;
    if (failed(toBuffers(call.getIns(), ins)) ||
        failed(toBuffers(call.getOuts(), outs)))
      return failure();
    // The runtime knows dense row-major tensors only.
    for (Value &in : ins) {
      auto type = cast<MemRefType>(in.getType());
      if (type.getLayout().isIdentity())
        continue;
      auto dense = MemRefType::get(type.getShape(), type.getElementType());
      SmallVector<Value> sizes;
      for (int64_t d = 0, e = type.getRank(); d < e; ++d)
        if (type.isDynamicDim(d))
          sizes.push_back(
              memref::DimOp::create(rewriter, call.getLoc(), in, d));
      FailureOr<Value> copy =
          options.createAlloc(rewriter, call.getLoc(), dense, sizes);
      if (failed(copy) ||
          failed(options.createMemCpy(rewriter, call.getLoc(), in, *copy)))
        return failure();
      in = *copy;
    }
    SmallVector<std::pair<Value, Value>> copiesBack;
    for (Value &out : outs) {
      auto type = cast<MemRefType>(out.getType());
      if (type.getLayout().isIdentity())
        continue;
      auto dense = MemRefType::get(type.getShape(), type.getElementType());
      SmallVector<Value> sizes;
      for (int64_t d = 0, e = type.getRank(); d < e; ++d)
        if (type.isDynamicDim(d))
          sizes.push_back(
              memref::DimOp::create(rewriter, call.getLoc(), out, d));
      FailureOr<Value> scratch =
          options.createAlloc(rewriter, call.getLoc(), dense, sizes);
      if (failed(scratch))
        return failure();
      copiesBack.push_back({*scratch, out});
      out = *scratch;
    }
    RuntimeCallOp::create(rewriter, call.getLoc(), TypeRange(),
                          call.getCallee(), ins, outs, call.getParameters());
    SmallVector<Value> results(outs);
    for (auto [scratch, out] : copiesBack) {
      if (failed(options.createMemCpy(rewriter, call.getLoc(), scratch, out)))
        return failure();
      *llvm::find(results, scratch) = out;
    }
    bufferization::replaceOpWithBufferizedValues(rewriter, op, results);
    return success();
  }
};

} // namespace

void tfc::registerRuntimeCallModel(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TfcDialect *) {
    RuntimeCallOp::attachInterface<RuntimeCallModel>(*context);
  });
}

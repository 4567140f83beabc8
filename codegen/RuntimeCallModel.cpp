//===- RuntimeCallModel.cpp - calls under bufferisation -------------------===//
#include "codegen/RuntimeCallModel.h"
#include "ir/Program.h"

#include "mlir/Dialect/Bufferization/IR/DstBufferizableOpInterfaceImpl.h"

using namespace mlir;
using namespace tfc;

namespace {

/// The buffers of a call's operands. Callees know dense row-major memory only:
/// what is not of this kind goes through a copy.
class CallBuffers {
public:
  CallBuffers(RewriterBase &rewriter, Location loc,
              const bufferization::BufferizationOptions &options,
              bufferization::BufferizationState &state)
      : rewriter(rewriter), loc(loc), options(options), state(state) {}

  LogicalResult addInputs(ValueRange tensors, SmallVectorImpl<Value> &buffers) {
    return add(tensors, /*isRead=*/true, buffers, nullptr);
  }
  /// `isRead`: the callee also reads what stands there.
  LogicalResult addOutputs(ValueRange tensors, bool isRead,
                           SmallVectorImpl<Value> &buffers) {
    return add(tensors, isRead, buffers, &results);
  }
  /// Behind the new call.
  LogicalResult finish(Operation *op) {
    for (auto [scratch, out] : copiesBack)
      if (failed(options.createMemCpy(rewriter, loc, scratch, out)))
        return failure();
    bufferization::replaceOpWithBufferizedValues(rewriter, op, results);
    return success();
  }

private:
  LogicalResult add(ValueRange tensors, bool isRead,
                    SmallVectorImpl<Value> &buffers,
                    SmallVectorImpl<Value> *outputs) {
    for (Value tensor : tensors) {
      FailureOr<Value> buffer =
          bufferization::getBuffer(rewriter, tensor, options, state);
      if (failed(buffer))
        return failure();
      FailureOr<Value> dense = makeDense(*buffer, isRead);
      if (failed(dense))
        return failure();
      buffers.push_back(*dense);
      if (!outputs)
        continue;
      outputs->push_back(*buffer);
      if (*dense != *buffer)
        copiesBack.push_back({*dense, *buffer});
    }
    return success();
  }

  FailureOr<Value> makeDense(Value buffer, bool isRead) {
    auto type = cast<MemRefType>(buffer.getType());
    if (type.getLayout().isIdentity())
      return buffer;
    SmallVector<Value> sizes;
    for (int64_t d = 0, e = type.getRank(); d < e; ++d)
      if (type.isDynamicDim(d))
        sizes.push_back(memref::DimOp::create(rewriter, loc, buffer, d));
    FailureOr<Value> copy = options.createAlloc(
        rewriter, loc, MemRefType::get(type.getShape(), type.getElementType()),
        sizes);
    if (failed(copy) ||
        (isRead && failed(options.createMemCpy(rewriter, loc, buffer, *copy))))
      return failure();
    return copy;
  }

  RewriterBase &rewriter;
  Location loc;
  const bufferization::BufferizationOptions &options;
  bufferization::BufferizationState &state;
  SmallVector<Value> results;
  SmallVector<std::pair<Value, Value>> copiesBack;
};

/// A kernel reads its inputs and writes all of its outputs.
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
    CallBuffers buffers(rewriter, op->getLoc(), options, state);
    SmallVector<Value> ins, outs;
    if (failed(buffers.addInputs(call.getIns(), ins)) ||
        failed(buffers.addOutputs(call.getOuts(), /*isRead=*/false, outs)))
      return failure();
    RuntimeCallOp::create(rewriter, call.getLoc(), TypeRange(),
                          call.getCallee(), ins, outs, call.getParameters());
    return buffers.finish(op);
  }
};

/// So does a conditional, its predicate among the inputs.
struct IfCallModel
    : bufferization::DstBufferizableOpInterfaceExternalModel<IfCallModel,
                                                             IfCallOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const bufferization::AnalysisState &) const {
    return !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const bufferization::BufferizationOptions &options,
                          bufferization::BufferizationState &state) const {
    auto call = cast<IfCallOp>(op);
    CallBuffers buffers(rewriter, op->getLoc(), options, state);
    SmallVector<Value> predicate, ins, outs;
    if (failed(buffers.addInputs(call.getPredicate(), predicate)) ||
        failed(buffers.addInputs(call.getIns(), ins)) ||
        failed(buffers.addOutputs(call.getOuts(), /*isRead=*/false, outs)))
      return failure();
    IfCallOp::create(rewriter, call.getLoc(), TypeRange(), call.getThen(),
                     call.getOtherwise(), predicate.front(), ins, outs,
                     ValueRange());
    return buffers.finish(op);
  }
};

/// A loop updates what it carries where it lies.
struct WhileCallModel
    : bufferization::DstBufferizableOpInterfaceExternalModel<WhileCallModel,
                                                             WhileCallOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &,
                              const bufferization::AnalysisState &) const {
    return true;
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const bufferization::BufferizationOptions &options,
                          bufferization::BufferizationState &state) const {
    auto call = cast<WhileCallOp>(op);
    CallBuffers buffers(rewriter, op->getLoc(), options, state);
    SmallVector<Value> ins, outs;
    if (failed(buffers.addInputs(call.getIns(), ins)) ||
        failed(buffers.addOutputs(call.getOuts(), /*isRead=*/true, outs)))
      return failure();
    WhileCallOp::create(rewriter, call.getLoc(), TypeRange(), call.getCond(),
                        call.getBody(), ins, outs, ValueRange());
    return buffers.finish(op);
  }
};

} // namespace

void tfc::registerRuntimeCallModel(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TfcDialect *) {
    RuntimeCallOp::attachInterface<RuntimeCallModel>(*context);
    IfCallOp::attachInterface<IfCallModel>(*context);
    WhileCallOp::attachInterface<WhileCallModel>(*context);
  });
}

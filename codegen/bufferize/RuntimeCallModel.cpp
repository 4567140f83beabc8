//===- RuntimeCallModel.cpp - calls under bufferisation -------------------===//
#include "codegen/bufferize/RuntimeCallModel.h"
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

/// A call reads its inputs and writes all of its outputs. `updates`: it works
/// on the outputs where they lie, so it reads them too.
template <typename CallOp, bool updates>
struct CallModel : bufferization::DstBufferizableOpInterfaceExternalModel<
                       CallModel<CallOp, updates>, CallOp> {
  bool bufferizesToMemoryRead(Operation *op, OpOperand &operand,
                              const bufferization::AnalysisState &) const {
    return updates ||
           !cast<DestinationStyleOpInterface>(op).isDpsInit(&operand);
  }

  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const bufferization::BufferizationOptions &options,
                          bufferization::BufferizationState &state) const {
    CallBuffers buffers(rewriter, op->getLoc(), options, state);
    auto call = cast<DestinationStyleOpInterface>(op);
    SmallVector<Value> operands;
    for (OpOperand &operand : op->getOpOperands())
      if (failed(call.isDpsInit(&operand)
                     ? buffers.addOutputs(operand.get(), updates, operands)
                     : buffers.addInputs(operand.get(), operands)))
        return failure();
    OperationState onBuffers(op->getLoc(), op->getName(), operands, TypeRange(),
                             op->getAttrs());
    rewriter.create(onBuffers);
    return buffers.finish(op);
  }
};

} // namespace

void tfc::registerRuntimeCallModel(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, TfcDialect *) {
    RuntimeCallOp::attachInterface<CallModel<RuntimeCallOp, false>>(*context);
    IfCallOp::attachInterface<CallModel<IfCallOp, false>>(*context);
    WhileCallOp::attachInterface<CallModel<WhileCallOp, true>>(*context);
  });
}

//===- LowerRuntimeCalls.cpp - tfc.runtime_call to a C call ---------------===//
#include "codegen/PassDetail.h"
#include "codegen/segment/RuntimeCalls.h"
#include "codegen/segment/SegmentFunction.h"
#include "ir/ElementTypes.h"
#include "ir/Program.h"

namespace tfc {
#define GEN_PASS_DEF_LOWERRUNTIMECALLS
#include "codegen/Passes.h.inc"
} // namespace tfc

using namespace mlir;
using namespace tfc;

namespace {

class CallLowering {
public:
  CallLowering(RuntimeCallOp op, ModuleOp module, func::FuncOp function)
      : op(op), module(module), function(function), builder(op),
        loc(op.getLoc()), i32(builder.getI32Type()), i64(builder.getI64Type()),
        pointer(LLVM::LLVMPointerType::get(op.getContext())) {}

  LogicalResult run();

private:
  Value constant(Type type, int64_t value) {
    return LLVM::ConstantOp::create(builder, loc, type,
                                    builder.getIntegerAttr(type, value));
  }
  Value stackArray(Type element, int64_t count) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&function.front());
    return LLVM::AllocaOp::create(builder, loc, pointer, element,
                                  constant(i64, count), 8);
  }
  void store(Value value, Type base, Value address,
             ArrayRef<LLVM::GEPArg> path) {
    LLVM::StoreOp::create(
        builder, loc, value,
        LLVM::GEPOp::create(builder, loc, pointer, base, address, path));
  }
  LogicalResult describe(Value memref, Value table, int32_t index);

  RuntimeCallOp op;
  ModuleOp module;
  func::FuncOp function;
  OpBuilder builder;
  Location loc;
  Type i32, i64, pointer;
  LLVM::LLVMStructType tensorType;
};

/// Fills in the tfc_tensor number `index` of `table`.
LogicalResult CallLowering::describe(Value memref, Value table, int32_t index) {
  auto type = cast<MemRefType>(memref.getType());
  const ElementTypeInfo *element = findElementType(type.getElementType());
  if (!element || !type.getLayout().isIdentity())
    return op.emitError("operand ")
           << index << " of type " << type << " cannot go to the runtime";
  int64_t rank = type.getRank();
  Value shape = stackArray(i64, std::max<int64_t>(rank, 1));
  Value bytes = constant(i64, element->bytes);
  for (int64_t d = 0; d < rank; ++d) {
    Value dim = memref::DimOp::create(builder, loc, memref, d);
    dim = arith::IndexCastOp::create(builder, loc, i64, dim);
    store(dim, i64, shape, {static_cast<int32_t>(d)});
    bytes = arith::MulIOp::create(builder, loc, bytes, dim);
  }
  Value address =
      memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, memref);
  address = arith::IndexCastOp::create(builder, loc, i64, address);
  Value data = LLVM::IntToPtrOp::create(builder, loc, pointer, address);
  Value fields[] = {constant(i32, element->dtype), constant(i32, rank), shape,
                    data, bytes};
  for (auto [i, field] : llvm::enumerate(fields))
    store(field, tensorType, table, {index, static_cast<int32_t>(i)});
  return success();
}

LogicalResult CallLowering::run() {
  tensorType = LLVM::LLVMStructType::getLiteral(
      op.getContext(), {i32, i32, pointer, pointer, i64});
  SmallVector<Value> operands(op.getIns());
  llvm::append_range(operands, op.getOuts());
  Value table = stackArray(tensorType, operands.size());
  for (auto [i, operand] : llvm::enumerate(operands))
    if (failed(describe(operand, table, i)))
      return failure();
  Value parameters;
  if (op.getParameters().empty()) {
    parameters = LLVM::ZeroOp::create(builder, loc, pointer);
  } else {
    auto type = LLVM::LLVMArrayType::get(i64, op.getParameters().size());
    parameters = getConstantData(builder, loc, module, kAttributesName, type,
                                 builder.getI64TensorAttr(op.getParameters()));
  }
  Value context = function.getArgument(findArgument(function, kContextAttr));
  auto callee = declareRuntimeFunction(module, op.getCallee(), i32,
                                       {pointer, pointer, pointer});
  Value code = LLVM::CallOp::create(builder, loc, callee,
                                    ValueRange{context, table, parameters})
                   .getResult();
  Value wrong = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne,
                                      code, constant(i32, 0));
  scf::IfOp::create(builder, loc, wrong, [&](OpBuilder &inside, Location at) {
    // The kernel has said more, normally; the first report is kept.
    createReport(inside, at, module, context, code,
                 (op.getCallee() + " failed").str(), ValueRange());
    scf::YieldOp::create(inside, at);
  });
  op.erase();
  return success();
}

struct LowerRuntimeCalls : tfc::impl::LowerRuntimeCallsBase<LowerRuntimeCalls> {
  void runOnOperation() override {
    SmallVector<RuntimeCallOp> calls;
    getOperation().walk([&](RuntimeCallOp op) { calls.push_back(op); });
    for (RuntimeCallOp op : calls) {
      auto function = op->getParentOfType<func::FuncOp>();
      if (!function || findArgument(function, kContextAttr) < 0) {
        op.emitError("is not in a segment");
        return signalPassFailure();
      }
      function->setAttr(kReportsAttr, UnitAttr::get(&getContext()));
      if (failed(CallLowering(op, getOperation(), function).run()))
        return signalPassFailure();
    }
  }
};

} // namespace

//===- RuntimeCalls.cpp - calls of the runtime's C functions --------------===//
#include "codegen/segment/RuntimeCalls.h"

using namespace mlir;
using namespace tfc;

LLVM::LLVMFuncOp tfc::declareRuntimeFunction(ModuleOp module, StringRef name,
                                             Type result, ArrayRef<Type> args) {
  if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return known;
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  return LLVM::LLVMFuncOp::create(builder, module.getLoc(), name,
                                  LLVM::LLVMFunctionType::get(result, args));
}

Value tfc::getConstantData(OpBuilder &builder, Location loc, ModuleOp module,
                           StringRef name, Type type, Attribute value) {
  LLVM::GlobalOp global;
  for (auto other : module.getOps<LLVM::GlobalOp>())
    if (other.getValueOrNull() == value && other.getGlobalType() == type &&
        other.getSymName().starts_with(name))
      global = other;
  if (!global) {
    OpBuilder atStart = OpBuilder::atBlockBegin(module.getBody());
    std::string unique = name.str();
    for (int i = 0; module.lookupSymbol(unique); ++i)
      unique = (name + "_" + Twine(i)).str();
    global = LLVM::GlobalOp::create(atStart, module.getLoc(), type,
                                    /*isConstant=*/true,
                                    LLVM::Linkage::Internal, unique, value);
  }
  return LLVM::AddressOfOp::create(builder, loc, global);
}

Value tfc::getConstantString(OpBuilder &builder, Location loc, ModuleOp module,
                             StringRef text) {
  std::string terminated = text.str();
  terminated.push_back('\0');
  auto type = LLVM::LLVMArrayType::get(builder.getI8Type(), terminated.size());
  return getConstantData(builder, loc, module, kMessageName, type,
                         builder.getStringAttr(terminated));
}

Value tfc::createReport(OpBuilder &builder, Location loc, ModuleOp module,
                        Value context, Value code, StringRef message,
                        ValueRange values) {
  Type i32 = builder.getI32Type(), i64 = builder.getI64Type();
  Type pointer = LLVM::LLVMPointerType::get(builder.getContext());
  auto report = declareRuntimeFunction(module, "tfc_report", i32,
                                       {pointer, i32, pointer, i64, i64});
  SmallVector<Value> arguments{
      context, code, getConstantString(builder, loc, module, message)};
  for (unsigned i = 0; i < 2; ++i)
    arguments.push_back(
        i < values.size()
            ? arith::IndexCastOp::create(builder, loc, i64, values[i])
                  .getResult()
            : LLVM::ConstantOp::create(builder, loc, i64,
                                       builder.getI64IntegerAttr(0))
                  .getResult());
  return LLVM::CallOp::create(builder, loc, report, arguments).getResult();
}

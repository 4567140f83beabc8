//===- KernelCalls.cpp - kernels take pointers ----------------------------===//
#include "codegen/segment/KernelCalls.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"

using namespace mlir;
using namespace tfc;

namespace {

/// A memref's offset, sizes and strides, kDynamic where its type leaves them
/// open. What a kernel does not ask for, LLVM takes out of its signature.
struct Layout {
  explicit Layout(MemRefType type) : sizes(type.getShape()) {
    (void)type.getStridesAndOffset(strides, offset);
  }
  int64_t offset = 0;
  SmallVector<int64_t> sizes, strides;
};

class Lowering {
public:
  explicit Lowering(MLIRContext *context)
      : converter(context), i64(IntegerType::get(context, 64)),
        pointer(LLVM::LLVMPointerType::get(context)) {}

  void lowerKernel(func::FuncOp kernel);
  void lowerCall(func::CallOp call);

private:
  LLVMTypeConverter converter;
  Type i64, pointer;
};

/// The kernel puts the descriptors together again, which LLVM takes apart.
void Lowering::lowerKernel(func::FuncOp kernel) {
  Block &body = kernel.front();
  Location loc = kernel.getLoc();
  OpBuilder b = OpBuilder::atBlockBegin(&body);
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attrs;
  auto add = [&](Type type, ArrayRef<NamedAttribute> named = {}) {
    types.push_back(type);
    attrs.push_back(b.getDictionaryAttr(named));
    return body.addArgument(type, loc);
  };
  auto part = [&](int64_t known) -> Value {
    return ShapedType::isDynamic(known)
               ? Value(add(i64))
               : LLVM::ConstantOp::create(b, loc, i64,
                                          b.getI64IntegerAttr(known))
                     .getResult();
  };
  unsigned count = body.getNumArguments();
  for (unsigned i = 0; i < count; ++i) {
    BlockArgument argument = body.getArgument(i);
    auto type = dyn_cast<MemRefType>(argument.getType());
    if (!type) {
      argument.replaceAllUsesWith(add(argument.getType()));
      continue;
    }
    SmallVector<NamedAttribute> named;
    if (kernel.getArgAttr(i, kNoAliasAttr))
      named.push_back(b.getNamedAttr("llvm.noalias", b.getUnitAttr()));
    Value data = add(pointer, named);
    Layout layout(type);
    auto descriptor =
        MemRefDescriptor::poison(b, loc, converter.convertType(type));
    descriptor.setAllocatedPtr(b, loc, data);
    descriptor.setAlignedPtr(b, loc, data);
    descriptor.setOffset(b, loc, part(layout.offset));
    for (auto [d, size] : llvm::enumerate(layout.sizes))
      descriptor.setSize(b, loc, d, part(size));
    for (auto [d, stride] : llvm::enumerate(layout.strides))
      descriptor.setStride(b, loc, d, part(stride));
    argument.replaceAllUsesWith(
        UnrealizedConversionCastOp::create(b, loc, type, Value(descriptor))
            .getResult(0));
  }
  body.eraseArguments(0, count);
  kernel->removeAttr(kernel.getArgAttrsAttrName());
  kernel->removeAttr(kKernelAttr);
  kernel.setType(FunctionType::get(kernel.getContext(), types, {}));
  kernel.setAllArgAttrs(attrs);
}

void Lowering::lowerCall(func::CallOp call) {
  OpBuilder b(call);
  Location loc = call.getLoc();
  SmallVector<Value> operands;
  for (Value operand : call.getOperands()) {
    auto type = dyn_cast<MemRefType>(operand.getType());
    if (!type) {
      operands.push_back(operand);
      continue;
    }
    MemRefDescriptor descriptor(
        UnrealizedConversionCastOp::create(b, loc, converter.convertType(type),
                                           operand)
            .getResult(0));
    Layout layout(type);
    operands.push_back(descriptor.alignedPtr(b, loc));
    if (ShapedType::isDynamic(layout.offset))
      operands.push_back(descriptor.offset(b, loc));
    for (auto [d, size] : llvm::enumerate(layout.sizes))
      if (ShapedType::isDynamic(size))
        operands.push_back(descriptor.size(b, loc, d));
    for (auto [d, stride] : llvm::enumerate(layout.strides))
      if (ShapedType::isDynamic(stride))
        operands.push_back(descriptor.stride(b, loc, d));
  }
  call->setOperands(operands);
}

} // namespace

void tfc::lowerKernelCalls(ModuleOp module) {
  llvm::DenseMap<StringAttr, func::FuncOp> kernels;
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr(kKernelAttr))
      kernels[function.getSymNameAttr()] = function;
  Lowering lowering(module.getContext());
  module.walk([&](func::CallOp call) {
    if (kernels.contains(call.getCalleeAttr().getAttr()))
      lowering.lowerCall(call);
  });
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr(kKernelAttr))
      lowering.lowerKernel(function);
}

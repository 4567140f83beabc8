//===- RuntimeCalls.h - calls of the runtime's C functions ------*- C++ -*-===//
//
// Every use of a function of abi.h's last section goes through here; it keeps
// the declarations in one place.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_SEGMENT_RUNTIMECALLS_H
#define TFC_CODEGEN_SEGMENT_RUNTIMECALLS_H

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/BuiltinOps.h"

namespace tfc {

/// The declaration of `name` in `module`, made when it is missing.
mlir::LLVM::LLVMFuncOp declareRuntimeFunction(mlir::ModuleOp module,
                                              llvm::StringRef name,
                                              mlir::Type result,
                                              llvm::ArrayRef<mlir::Type> args);

/// The names of constants that calls pass: messages and attributes.
constexpr llvm::StringLiteral kMessageName = "message";
constexpr llvm::StringLiteral kAttributesName = "attributes";
inline bool isRuntimeArgument(llvm::StringRef symbol) {
  return symbol.starts_with(kMessageName) ||
         symbol.starts_with(kAttributesName);
}

/// A pointer to constant data in the object; equal data share one global.
mlir::Value getConstantData(mlir::OpBuilder &builder, mlir::Location loc,
                            mlir::ModuleOp module, llvm::StringRef name,
                            mlir::Type type, mlir::Attribute value);

/// The zero-terminated string in the object's constants.
mlir::Value getConstantString(mlir::OpBuilder &builder, mlir::Location loc,
                              mlir::ModuleOp module, llvm::StringRef text);

/// tfc_report(context, code, message, values[0], values[1]); at most two
/// values, of type index. Returns the code.
mlir::Value createReport(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::ModuleOp module, mlir::Value context,
                         mlir::Value code, llvm::StringRef message,
                         mlir::ValueRange values);

} // namespace tfc

#endif // TFC_CODEGEN_SEGMENT_RUNTIMECALLS_H

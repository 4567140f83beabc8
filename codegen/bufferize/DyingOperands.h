//===- DyingOperands.h - memory that is read for the last time --*- C++ -*-===//
//
// AssignDestinations.cpp asks these about tensors that will share memory.
//
//===----------------------------------------------------------------------===//
#ifndef TFC_CODEGEN_BUFFERIZE_DYINGOPERANDS_H
#define TFC_CODEGEN_BUFFERIZE_DYINGOPERANDS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"

namespace tfc {

/// Ops whose result is the operand's memory under another type.
bool isReshape(mlir::Operation *op);

/// These, and ops whose result is a part of the operand's memory.
bool isView(mlir::Operation *op);

/// The ancestor of `op` that stands directly in `block`.
mlir::Operation *ancestorIn(mlir::Block *block, mlir::Operation *op);

/// Every use of `value`'s memory: uses of it and of views of it.
void forEachMemoryUse(mlir::Value value,
                      llvm::function_ref<void(mlir::OpOperand &)> visit);

/// Whether nothing behind `op` in its block reads the memory of `value`, be it
/// under another shape.
bool diesAt(mlir::Value value, mlir::Operation *op);

/// The operand that `op` writes result number `result` into, if it does not
/// read what was there; else null.
mlir::OpOperand *unreadInit(mlir::Operation *op, unsigned result);

/// Whether result `init` of an elementwise op can lie where `input` lies: each
/// element is read, if at all, by the iteration that writes it.
bool canShare(mlir::linalg::LinalgOp op, mlir::OpOperand *input,
              mlir::OpOperand *init);

/// Common subexpressions share tensor.empty and fills; a destination is not
/// shared.
void cloneSharedDestinations(mlir::func::FuncOp function);

/// Lets elementwise ops write over an operand that dies there, preferring the
/// result of a contraction: then bias and activation follow in its registers.
void reuseDyingOperands(mlir::func::FuncOp function);

} // namespace tfc

#endif // TFC_CODEGEN_BUFFERIZE_DYINGOPERANDS_H

//===- CreateOp.h - Makes ops whose class is known only in a run ----------===//
#ifndef TFC_IR_CREATEOP_H
#define TFC_IR_CREATEOP_H

#include "mlir/IR/OperationSupport.h"

namespace tfc {

/// Asks the op's shape rule for the types of its results and adds them to
/// `state`. The number of operands must fit the op, and tensors be where it
/// takes tensors; their types need not fit. Fails with an error at the state's
/// location.
llvm::LogicalResult inferResultTypes(mlir::OperationState &state);

} // namespace tfc

#endif // TFC_IR_CREATEOP_H

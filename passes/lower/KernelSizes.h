//===- KernelSizes.h - What rules of kernels' sizes share -----------------===//
//
// An op whose kernel gives results of sizes that only a run knows has
// `customSizes`: an overload kernelSizes() in passes/lower/ops/<family>.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef TFC_PASSES_LOWER_KERNELSIZES_H
#define TFC_PASSES_LOWER_KERNELSIZES_H

#include "passes/lower/Lowering.h"

namespace tfc {

/// A size operand of one element, checked together with the rest of a shape.
Size checkedSize(mlir::Value operand, llvm::ArrayRef<Size> rest, Lowering &l);

/// Dimension 0 of two operands, which must agree.
Size sameRows(mlir::Value x, mlir::Value y, Lowering &l);

} // namespace tfc

#endif // TFC_PASSES_LOWER_KERNELSIZES_H

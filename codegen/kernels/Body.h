//===- Body.h - What the scalar body of a linalg op allows ------*- C++ -*-===//
#ifndef TFC_CODEGEN_KERNELS_BODY_H
#define TFC_CODEGEN_KERNELS_BODY_H

#include "mlir/IR/Block.h"

namespace tfc {

/// Whether the body can be evaluated on several lanes at once. Bodies with
/// regions cannot.
bool canVectorizeBody(mlir::Block &body);

/// Whether lanes that stand for no element may be computed too: nothing in the
/// body can trap or read memory.
bool isSafeToMask(mlir::Block &body);

/// The operation of a reduction's body: the yielded value `result` is
/// combine(accumulator, other), with `other` independent of the accumulator.
/// Null where the body is not of this form.
mlir::Operation *matchCombiner(mlir::Block &body, unsigned result,
                               unsigned numInputs);

} // namespace tfc

#endif // TFC_CODEGEN_KERNELS_BODY_H

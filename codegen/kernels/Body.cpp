//===- Body.cpp - What the scalar body of a linalg op allows --------------===//
#include "codegen/kernels/Body.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace tfc {

bool canVectorizeBody(Block &body) {
  for (Type type : body.getArgumentTypes())
    if (!VectorType::isValidElementType(type))
      return false;
  return llvm::all_of(body.without_terminator(), [](Operation &op) {
    if (op.getNumRegions())
      return false;
    for (Value v : op.getOperands())
      if (!VectorType::isValidElementType(v.getType()) &&
          !isa<memref::LoadOp>(op))
        return false;
    for (Type type : op.getResultTypes())
      if (!VectorType::isValidElementType(type))
        return false;
    return isa<linalg::IndexOp, memref::LoadOp>(op) || isMemoryEffectFree(&op);
  });
}

bool isSafeToMask(Block &body) {
  return llvm::all_of(body.without_terminator(), [](Operation &op) {
    return isa<linalg::IndexOp>(op) || isPure(&op);
  });
}

Operation *matchCombiner(Block &body, unsigned result, unsigned numInputs) {
  Value accumulator = body.getArgument(numInputs + result);
  Operation *combiner =
      body.getTerminator()->getOperand(result).getDefiningOp();
  if (!combiner || combiner->getBlock() != &body ||
      combiner->getNumOperands() != 2 || combiner->getNumResults() != 1 ||
      !accumulator.hasOneUse() || *accumulator.user_begin() != combiner)
    return nullptr;
  return combiner;
}

} // namespace tfc

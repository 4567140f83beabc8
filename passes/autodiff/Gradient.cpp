//===- Gradient.cpp - Gradients that the ops' facets give -----------------===//

#include "passes/autodiff/Gradient.h"
#include "ir/Ops.h"

#include "llvm/ADT/TypeSwitch.h"

namespace tfc {

#define TFC_GRADIENT_DECLARATIONS
#include "passes/autodiff/Gradients.inc"
#undef TFC_GRADIENT_DECLARATIONS
#define TFC_GRADIENT_DEFINITIONS
#include "passes/autodiff/Gradients.inc"
#undef TFC_GRADIENT_DEFINITIONS

bool isDifferentiable(mlir::Value value) {
  auto type = llvm::dyn_cast<mlir::RankedTensorType>(value.getType());
  return type &&
         llvm::isa<mlir::FloatType, mlir::ComplexType>(type.getElementType());
}

} // namespace tfc

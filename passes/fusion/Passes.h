//===- Passes.h - The passes of this folder -------------------------------===//

#ifndef TFC_PASSES_FUSION_H
#define TFC_PASSES_FUSION_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tfc {

#define GEN_PASS_DECL
#include "passes/fusion/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/fusion/Passes.h.inc"

} // namespace tfc

#endif

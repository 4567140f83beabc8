//===- Passes.h - The passes of this folder -------------------------------===//

#ifndef TFC_PASSES_LOWER_H
#define TFC_PASSES_LOWER_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tfc {

#define GEN_PASS_DECL
#include "passes/lower/Passes.h.inc"

} // namespace tfc

#endif

//===- Passes.h - The passes of this folder -------------------------------===//

#ifndef TFC_PASSES_LAYOUT_PASSES_H
#define TFC_PASSES_LAYOUT_PASSES_H

#include "ir/Dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/Pass.h"

namespace tfc {

#define GEN_PASS_DECL
#include "passes/layout/Passes.h.inc"

} // namespace tfc

#endif

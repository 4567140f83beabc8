//===- Passes.h - The passes of this folder -------------------------------===//

#ifndef TFC_PASSES_SIMPLIFY_H
#define TFC_PASSES_SIMPLIFY_H

#include "ir/Dialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/Pass.h"

namespace tfc {

#define GEN_PASS_DECL
#include "passes/simplify/Passes.h.inc"

} // namespace tfc

#endif

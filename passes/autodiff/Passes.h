//===- Passes.h - The passes of this folder -------------------------------===//

#ifndef TFC_PASSES_AUTODIFF_H
#define TFC_PASSES_AUTODIFF_H

#include "ir/Dialect.h"

#include "mlir/Pass/Pass.h"

namespace tfc {

#define GEN_PASS_DECL
#include "passes/autodiff/Passes.h.inc"

} // namespace tfc

#endif

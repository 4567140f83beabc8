//===- Passes.h - The passes of this folder -------------------------------===//

#ifndef TFC_PASSES_SHAPES_H
#define TFC_PASSES_SHAPES_H

#include "mlir/Pass/Pass.h"

namespace tfc {

#define GEN_PASS_DECL
#include "passes/shapes/Passes.h.inc"

} // namespace tfc

#endif

//===- Passes.h - The passes of this folder -------------------------------===//

#ifndef TFC_PASSES_TRAIN_H
#define TFC_PASSES_TRAIN_H

#include "ir/Dialect.h"

#include "mlir/Pass/Pass.h"

namespace tfc {

#define GEN_PASS_DECL
#include "passes/train/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "passes/train/Passes.h.inc"

} // namespace tfc

#endif

// Forward declarations that the generated pass bases need; for Passes only.
#ifndef TFC_CODEGEN_PASSDETAIL_H
#define TFC_CODEGEN_PASSDETAIL_H

#include "mlir/Pass/Pass.h"

#include <memory>

namespace tfc {
#define GEN_PASS_DECL
#include "codegen/Passes.h.inc"
} // namespace tfc

#endif // TFC_CODEGEN_PASSDETAIL_H

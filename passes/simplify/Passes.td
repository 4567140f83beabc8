#ifndef TFC_PASSES_SIMPLIFY_TD
#define TFC_PASSES_SIMPLIFY_TD

include "mlir/Pass/PassBase.td"

#endif

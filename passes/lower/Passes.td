#ifndef TFC_PASSES_LOWER_TD
#define TFC_PASSES_LOWER_TD

include "mlir/Pass/PassBase.td"

#endif

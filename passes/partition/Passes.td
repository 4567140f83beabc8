#ifndef TFC_PASSES_PARTITION_TD
#define TFC_PASSES_PARTITION_TD

include "mlir/Pass/PassBase.td"

#endif

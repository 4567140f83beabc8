#ifndef TFC_PASSES_TRAIN_TD
#define TFC_PASSES_TRAIN_TD

include "mlir/Pass/PassBase.td"

#endif

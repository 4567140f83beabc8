#ifndef TFC_PASSES_AUTODIFF_TD
#define TFC_PASSES_AUTODIFF_TD

include "mlir/Pass/PassBase.td"

#endif

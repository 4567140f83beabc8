//===- RunSizes.h - Splits whose sizes only a run knows ---------*- C++ -*-===//
#ifndef TFC_FRONTEND_IMPORT_OPS_FAMILIES_RUNSIZES_H
#define TFC_FRONTEND_IMPORT_OPS_FAMILIES_RUNSIZES_H

#include "frontend/import/ops/NodeImport.h"

namespace tfc {

/// x in `count` equal pieces of an axis whose size only a run knows.
Outputs splitEqually(NodeImport &node, mlir::Value x, int64_t count,
                     int64_t axis);
/// x in pieces of the sizes that input 1 says; one may be -1.
Outputs splitBySizes(NodeImport &node, mlir::Value x, int64_t axis);

} // namespace tfc

#endif // TFC_FRONTEND_IMPORT_OPS_FAMILIES_RUNSIZES_H

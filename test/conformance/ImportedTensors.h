//===- ImportedTensors.h - What an imported graph calls its tensors -*- C++
//-*-===//
#ifndef TFC_TEST_CONFORMANCE_IMPORTEDTENSORS_H
#define TFC_TEST_CONFORMANCE_IMPORTEDTENSORS_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"

namespace tfc::conformance {

/// The tensors that can be fetched of a graph by name: "n" and "n:k" with the
/// tensor, a variable with its handle.
llvm::StringMap<mlir::Value> tensorsOf(mlir::ModuleOp module);

} // namespace tfc::conformance

#endif // TFC_TEST_CONFORMANCE_IMPORTEDTENSORS_H

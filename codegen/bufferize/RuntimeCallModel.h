//===- RuntimeCallModel.h - tfc.runtime_call under bufferisation -----*- C++
//-*-===//
#ifndef TFC_CODEGEN_BUFFERIZE_RUNTIMECALLMODEL_H
#define TFC_CODEGEN_BUFFERIZE_RUNTIMECALLMODEL_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tfc {

/// Attaches the bufferisation of tfc.runtime_call to the dialect.
void registerRuntimeCallModel(mlir::DialectRegistry &registry);

} // namespace tfc

#endif // TFC_CODEGEN_BUFFERIZE_RUNTIMECALLMODEL_H

//===- Registry.h - Every dialect and pass of tfc and MLIR ------*- C++ -*-===//
#ifndef TFC_DRIVER_REGISTRY_H
#define TFC_DRIVER_REGISTRY_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace tfc::driver {

/// The dialects and extensions that any tool may meet in a file.
void registerEveryDialect(mlir::DialectRegistry &registry);

/// MLIR's passes and tfc's, for tools that name passes on the command line.
void registerEveryPass();

} // namespace tfc::driver

#endif // TFC_DRIVER_REGISTRY_H

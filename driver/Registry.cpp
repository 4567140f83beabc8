//===- Registry.cpp - Every dialect and pass of tfc and MLIR --------------===//
//
// The only file that includes MLIR's InitAll headers, which are slow to parse.
//
//===----------------------------------------------------------------------===//
#include "ir/Ops.h"

#include "driver/Registry.h"

#include "codegen/Codegen.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"

namespace tfc {
#include "driver/AllPasses.inc"
} // namespace tfc

void tfc::driver::registerEveryDialect(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<TfcDialect>();
  registerCodegenExtensions(registry);
}

void tfc::driver::registerEveryPass() {
  mlir::registerAllPasses();
  registerTfcPasses();
}

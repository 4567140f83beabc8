//===- Registry.cpp - Every dialect and pass of tfc and MLIR --------------===//
//
// The only file that includes MLIR's InitAll headers, which are slow to parse.
//
//===----------------------------------------------------------------------===//
#include "ir/Ops.h"

#include "driver/Registry.h"

#include "codegen/Codegen.h"
#include "passes/autodiff/Passes.h"
#include "passes/expand/Passes.h"
#include "passes/lower/Passes.h"
#include "passes/partition/Passes.h"
#include "passes/shapes/Passes.h"
#include "passes/simplify/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"

void tfc::registerEveryDialect(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  registry.insert<TfcDialect>();
  registerCodegenExtensions(registry);
}

void tfc::registerEveryPass() {
  mlir::registerAllPasses();
  registerAutodiffPasses();
  registerExpandPasses();
  registerLowerPasses();
  registerPartitionPasses();
  registerShapesPasses();
  registerSimplifyPasses();
  registerCodegenPasses();
}

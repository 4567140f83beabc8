//===- main.cpp - tfc-opt: runs single passes on .mlir files --------------===//

#include "codegen/Codegen.h"
#include "ir/Dialect.h"
#include "passes/autodiff/Passes.h"
#include "passes/fusion/Passes.h"
#include "passes/lower/Passes.h"
#include "passes/partition/Passes.h"
#include "passes/simplify/Passes.h"
#include "passes/train/Passes.h"
#include "passes/shapes/Passes.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::registerAllPasses();
  tfc::registerAutodiffPasses();
  tfc::registerFusionPasses();
  tfc::registerLowerPasses();
  tfc::registerPartitionPasses();
  tfc::registerSimplifyPasses();
  tfc::registerTrainPasses();
  tfc::registerShapesPasses();
  registry.insert<tfc::TfcDialect>();
  tfc::registerCodegenPasses();
  tfc::registerCodegenExtensions(registry);
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "tfc optimizer driver\n", registry));
}

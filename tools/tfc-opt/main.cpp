//===- main.cpp - tfc-opt: runs single passes on .mlir files --------------===//

#include "driver/Registry.h"

#include "mlir/Tools/mlir-opt/MlirOptMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tfc::driver::registerEveryDialect(registry);
  tfc::driver::registerEveryPass();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "tfc optimizer driver\n", registry));
}

//===- main.cpp - tfc-lsp: editors' language server for tfc's .mlir files -===//

#include "driver/Registry.h"

#include "mlir/Tools/mlir-lsp-server/MlirLspServerMain.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  tfc::driver::registerEveryDialect(registry);
  return failed(mlir::MlirLspServerMain(argc, argv, registry));
}

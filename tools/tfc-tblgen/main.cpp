//===- main.cpp - tfc-tblgen ----------------------------------------------===//
//
// One backend a file; each registers itself by mlir::GenRegistration.
//
//===----------------------------------------------------------------------===//

#include "mlir/Tools/mlir-tblgen/MlirTblgenMain.h"

int main(int argc, char **argv) { return mlir::MlirTblgenMain(argc, argv); }

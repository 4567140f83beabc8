// tfc-opt knows the dialect and MLIR's own passes.
// RUN: tfc-opt %s --canonicalize | FileCheck %s
// RUN: tfc-opt --help | FileCheck %s --check-prefix=HELP

// HELP: tfc
// HELP: --canonicalize

// CHECK: tfc.graph
// CHECK: tfc.placeholder "x" {{.*}}: tensor<?x4xf32>
module {
  tfc.graph {
    %x = tfc.placeholder "x" {tfc.name = "x"} : tensor<?x4xf32>
    %y = tfc.relu %x {tfc.name = "y"} : (tensor<?x4xf32>) -> tensor<?x4xf32>
  }
}

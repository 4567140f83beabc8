// RUN: tfc-opt %s --split-input-file --tfc-autodiff | FileCheck %s
// RUN: tfc-opt %s --split-input-file --tfc-autodiff --tfc-simplify | FileCheck %s --check-prefix=SIMPLE

// The gradient of an op is on the op's device.
// CHECK-LABEL: module @forward
// SIMPLE-LABEL: module @forward
module @forward {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    %a = tfc.sin %x {tfc.device = "/device:GPU:0"} : (tensor<4xf32>) -> tensor<4xf32>
    %b = tfc.exp %a {tfc.device = "/device:GPU:1"} : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: tfc.mul {{.*}} {tfc.device = "/device:GPU:1"}
    // CHECK: tfc.cos {{.*}} {tfc.device = "/device:GPU:0"}
    // CHECK: tfc.mul {{.*}} {tfc.device = "/device:GPU:0"}
    // SIMPLE: tfc.cos {{.*}} {tfc.device = "/device:GPU:0"}
    // SIMPLE: tfc.mul {{.*}} {tfc.device = "/device:GPU:0"}
    %g = tfc.gradients of(%b) by(%x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    tfc.fetch "g", %g : tensor<4xf32>
  }
}

// -----

// The device of the request wins.
// CHECK-LABEL: module @request
module @request {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    %a = tfc.sin %x {tfc.device = "/device:GPU:0"} : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: tfc.cos {{.*}} {tfc.device = "/device:GPU:2"}
    // CHECK: tfc.mul {{.*}} {tfc.device = "/device:GPU:2"}
    %g = tfc.gradients of(%a) by(%x) {tfc.device = "/device:GPU:2"} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    tfc.fetch "g", %g : tensor<4xf32>
  }
}

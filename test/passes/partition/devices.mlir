// RUN: tfc-opt %s --split-input-file --tfc-partition="devices=cpu,gpu" | FileCheck %s
// RUN: tfc-opt %s --split-input-file --tfc-partition 2>&1 | FileCheck %s --check-prefix=SOFT

// Ops that reach the same cut points are one segment for each device; where data
// goes to another device and back there are two of the first.
// CHECK-LABEL: module @chain
// SOFT: warning: {{.*}}node 'a' (and 1 more) is for device '/device:GPU:0', this object has code for cpu: runs there (--soft-placement=false makes it an error)
// SOFT-LABEL: module @chain
module @chain {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4xf32>
    // CHECK: func.func private @segment_0({{.*}}{tfc.input = @x}) -> ({{.*}}{tfc.output = @passed})
    // CHECK-SAME: tfc.device = "/device:GPU:0"
    // CHECK-NEXT: tfc.exp {{.*}} : (tensor<4xf32>) -> tensor<4xf32>
    // SOFT: func.func private @segment_0
    // SOFT-NOT: tfc.device
    // SOFT: tfc.exp
    // SOFT-NEXT: tfc.sin
    // SOFT-NEXT: tfc.cos
    // SOFT-NEXT: tfc.neg
    %a = tfc.exp %x {tfc.device = "/device:GPU:0"} : (tensor<4xf32>) -> tensor<4xf32> loc("a")
    // CHECK: func.func private @segment_1({{.*}}{tfc.input = @passed})
    // CHECK-NOT: tfc.device
    // CHECK: tfc.sin
    // CHECK-NEXT: tfc.cos
    // CHECK-NEXT: return
    %b = tfc.sin %a {tfc.device = "/job:ps/task:1/device:CPU:0"} : (tensor<4xf32>) -> tensor<4xf32>
    %c = tfc.cos %b : (tensor<4xf32>) -> tensor<4xf32>
    // CHECK: func.func private @segment_2({{.*}}{tfc.output = @y})
    // CHECK-SAME: tfc.device = "/device:GPU:0"
    // CHECK-NEXT: tfc.neg
    %d = tfc.neg %c {tfc.device = "/job:worker/device:GPU:*"} : (tensor<4xf32>) -> tensor<4xf32>
    tfc.fetch "y", %d : tensor<4xf32>
  }
}

// -----

// A variable's reads and assigns are where it is, whatever they say themselves;
// a signature of ops on a device runs by its segments.
// CHECK-LABEL: module @variable
module @variable {
  // CHECK: tfc.state @"variable w" {{.*}}tfc.device = "/device:GPU:1"
  tfc.graph {
    %w = tfc.variable "w" {tfc.device = "/device:GPU:1"} : !tfc.variable<tensor<4xf32>>
    %x = tfc.placeholder "x" : tensor<4xf32>
    // CHECK: func.func private @segment_0({{.*}}{tfc.variable = @"variable w"})
    // CHECK-SAME: tfc.device = "/device:GPU:1"
    %u = tfc.assign %w, %x {tfc.device = "/device:CPU:0"} : (!tfc.variable<tensor<4xf32>>, tensor<4xf32>) -> tensor<4xf32>
    // CHECK: tfc.exported_signature
    // CHECK-NOT: segment =
    tfc.signature "set" inputs(%x) ["x"] outputs(%u) ["u"] targets() : (tensor<4xf32>, tensor<4xf32>) -> ()
  }
}

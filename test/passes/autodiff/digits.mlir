// The gradient of a small classifier: broadcast bias summed, transposed products.
// RUN: tfc-opt --tfc-autodiff %s | FileCheck %s

// CHECK-LABEL: @digits
module @digits {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?x64xf32>
    %y = tfc.placeholder "y" : tensor<?xi64>
    %w = tfc.variable "w" : !tfc.variable<tensor<64x32xf32>>
    %bv = tfc.variable "b" : !tfc.variable<tensor<32xf32>>
    %r = tfc.read_variable %w : (!tfc.variable<tensor<64x32xf32>>) -> tensor<64x32xf32>
    %b = tfc.read_variable %bv : (!tfc.variable<tensor<32xf32>>) -> tensor<32xf32>
    %m = tfc.matmul %x, %r : (tensor<?x64xf32>, tensor<64x32xf32>) -> tensor<?x32xf32>
    %a = tfc.add %m, %b : (tensor<?x32xf32>, tensor<32xf32>) -> tensor<?x32xf32>
    %h = tfc.relu %a : (tensor<?x32xf32>) -> tensor<?x32xf32>
    %l = tfc.sparse_softmax_cross_entropy %h, %y : (tensor<?x32xf32>, tensor<?xi64>) -> tensor<?xf32>
    // The expansion of the mean takes over its name.
    // CHECK: tfc.realdiv {{.*}}tfc.name = "loss"
    %loss = tfc.reduce_mean %l {tfc.name = "loss"} : (tensor<?xf32>) -> tensor<f32>
    // CHECK: %[[S:.*]] = tfc.softmax
    // CHECK: %[[DA:.*]] = tfc.select
    // CHECK: %[[DB:.*]] = tfc.reduce_sum %[[DA]] {axes = array<i64: 0>} : {{.*}} -> tensor<32xf32>
    // CHECK: %[[DW:.*]] = tfc.matmul %{{.*}}, %[[DA]] {transpose_x = true}
    // CHECK-NOT: tfc.gradients
    %g:2 = tfc.gradients of(%loss) by(%w, %bv) : (tensor<f32>, !tfc.variable<tensor<64x32xf32>>, !tfc.variable<tensor<32xf32>>) -> (tensor<64x32xf32>, tensor<32xf32>)
    // CHECK: tfc.fetch "gw", %[[DW]]
    // CHECK: tfc.fetch "gb", %[[DB]]
    tfc.fetch "gw", %g#0 : tensor<64x32xf32>
    tfc.fetch "gb", %g#1 : tensor<32xf32>
  }
}

// tf.gradients becomes ordinary ops: of y = x * x + x, the gradient is 2 x + 1.
// RUN: tfc-opt %s --tfc-autodiff --tfc-simplify | FileCheck %s

// CHECK-LABEL: tfc.graph
// CHECK: %[[ONE:.*]] = tfc.constant dense<1.0
tfc.graph {
  // CHECK: %[[X:.*]] = tfc.placeholder "x"
  %x = tfc.placeholder "x" : tensor<3xf32>
  %p = tfc.mul %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %y = tfc.add %p, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK-NOT: tfc.gradients
  // CHECK: %[[P:.*]] = tfc.add %[[ONE]], %[[X]]
  // CHECK: %[[G:.*]] = tfc.add %[[P]], %[[X]]
  // CHECK: tfc.fetch "g", %[[G]]
  %g = tfc.gradients of(%y) by(%x) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  tfc.fetch "g", %g : tensor<3xf32>
}

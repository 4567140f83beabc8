// RUN: tfc-opt %s --tfc-infer-shapes | FileCheck %s

// A rule's result replaces a less precise type, and goes on to the users.
// CHECK-LABEL: func.func @precise
func.func @precise(%x: tensor<2x3xf32>) -> tensor<?xf32> {
  // CHECK: tfc.relu {{.*}} -> tensor<2x3xf32>
  %r = tfc.relu %x : (tensor<2x3xf32>) -> tensor<?x?xf32>
  // CHECK: tfc.reduce_sum {{.*}} -> tensor<2xf32>
  %s = tfc.reduce_sum %r {axes = array<i64: 1>} : (tensor<?x?xf32>) -> tensor<?xf32>
  // CHECK: tfc.exp {{.*}} -> tensor<2xf32>
  %e = tfc.exp %s : (tensor<?xf32>) -> tensor<?xf32>
  %c = tensor.cast %e : tensor<?xf32> to tensor<?xf32>
  return %c : tensor<?xf32>
}

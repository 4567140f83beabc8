// RUN: tfc-opt %s --tfc-expand --tfc-lower --tfc-fuse-elementwise --canonicalize --cse | FileCheck %s

// Bias and activation become one epilogue of the product.
// CHECK-LABEL: func @layer
func.func @layer(%x: tensor<?x64xf32>, %w: tensor<64x32xf32>, %b: tensor<32xf32>) -> tensor<?x32xf32> {
  // CHECK: %[[PRODUCT:.*]] = linalg.contract
  // CHECK-NEXT: linalg.generic
  // CHECK-SAME: ins(%[[PRODUCT]], %arg2
  // CHECK: arith.addf
  // CHECK-NEXT: arith.cmpf
  // CHECK-NEXT: arith.select
  // CHECK-NOT: linalg.generic
  %0 = tfc.matmul %x, %w : (tensor<?x64xf32>, tensor<64x32xf32>) -> tensor<?x32xf32>
  %1 = tfc.bias_add %0, %b : (tensor<?x32xf32>, tensor<32xf32>) -> tensor<?x32xf32>
  %2 = tfc.relu %1 : (tensor<?x32xf32>) -> tensor<?x32xf32>
  return %2 : tensor<?x32xf32>
}

// The reshape of a product's rows comes behind the epilogue.
// CHECK-LABEL: func @rows
func.func @rows(%x: tensor<?x7x64xf32>, %w: tensor<64x32xf32>, %b: tensor<32xf32>) -> tensor<?x7x32xf32> {
  // CHECK: %[[PRODUCT:.*]] = linalg.contract
  // CHECK: %[[SUM:.*]] = linalg.generic
  // CHECK-SAME: ins(%[[PRODUCT]], %arg2 : tensor<?x32xf32>, tensor<32xf32>)
  // CHECK: tensor.expand_shape %[[SUM]]
  %0 = tfc.matmul %x, %w : (tensor<?x7x64xf32>, tensor<64x32xf32>) -> tensor<?x7x32xf32>
  %1 = tfc.add %0, %b : (tensor<?x7x32xf32>, tensor<32xf32>) -> tensor<?x7x32xf32>
  return %1 : tensor<?x7x32xf32>
}

// Two reductions and two passes: exponentials are stored, not computed twice.
// CHECK-LABEL: func @softmax
func.func @softmax(%x: tensor<?x10xf32>) -> tensor<?x10xf32> {
  // CHECK: linalg.generic
  // CHECK: arith.maximumf
  // CHECK: linalg.generic
  // CHECK: arith.subf
  // CHECK-NEXT: math.exp
  // CHECK-NOT: math.exp
  // CHECK: linalg.generic
  // CHECK: arith.addf
  // CHECK: linalg.generic
  // CHECK: arith.divf
  %0 = tfc.softmax %x : (tensor<?x10xf32>) -> tensor<?x10xf32>
  return %0 : tensor<?x10xf32>
}

// A broadcast exponential is computed once per element of the small tensor.
// CHECK-LABEL: func @broadcast
func.func @broadcast(%x: tensor<4xf32>, %y: tensor<3x4xf32>) -> tensor<3x4xf32> {
  // CHECK: linalg.generic
  // CHECK: math.exp
  // CHECK: linalg.generic
  // CHECK: arith.mulf
  %0 = tfc.exp %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tfc.mul %0, %y : (tensor<4xf32>, tensor<3x4xf32>) -> tensor<3x4xf32>
  return %1 : tensor<3x4xf32>
}

// One-hot vectors never exist.
// CHECK-LABEL: func @labels
func.func @labels(%x: tensor<3x5xf32>, %l: tensor<3xi64>) -> tensor<3xf32> {
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "reduction"]
  // CHECK-SAME: ins(%arg1, %arg0
  // CHECK: linalg.index 1
  // CHECK-NOT: linalg.generic
  %one = tfc.constant dense<1.0> : tensor<f32>
  %zero = tfc.constant dense<0.0> : tensor<f32>
  %0 = tfc.one_hot %l, %one, %zero {depth = 5 : i64} : (tensor<3xi64>, tensor<f32>, tensor<f32>) -> tensor<3x5xf32>
  %1 = tfc.mul %0, %x : (tensor<3x5xf32>, tensor<3x5xf32>) -> tensor<3x5xf32>
  %2 = tfc.reduce_sum %1 {axes = array<i64: 1>} : (tensor<3x5xf32>) -> tensor<3xf32>
  return %2 : tensor<3xf32>
}

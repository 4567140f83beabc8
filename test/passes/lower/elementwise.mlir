// RUN: tfc-opt %s --tfc-lower --cse | FileCheck %s

// Broadcast operands lose their dimensions of 1; a constant becomes a scalar.
// CHECK-LABEL: func @broadcast
func.func @broadcast(%x: tensor<3x4xf32>, %row: tensor<1x4xf32>) -> tensor<3x4xf32> {
  // CHECK: %[[TWO:.*]] = arith.constant 2.0{{.*}} : f32
  // CHECK: %[[ROW:.*]] = tensor.collapse_shape %{{.*}} {{\[\[}}0, 1]] : tensor<1x4xf32> into tensor<4xf32>
  // CHECK: linalg.generic
  // CHECK-SAME: ins(%{{.*}}, %[[ROW]] : tensor<3x4xf32>, tensor<4xf32>)
  // CHECK: arith.addf
  %two = tfc.constant dense<2.0> : tensor<f32>
  %y = tfc.mul %x, %two : (tensor<3x4xf32>, tensor<f32>) -> tensor<3x4xf32>
  %z = tfc.add %y, %row : (tensor<3x4xf32>, tensor<1x4xf32>) -> tensor<3x4xf32>
  return %z : tensor<3x4xf32>
}

// Dimensions that meet are required to be equal once, unless they are the same.
// CHECK-LABEL: func @dynamic
func.func @dynamic(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: %[[EQUAL:.*]] = arith.cmpi eq
  // CHECK: tfc.require %[[EQUAL]], "dimension 0 of 'total' is %lld and %lld"
  // CHECK-NOT: tfc.require
  %s = tfc.add %x, %y {tfc.name = "total"} : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %t = tfc.exp %s : (tensor<?xf32>) -> tensor<?xf32>
  %u = tfc.mul %t, %s : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %u : tensor<?xf32>
}

// CHECK-LABEL: func @mean
func.func @mean(%x: tensor<?x4xf32>) -> tensor<4xf32> {
  // CHECK: %[[ROWS:.*]] = tensor.dim %{{.*}}, %c0
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "reduction"]
  // CHECK: arith.addf
  // CHECK: arith.index_cast %[[ROWS]]
  // CHECK: %[[COUNT:.*]] = arith.sitofp
  // CHECK: arith.divf %{{.*}}, %[[COUNT]]
  %0 = tfc.reduce_sum %x {axes = array<i64: 0>} : (tensor<?x4xf32>) -> tensor<4xf32>
  %1 = tfc.shape %x : (tensor<?x4xf32>) -> tensor<2xi32>
  %2 = tfc.strided_slice %1 {begin = array<i64: 0>, end = array<i64: 1>, strides = array<i64: 1>, shrink_axis_mask = 1 : i64} : (tensor<2xi32>) -> tensor<i32>
  %3 = tfc.cast %2 {dtype = f32} : (tensor<i32>) -> tensor<f32>
  %4 = tfc.truncatediv %0, %3 : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %4 : tensor<4xf32>
}

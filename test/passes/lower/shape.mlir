// RUN: tfc-opt %s --tfc-lower --cse | FileCheck %s

// -1 takes what is left; the batch stays a dimension of its own.
// CHECK-LABEL: func @flatten
func.func @flatten(%x: tensor<?x2x3x4xf32>) -> tensor<?x24xf32> {
  // CHECK: tensor.collapse_shape %arg0 {{\[\[}}0], [1, 2, 3]]
  // CHECK-NOT: tfc.require
  %s = tfc.constant dense<[-1, 24]> : tensor<2xi32>
  %y = tfc.reshape %x, %s : (tensor<?x2x3x4xf32>, tensor<2xi32>) -> tensor<?x24xf32>
  return %y : tensor<?x24xf32>
}

// What need not fit is required to.
// CHECK-LABEL: func @rows
func.func @rows(%x: tensor<?xf32>) -> tensor<?x4xf32> {
  // CHECK: arith.remui
  // CHECK: tfc.require %{{.*}}, "'reshape' cannot reshape %lld elements to a multiple of %lld"
  // CHECK: tensor.expand_shape
  %s = tfc.constant dense<[-1, 4]> : tensor<2xi32>
  %y = tfc.reshape %x, %s : (tensor<?xf32>, tensor<2xi32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// CHECK-LABEL: func @sum_to
func.func @sum_to(%x: tensor<2x3x4xf32>, %like: tensor<3x1xf32>) -> tensor<3x1xf32> {
  // CHECK: linalg.generic
  // CHECK-SAME: iterator_types = ["parallel", "reduction", "reduction"]
  // CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1]]
  %y = tfc.sum_to %x, %like : (tensor<2x3x4xf32>, tensor<3x1xf32>) -> tensor<3x1xf32>
  return %y : tensor<3x1xf32>
}

// Pieces are put in place; the joined dimension is a sum.
// CHECK-LABEL: func @concat
func.func @concat(%x: tensor<?x4xf32>, %y: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // CHECK: %[[SUM:.*]] = arith.addi
  // CHECK: tensor.empty(%[[SUM]])
  // CHECK: tensor.insert_slice %arg0
  // CHECK: tensor.insert_slice %arg1
  %z = tfc.concat %x, %y {axis = 0 : i64} : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return %z : tensor<?x4xf32>
}

// CHECK-LABEL: func @gather
func.func @gather(%x: tensor<6x3xf32>, %i: tensor<4xi32>) -> tensor<4x3xf32> {
  // CHECK: linalg.generic
  // CHECK: tfc.report %{{.*}}, "'gather' has an index of %lld, expected 0 to less than %lld"
  // CHECK: arith.select
  // CHECK: linalg.generic
  // CHECK: tensor.extract %arg0
  %y = tfc.gather %x, %i : (tensor<6x3xf32>, tensor<4xi32>) -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// Nothing is read from where nothing is, not even at the end.
// CHECK-LABEL: func @nothing
func.func @nothing(%x: tensor<4x2xf32>, %y: tensor<0x2xf32>) -> (tensor<0x2xf32>, tensor<4x2xf32>) {
  // CHECK-NOT: tensor.extract_slice
  // CHECK-NOT: tensor.insert_slice %arg1
  // CHECK: tensor.insert_slice %arg0
  // CHECK: return
  %none, %all = tfc.split %x {axis = 0 : i64, sizes = array<i64: 0, 4>} : (tensor<4x2xf32>) -> (tensor<0x2xf32>, tensor<4x2xf32>)
  %z = tfc.concat %x, %y {axis = 0 : i64} : (tensor<4x2xf32>, tensor<0x2xf32>) -> tensor<4x2xf32>
  return %none, %z : tensor<0x2xf32>, tensor<4x2xf32>
}

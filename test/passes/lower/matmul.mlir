// RUN: tfc-opt %s --tfc-lower --cse --split-input-file | FileCheck %s

// Transposes are in the maps.
// CHECK-DAG: #[[X:.*]] = affine_map<(d0, d1, d2) -> (d2, d0)>
// CHECK-DAG: #[[Y:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-LABEL: func @transposed
func.func @transposed(%x: tensor<4x3xf32>, %y: tensor<5x4xf32>) -> tensor<3x5xf32> {
  // CHECK: linalg.contract indexing_maps = [#[[X]], #[[Y]],
  %z = tfc.matmul %x, %y {transpose_x = true, transpose_y = true} : (tensor<4x3xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
  return %z : tensor<3x5xf32>
}

// -----

// Rows of all leading dimensions are rows of one product.
// CHECK-LABEL: func @rows
func.func @rows(%x: tensor<?x7x4xf32>, %y: tensor<4x5xf32>) -> tensor<?x7x5xf32> {
  // CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0, 1], [2]]
  // CHECK: linalg.contract
  // CHECK-SAME: tensor<?x4xf32>, tensor<4x5xf32>
  // CHECK: tensor.expand_shape
  // CHECK-NOT: tfc.require
  %z = tfc.matmul %x, %y : (tensor<?x7x4xf32>, tensor<4x5xf32>) -> tensor<?x7x5xf32>
  return %z : tensor<?x7x5xf32>
}

// -----

// CHECK-LABEL: func @inner
func.func @inner(%x: tensor<2x?xf32>, %y: tensor<3x5xf32>) -> tensor<2x5xf32> {
  // CHECK: tfc.require %{{.*}}, "inner dimensions of 'matmul' are %lld and %lld"
  %z = tfc.matmul %x, %y : (tensor<2x?xf32>, tensor<3x5xf32>) -> tensor<2x5xf32>
  return %z : tensor<2x5xf32>
}

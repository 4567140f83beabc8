// What the facet `sizes` says of small tensors is lowered to scalars: no tensor is
// made of them, and sizes stay sizes.
// RUN: tfc-opt %s --split-input-file --tfc-lower | FileCheck %s

// Elements that are moved: a fill of [n, n, m, m] makes four dimensions of two.
// CHECK-LABEL: func.func private @moved
// CHECK-SAME: (%[[X:.*]]: tensor<?x?xf32>
// CHECK-DAG: %[[N:.*]] = tensor.dim %[[X]], %c0{{.*}}
// CHECK-DAG: %[[M:.*]] = tensor.dim %[[X]], %c1{{.*}}
// CHECK-NOT: linalg.transpose
// CHECK: tensor.empty(%[[N]], %[[M]], %[[N]], %[[M]])
func.func private @moved(%x: tensor<?x?xf32>, %v: tensor<f32>) -> tensor<?x?x?x?xf32> {
  %two = tfc.constant dense<2> : tensor<1xi32>
  %s = tfc.shape %x : (tensor<?x?xf32>) -> tensor<2xi32>
  %t = tfc.tile %s, %two : (tensor<2xi32>, tensor<1xi32>) -> tensor<4xi32>
  %y = tfc.fill %t, %v : (tensor<4xi32>, tensor<f32>) -> tensor<?x?x?x?xf32>
  return %y : tensor<?x?x?x?xf32>
}

// -----

// Elements that are taken: the last dimension, at a place that follows from others.
// CHECK-LABEL: func.func private @taken
// CHECK-SAME: (%[[X:.*]]: tensor<?x?xf32>
// CHECK: %[[M:.*]] = tensor.dim %[[X]], %c1{{.*}}
// CHECK: tensor.empty(%[[M]], %[[M]])
func.func private @taken(%x: tensor<?x?xf32>, %v: tensor<f32>) -> tensor<?x?xf32> {
  %one = tfc.constant dense<1> : tensor<i32>
  %r = tfc.rank %x : (tensor<?x?xf32>) -> tensor<i32>
  %last = tfc.sub %r, %one : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %s = tfc.shape %x : (tensor<?x?xf32>) -> tensor<2xi32>
  %m = tfc.gather %s, %last : (tensor<2xi32>, tensor<i32>) -> tensor<i32>
  %shape = tfc.constant dense<2> : tensor<1xi32>
  %t = tfc.broadcast_to %m, %shape : (tensor<i32>, tensor<1xi32>) -> tensor<2xi32>
  %y = tfc.fill %t, %v : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// -----

// Conversions and reductions: (n * m as int64) rows.
// CHECK-LABEL: func.func private @reduced
// CHECK: %[[P:.*]] = arith.muli
// CHECK: tensor.empty(%[[P]])
func.func private @reduced(%x: tensor<?x?xf32>, %v: tensor<f32>) -> tensor<?xf32> {
  %s = tfc.shape %x : (tensor<?x?xf32>) -> tensor<2xi32>
  %w = tfc.cast %s {dtype = i64} : (tensor<2xi32>) -> tensor<2xi64>
  %p = tfc.reduce_prod %w : (tensor<2xi64>) -> tensor<i64>
  %t = tfc.stack %p : (tensor<i64>) -> tensor<1xi64>
  %y = tfc.fill %t, %v : (tensor<1xi64>, tensor<f32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

// An index that only a run knows takes an element of memory.
// CHECK-LABEL: func.func private @unknown_index
// CHECK: tfc.report
func.func private @unknown_index(%i: tensor<40xi32>) -> tensor<40xi32> {
  %s = tfc.constant dense<[3, 4]> : tensor<2xi32>
  %y = tfc.gather %s, %i : (tensor<2xi32>, tensor<40xi32>) -> tensor<40xi32>
  return %y : tensor<40xi32>
}

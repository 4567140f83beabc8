// RUN: tfc-opt %s --split-input-file --tfc-lower | FileCheck %s

// An argument that decides a shape is read element by element at the top, and
// its sizes are checked one after the other.
// CHECK-LABEL: func.func private @fill
// CHECK-SAME: (%[[D:.*]]: tensor<2xi64>, %[[X:.*]]: tensor<f32>)
// CHECK: %[[N0:.*]] = tensor.extract %[[D]][%c0{{.*}}]
// CHECK: %[[N:.*]] = arith.index_cast %[[N0]] : i64 to index
// CHECK: %[[M0:.*]] = tensor.extract %[[D]][%c1{{.*}}]
// CHECK: %[[M:.*]] = arith.index_cast %[[M0]] : i64 to index
// CHECK: %[[FITS:.*]] = arith.cmpi ule, %[[N]], %
// CHECK: tfc.require %[[FITS]], "'fill' has a dimension of %lld, expected 0 to %lld"
// CHECK: arith.divui
// CHECK: tfc.require
// CHECK: tensor.empty(%[[N]], %[[M]])
func.func private @fill(%d: tensor<2xi64>, %x: tensor<f32>) -> tensor<?x?xf32> {
  %y = tfc.fill %d, %x : (tensor<2xi64>, tensor<f32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// -----

// Of arguments that decide nothing no element is read.
// CHECK-LABEL: func.func private @plain
// CHECK-NOT: tensor.extract
func.func private @plain(%d: tensor<2xi64>) -> tensor<2xi64> {
  %y = tfc.add %d, %d : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
  return %y : tensor<2xi64>
}

// -----

// Dimensions are trusted.
// CHECK-LABEL: func.func private @dims
// CHECK-NOT: tfc.require
func.func private @dims(%x: tensor<?xf32>, %v: tensor<f32>) -> tensor<?x2xf32> {
  %c2 = tfc.constant dense<2> : tensor<i32>
  %n = tfc.size %x : (tensor<?xf32>) -> tensor<i32>
  %d = tfc.stack %n, %c2 : (tensor<i32>, tensor<i32>) -> tensor<2xi32>
  %y = tfc.fill %d, %v : (tensor<2xi32>, tensor<f32>) -> tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}

// -----

// An entry of the shape may turn out to be -1.
// CHECK-LABEL: func.func private @wildcard
// CHECK: arith.cmpi eq
// CHECK: tfc.require %{{.*}}, "the shape of 'reshape' has %lld entries of -1, expected at most %lld"
// CHECK: arith.divui
// CHECK: tfc.require %{{.*}}, "'reshape' reshapes %lld elements to a shape of %lld"
func.func private @wildcard(%x: tensor<12xf32>, %s: tensor<2xi32>) -> tensor<?x?xf32> {
  %y = tfc.reshape %x, %s : (tensor<12xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// -----

// CHECK-LABEL: func.func private @slice
// CHECK: tfc.require %{{.*}}, "'slice' begins at %lld of a dimension of %lld"
// CHECK: tfc.require %{{.*}}, "'slice' takes %lld elements where there are %lld"
// CHECK: tensor.extract_slice
func.func private @slice(%x: tensor<12xf32>, %b: tensor<1xi32>) -> tensor<3xf32> {
  %s = tfc.constant dense<3> : tensor<1xi32>
  %y = tfc.slice %x, %b, %s : (tensor<12xf32>, tensor<1xi32>, tensor<1xi32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

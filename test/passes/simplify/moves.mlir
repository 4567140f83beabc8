// Reshapes.cpp, Slices.cpp, Transposes.cpp: elements that go nowhere.
// RUN: tfc-opt --tfc-simplify=test-convergence=true --split-input-file %s | FileCheck %s

// CHECK-LABEL: @there_and_back
module @there_and_back {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<?x4xf32>
    // CHECK: %[[U:.*]] = tfc.placeholder "u"
    %u = tfc.placeholder "u" : tensor<?x?xf32>
    %flat = tfc.constant dense<-1> : tensor<1xi32>
    %0 = tfc.reshape %x, %flat : (tensor<?x4xf32>, tensor<1xi32>) -> tensor<?xf32>
    %1 = tfc.reshape_like %0, %x : (tensor<?xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    %2 = tfc.expand_dims %u {axis = 1} : (tensor<?x?xf32>) -> tensor<?x1x?xf32>
    %3 = tfc.squeeze %2 {axes = array<i64: 1>} : (tensor<?x1x?xf32>) -> tensor<?x?xf32>
    // CHECK: tfc.fetch "a", %[[X]]
    // CHECK: tfc.fetch "b", %[[U]]
    tfc.fetch "a", %1 : tensor<?x4xf32>
    tfc.fetch "b", %3 : tensor<?x?xf32>
  }
}

// -----

// With two dynamic dimensions equally many elements may have another shape.
// CHECK-LABEL: @unknown_shape
module @unknown_shape {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?x?xf32>
    %y = tfc.placeholder "y" : tensor<?x?xf32>
    // CHECK: %[[R:.*]] = tfc.reshape_like
    %0 = tfc.reshape_like %x, %y : (tensor<?x?xf32>, tensor<?x?xf32>) -> tensor<?x?xf32>
    // CHECK: tfc.fetch "a", %[[R]]
    tfc.fetch "a", %0 : tensor<?x?xf32>
  }
}

// -----

// CHECK-LABEL: @last_reshape
module @last_reshape {
  tfc.graph {
    // CHECK-DAG: %[[X:.*]] = tfc.placeholder "x"
    // CHECK-DAG: %[[T:.*]] = tfc.constant dense<[6, 2]>
    %x = tfc.placeholder "x" : tensor<3x4xf32>
    %s = tfc.constant dense<[2, 6]> : tensor<2xi32>
    %t = tfc.constant dense<[6, 2]> : tensor<2xi32>
    %0 = tfc.reshape %x, %s : (tensor<3x4xf32>, tensor<2xi32>) -> tensor<2x6xf32>
    // CHECK: tfc.reshape %[[X]], %[[T]]
    %1 = tfc.reshape %0, %t : (tensor<2x6xf32>, tensor<2xi32>) -> tensor<6x2xf32>
    tfc.fetch "a", %1 : tensor<6x2xf32>
  }
}

// -----

// CHECK-LABEL: @transposes
module @transposes {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<2x3x4xf32>
    %0 = tfc.transpose %x {perm = array<i64: 1, 2, 0>} : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
    // CHECK: %[[T:.*]] = tfc.transpose %[[X]] {perm = array<i64: 2, 0, 1>}
    %1 = tfc.transpose %0 {perm = array<i64: 1, 2, 0>} : (tensor<3x4x2xf32>) -> tensor<4x2x3xf32>
    %2 = tfc.transpose %1 {perm = array<i64: 1, 2, 0>} : (tensor<4x2x3xf32>) -> tensor<2x3x4xf32>
    // CHECK: tfc.fetch "a", %[[T]]
    // CHECK: tfc.fetch "b", %[[X]]
    tfc.fetch "a", %1 : tensor<4x2x3xf32>
    tfc.fetch "b", %2 : tensor<2x3x4xf32>
  }
}

// -----

// CHECK-LABEL: @products
module @products {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<4x3xf32>
    // CHECK: %[[Y:.*]] = tfc.placeholder "y"
    %y = tfc.placeholder "y" : tensor<5x4xf32>
    %xt = tfc.transpose %x : (tensor<4x3xf32>) -> tensor<3x4xf32>
    // CHECK: %[[A:.*]] = tfc.matmul %[[X]], %[[Y]] {transpose_x = true, transpose_y = true}
    %0 = tfc.matmul %xt, %y {transpose_y = true} : (tensor<3x4xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
    // CHECK-NEXT: tfc.fetch "a", %[[A]]
    // CHECK-NEXT: tfc.fetch "b", %[[A]]
    %1 = tfc.matmul %y, %x : (tensor<5x4xf32>, tensor<4x3xf32>) -> tensor<5x3xf32>
    %2 = tfc.transpose %1 : (tensor<5x3xf32>) -> tensor<3x5xf32>
    tfc.fetch "a", %0 : tensor<3x5xf32>
    tfc.fetch "b", %2 : tensor<3x5xf32>
  }
}

// -----

// CHECK-LABEL: @whole
module @whole {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<?x4xf32>
    %ones = tfc.constant dense<1> : tensor<2xi32>
    %begin = tfc.constant dense<0> : tensor<2xi32>
    %size = tfc.constant dense<[-1, 4]> : tensor<2xi32>
    %0 = tfc.concat %x {axis = 0} : (tensor<?x4xf32>) -> tensor<?x4xf32>
    %1 = tfc.split %0 {sizes = array<i64: 4>, axis = 1} : (tensor<?x4xf32>) -> tensor<?x4xf32>
    %2 = tfc.strided_slice %1 {begin = array<i64: 0, 0>, end = array<i64: 0, 4>, strides = array<i64: 1, 1>, end_mask = 1} : (tensor<?x4xf32>) -> tensor<?x4xf32>
    %3 = tfc.slice %2, %begin, %size : (tensor<?x4xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x4xf32>
    %4 = tfc.pad %3 {paddings = array<i64: 0, 0, 0, 0>} : (tensor<?x4xf32>) -> tensor<?x4xf32>
    %5 = tfc.tile %4, %ones : (tensor<?x4xf32>, tensor<2xi32>) -> tensor<?x4xf32>
    // CHECK-NEXT: tfc.fetch "a", %[[X]]
    tfc.fetch "a", %5 : tensor<?x4xf32>
  }
}

// -----

// A part is not the whole.
// CHECK-LABEL: @part
module @part {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?x4xf32>
    // CHECK: tfc.strided_slice
    %0 = tfc.strided_slice %x {begin = array<i64: 0>, end = array<i64: 3>, strides = array<i64: 1>} : (tensor<?x4xf32>) -> tensor<?x4xf32>
    tfc.fetch "a", %0 : tensor<?x4xf32>
  }
}

// -----

// CHECK-LABEL: @reduce_nothing
module @reduce_nothing {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<?x1xf32>
    %0 = tfc.reduce_sum %x {axes = array<i64: 1>, keepdims = true} : (tensor<?x1xf32>) -> tensor<?x1xf32>
    // CHECK-NEXT: %[[S:.*]] = tfc.squeeze %[[X]] {axes = array<i64: 1>}
    %1 = tfc.reduce_max %0 {axes = array<i64: 1>} : (tensor<?x1xf32>) -> tensor<?xf32>
    // CHECK-NEXT: tfc.fetch "a", %[[S]]
    tfc.fetch "a", %1 : tensor<?xf32>
  }
}

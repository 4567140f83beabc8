// RUN: tfc-opt --tfc-simplify=test-convergence=true --split-input-file %s | FileCheck %s

// Elementwise ops broadcast by themselves; what repeats a scalar is the scalar.
// CHECK-LABEL: @scalar_operands
module @scalar_operands {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<?x4xf32>
    // CHECK: %[[S:.*]] = tfc.placeholder "s"
    %s = tfc.placeholder "s" : tensor<f32>
    %c = tfc.placeholder "c" : tensor<?xf32>
    %0 = tfc.expand_dims %s {axis = 0} : (tensor<f32>) -> tensor<1xf32>
    %1 = tfc.broadcast_like %0, %c : (tensor<1xf32>, tensor<?xf32>) -> tensor<?xf32>
    %2 = tfc.expand_dims %1 {axis = -1} : (tensor<?xf32>) -> tensor<?x1xf32>
    // CHECK: %[[P:.*]] = tfc.mul %[[S]], %[[X]] : (tensor<f32>, tensor<?x4xf32>)
    %3 = tfc.mul %2, %x : (tensor<?x1xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    // CHECK-NEXT: tfc.fetch "a", %[[P]]
    tfc.fetch "a", %3 : tensor<?x4xf32>
  }
}

// -----

// Broadcasts move behind the arithmetic.
// CHECK-LABEL: @last
module @last {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?xf32>
    %s = tfc.placeholder "s" : tensor<f32>
    %0 = tfc.broadcast_like %s, %x : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
    // CHECK: %[[E:.*]] = tfc.exp %{{.*}} : (tensor<f32>) -> tensor<f32>
    %1 = tfc.exp %0 : (tensor<?xf32>) -> tensor<?xf32>
    // CHECK: %[[P:.*]] = tfc.mul {{.*}} -> tensor<f32>
    %2 = tfc.mul %1, %s : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
    // CHECK: %[[B:.*]] = tfc.broadcast_like %[[P]]
    // CHECK-NEXT: tfc.fetch "a", %[[B]]
    tfc.fetch "a", %2 : tensor<?xf32>
  }
}

// -----

// Broadcasts and sums that change nothing go, with dynamic dimensions too.
// CHECK-LABEL: @nothing
module @nothing {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<?x4xf32>
    %y = tfc.placeholder "y" : tensor<?x4xf32>
    %0 = tfc.broadcast_like %x, %y : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    %1 = tfc.sum_to %0, %y : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
    // CHECK: tfc.fetch "a", %[[X]]
    tfc.fetch "a", %1 : tensor<?x4xf32>
  }
}

// -----

// sum_to is a reduction over the axes that types tell.
// CHECK-LABEL: @sum_to
module @sum_to {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<2x?x4xf32>
    %y = tfc.placeholder "y" : tensor<?x1xf32>
    // CHECK: %[[A:.*]] = tfc.reduce_sum %[[X]] {axes = array<i64: 0>}
    // CHECK: %[[B:.*]] = tfc.reduce_sum %[[A]] {axes = array<i64: 1>, keepdims = true}
    %0 = tfc.sum_to %x, %y : (tensor<2x?x4xf32>, tensor<?x1xf32>) -> tensor<?x1xf32>
    // CHECK: tfc.fetch "a", %[[B]]
    tfc.fetch "a", %0 : tensor<?x1xf32>
  }
}

// -----

// Who is asked only for its shape need not be computed.
// CHECK-LABEL: @shape_only
module @shape_only {
  tfc.graph {
    // CHECK-DAG: %[[SHAPE:.*]] = tfc.constant dense<[2, 3]>
    // CHECK-DAG: %[[X:.*]] = tfc.placeholder "x"
    %x = tfc.placeholder "x" : tensor<?xf32>
    %s = tfc.placeholder "s" : tensor<2x3xf32>
    %t = tfc.placeholder "t" : tensor<f32>
    // CHECK-NOT: tfc.exp
    %e = tfc.exp %x : (tensor<?xf32>) -> tensor<?xf32>
    // CHECK: tfc.shape %[[X]]
    %0 = tfc.shape %e : (tensor<?xf32>) -> tensor<1xi32>
    // CHECK-NOT: tfc.log
    // CHECK: tfc.broadcast_to %{{.*}}, %[[SHAPE]]
    %l = tfc.log %s : (tensor<2x3xf32>) -> tensor<2x3xf32>
    %1 = tfc.broadcast_like %t, %l : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xf32>
    tfc.fetch "a", %0 : tensor<1xi32>
    tfc.fetch "b", %1 : tensor<2x3xf32>
  }
}

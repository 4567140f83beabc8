// RUN: tfc-opt --tfc-channels-last --split-input-file %s | FileCheck %s
// RUN: tfc-opt --tfc-channels-last --split-input-file %s | FileCheck %s --check-prefix=COUNT

// A network in NCHW: one transposition where images enter, none where a
// reduction takes them away.
// CHECK-LABEL: @network
// COUNT-LABEL: @network
// COUNT-COUNT-1: tfc.transpose
// COUNT-NOT: tfc.transpose
module @network {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.transpose %{{.*}} {perm = array<i64: 0, 2, 3, 1>}
    %x = tfc.placeholder "x" : tensor<?x3x9x8xf32>
    %w = tfc.placeholder "w" : tensor<3x2x3x4xf32>
    %b = tfc.placeholder "b" : tensor<4xf32>
    // CHECK: %[[C:.*]] = tfc.conv2d %[[X]], %{{.*}} {dilations = array<i64: 1, 2, 3, 1>, explicit_paddings = array<i64: 0, 0, 1, 2, 3, 4, 0, 0>, padding = "EXPLICIT", strides = array<i64: 1, 2, 1, 1>} : (tensor<?x9x8x3xf32>, tensor<3x2x3x4xf32>) -> tensor<?x4x12x4xf32>
    %0 = tfc.conv2d %x, %w {strides = array<i64: 1, 1, 2, 1>, dilations = array<i64: 1, 1, 2, 3>, padding = "EXPLICIT", explicit_paddings = array<i64: 0, 0, 0, 0, 1, 2, 3, 4>, data_format = "NCHW"} : (tensor<?x3x9x8xf32>, tensor<3x2x3x4xf32>) -> tensor<?x4x4x12xf32>
    // CHECK: %[[B:.*]] = tfc.bias_add %[[C]], %{{.*}} : (tensor<?x4x12x4xf32>
    %1 = tfc.bias_add %0, %b {data_format = "NCHW"} : (tensor<?x4x4x12xf32>, tensor<4xf32>) -> tensor<?x4x4x12xf32>
    // CHECK: %[[R:.*]] = tfc.relu %[[B]]
    %2 = tfc.relu %1 : (tensor<?x4x4x12xf32>) -> tensor<?x4x4x12xf32>
    // CHECK: %[[J:.*]] = tfc.concat %[[R]], %[[B]] {axis = 3 : i64}
    %3 = tfc.concat %2, %1 {axis = 1 : i64} : (tensor<?x4x4x12xf32>, tensor<?x4x4x12xf32>) -> tensor<?x8x4x12xf32>
    // CHECK: %[[P:.*]] = tfc.pad %[[J]] {paddings = array<i64: 0, 0, 1, 2, 3, 4, 0, 0>}
    %4 = tfc.pad %3 {paddings = array<i64: 0, 0, 0, 0, 1, 2, 3, 4>} : (tensor<?x8x4x12xf32>) -> tensor<?x8x7x19xf32>
    // CHECK: %[[S:.*]] = tfc.strided_slice %[[P]] {begin = array<i64: 0, 1, 2, 0>, begin_mask = 1 : i64, end = array<i64: 0, 7, 3, 5>, end_mask = 5 : i64, strides = array<i64: 1, 3, 1, 2>}
    %5 = tfc.strided_slice %4 {begin = array<i64: 0, 0, 1, 2>, end = array<i64: 0, 5, 7, 3>, strides = array<i64: 1, 2, 3, 1>, begin_mask = 1 : i64, end_mask = 9 : i64} : (tensor<?x8x7x19xf32>) -> tensor<?x3x2x17xf32>
    // CHECK: %[[M:.*]] = tfc.max_pool %[[S]] {ksize = array<i64: 1, 2, 3, 1>
    %6 = tfc.max_pool %5 {ksize = array<i64: 1, 1, 2, 3>, strides = array<i64: 1, 1, 1, 2>, padding = "VALID", data_format = "NCHW"} : (tensor<?x3x2x17xf32>) -> tensor<?x3x1x8xf32>
    // CHECK: %[[A:.*]] = tfc.reduce_mean %[[M]] {axes = array<i64: 1, 2>} : (tensor<?x1x8x3xf32>) -> tensor<?x3xf32>
    %7 = tfc.reduce_mean %6 {axes = array<i64: 2, 3>} : (tensor<?x3x1x8xf32>) -> tensor<?x3xf32>
    // CHECK: tfc.fetch "y", %[[A]]
    tfc.fetch "y", %7 : tensor<?x3xf32>
  }
}

// -----

// Volumes, and an op of several results.
// CHECK-LABEL: @volumes
// COUNT-LABEL: @volumes
module @volumes {
  tfc.graph {
    // CHECK: %[[X:.*]] = tfc.transpose %{{.*}} {perm = array<i64: 0, 2, 3, 4, 1>}
    %x = tfc.placeholder "x" : tensor<2x4x6x7x8xf32>
    // CHECK: %[[S:.*]]:2 = tfc.split %[[X]] {axis = 4 : i64, sizes = array<i64: 1, 3>} : (tensor<2x6x7x8x4xf32>) -> (tensor<2x6x7x8x1xf32>, tensor<2x6x7x8x3xf32>)
    %a, %b = tfc.split %x {axis = 1 : i64, sizes = array<i64: 1, 3>} : (tensor<2x4x6x7x8xf32>) -> (tensor<2x1x6x7x8xf32>, tensor<2x3x6x7x8xf32>)
    // CHECK: %[[P:.*]] = tfc.avg_pool3d %[[S]]#1 {ksize = array<i64: 1, 1, 2, 3, 1>, padding = "SAME", strides = array<i64: 1, 3, 2, 1, 1>}
    %y = tfc.avg_pool3d %b {ksize = array<i64: 1, 1, 1, 2, 3>, strides = array<i64: 1, 1, 3, 2, 1>, padding = "SAME", data_format = "NCDHW"} : (tensor<2x3x6x7x8xf32>) -> tensor<2x3x2x4x8xf32>
    %z = tfc.avg_pool3d %x {ksize = array<i64: 1, 1, 1, 1, 1>, strides = array<i64: 1, 1, 1, 1, 1>, padding = "SAME", data_format = "NCDHW"} : (tensor<2x4x6x7x8xf32>) -> tensor<2x4x6x7x8xf32>
    // CHECK: %[[T:.*]] = tfc.transpose %[[P]] {perm = array<i64: 0, 4, 1, 2, 3>}
    // CHECK: tfc.fetch "y", %[[T]]
    tfc.fetch "y", %y : tensor<2x3x2x4x8xf32>
    tfc.fetch "z", %z : tensor<2x4x6x7x8xf32>
  }
}

// -----

// What a user fetches stays channels-first, and relu with it: to move it would
// save nothing.
// CHECK-LABEL: @fetched
module @fetched {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<1x2x4x4xf32>
    // CHECK: %[[P:.*]] = tfc.max_pool
    // CHECK-NEXT: %[[T:.*]] = tfc.transpose %[[P]] {perm = array<i64: 0, 3, 1, 2>}
    // CHECK-NEXT: %[[R:.*]] = tfc.relu %[[T]]
    // CHECK-NEXT: tfc.fetch "y", %[[R]]
    %0 = tfc.max_pool %x {ksize = array<i64: 1, 1, 2, 2>, strides = array<i64: 1, 1, 2, 2>, padding = "VALID", data_format = "NCHW"} : (tensor<1x2x4x4xf32>) -> tensor<1x2x2x2xf32>
    %1 = tfc.relu %0 : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x2xf32>
    tfc.fetch "y", %1 : tensor<1x2x2x2xf32>
  }
}

// -----

// An image that is not there channels-last would need a transposition of its
// own: the sum stays. Vectors per channel and scalars need none.
// CHECK-LABEL: @operands
module @operands {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<1x2x4x4xf32>
    %z = tfc.placeholder "z" : tensor<1x2x4x4xf32>
    %c = tfc.placeholder "c" : tensor<2x1x1xf32>
    %one = tfc.constant dense<1.0> : tensor<f32>
    // CHECK: %[[P:.*]] = tfc.max_pool
    %0 = tfc.max_pool %x {ksize = array<i64: 1, 1, 3, 3>, strides = array<i64: 1, 1, 1, 1>, padding = "SAME", data_format = "NCHW"} : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
    // CHECK: %[[C:.*]] = tfc.reshape %{{.*}} : (tensor<2x1x1xf32>, tensor<4xi64>) -> tensor<1x1x1x2xf32>
    // CHECK: %[[M:.*]] = tfc.mul %[[P]], %[[C]]
    // CHECK: %[[A:.*]] = tfc.add %[[M]], %{{.*}} : (tensor<1x4x4x2xf32>, tensor<f32>)
    // CHECK: %[[T:.*]] = tfc.transpose %[[A]] {perm = array<i64: 0, 3, 1, 2>}
    %1 = tfc.mul %0, %c : (tensor<1x2x4x4xf32>, tensor<2x1x1xf32>) -> tensor<1x2x4x4xf32>
    %2 = tfc.add %1, %one : (tensor<1x2x4x4xf32>, tensor<f32>) -> tensor<1x2x4x4xf32>
    // CHECK: %[[S:.*]] = tfc.add %[[T]], %{{.*}} : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>)
    %3 = tfc.add %2, %z : (tensor<1x2x4x4xf32>, tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
    // CHECK: tfc.max_pool %[[A]]
    %4 = tfc.max_pool %2 {ksize = array<i64: 1, 1, 3, 3>, strides = array<i64: 1, 1, 1, 1>, padding = "SAME", data_format = "NCHW"} : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
    // CHECK: tfc.transpose %[[S]] {perm = array<i64: 0, 2, 3, 1>}
    %5 = tfc.max_pool %3 {ksize = array<i64: 1, 1, 3, 3>, strides = array<i64: 1, 1, 1, 1>, padding = "SAME", data_format = "NCHW"} : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
    tfc.fetch "y", %4 : tensor<1x2x4x4xf32>
    tfc.fetch "z", %5 : tensor<1x2x4x4xf32>
  }
}

// -----

// Transpositions that the user wrote around channels-last ops count as well.
// CHECK-LABEL: @written
// CHECK-NOT: tfc.transpose
module @written {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<1x4x4x2xf32>
    // CHECK: %[[R:.*]] = tfc.relu %{{.*}} : (tensor<1x4x4x2xf32>)
    // CHECK: tfc.fetch "y", %[[R]]
    %0 = tfc.transpose %x {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x4x4x2xf32>) -> tensor<1x2x4x4xf32>
    %1 = tfc.relu %0 : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
    %2 = tfc.transpose %1 {perm = array<i64: 0, 2, 3, 1>} : (tensor<1x2x4x4xf32>) -> tensor<1x4x4x2xf32>
    tfc.fetch "y", %2 : tensor<1x4x4x2xf32>
  }
}

// -----

// A reduction whose result would have its dimensions in another order stays; the
// channels of each pixel may be compared.
// CHECK-LABEL: @reductions
module @reductions {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<1x2x4x4xf32>
    // CHECK: %[[P:.*]] = tfc.max_pool
    // CHECK: %[[T:.*]] = tfc.transpose %[[P]] {perm = array<i64: 0, 3, 1, 2>}
    // CHECK: tfc.reduce_sum %[[T]] {axes = array<i64: 0>}
    // CHECK: tfc.argmax %[[P]] {axis = 3 : i64} : (tensor<1x4x4x2xf32>) -> tensor<1x4x4xi64>
    %0 = tfc.max_pool %x {ksize = array<i64: 1, 1, 3, 3>, strides = array<i64: 1, 1, 1, 1>, padding = "SAME", data_format = "NCHW"} : (tensor<1x2x4x4xf32>) -> tensor<1x2x4x4xf32>
    %1 = tfc.reduce_sum %0 {axes = array<i64: 0>} : (tensor<1x2x4x4xf32>) -> tensor<2x4x4xf32>
    %2 = tfc.argmax %0 {axis = -3 : i64} : (tensor<1x2x4x4xf32>) -> tensor<1x4x4xi64>
    tfc.fetch "y", %1 : tensor<2x4x4xf32>
    tfc.fetch "z", %2 : tensor<1x4x4xi64>
  }
}

// RUN: tfc-opt %s --tfc-lower --cse | FileCheck %s

// CHECK-LABEL: func @same
func.func @same(%x: tensor<?x8x8x3xf32>, %w: tensor<3x3x3x4xf32>) -> tensor<?x8x8x4xf32> {
  // CHECK: tensor.insert_slice %arg0 into %{{.*}}[0, 1, 1, 0]
  // CHECK: linalg.conv_2d_nhwc_hwcf
  // CHECK-SAME: tensor<?x10x10x3xf32>, tensor<3x3x3x4xf32>
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "SAME"} : (tensor<?x8x8x3xf32>, tensor<3x3x3x4xf32>) -> tensor<?x8x8x4xf32>
  return %y : tensor<?x8x8x4xf32>
}

// An image that may be too small is refused before the run.
// CHECK-LABEL: func @valid
func.func @valid(%x: tensor<1x?x8x3xf32>, %w: tensor<3x3x3x4xf32>) -> tensor<1x?x6x4xf32> {
  // CHECK: tfc.require %{{.*}}, "'conv2d' has an image of %lld for a window of %lld"
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "VALID"} : (tensor<1x?x8x3xf32>, tensor<3x3x3x4xf32>) -> tensor<1x?x6x4xf32>
  return %y : tensor<1x?x6x4xf32>
}

// Windows that do not overlap: no gathering, no sum.
// CHECK-LABEL: func @apart
func.func @apart(%x: tensor<?x4x4x3xf32>, %y: tensor<?x2x2x3xf32>, %dy: tensor<?x2x2x3xf32>) -> tensor<?x4x4x3xf32> {
  // CHECK: tfc.require %{{.*}}, "dimension 0 of the gradient of 'max_pool_grad' is %lld and %lld"
  // CHECK-NOT: tensor.extract
  // CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]
  // CHECK: tensor.collapse_shape %{{.*}} {{\[\[}}0], [1, 2], [3, 4], [5]]
  %dx = tfc.max_pool_grad %x, %y, %dy {ksize = array<i64: 1, 2, 2, 1>, strides = array<i64: 1, 2, 2, 1>, padding = "VALID"} : (tensor<?x4x4x3xf32>, tensor<?x2x2x3xf32>, tensor<?x2x2x3xf32>) -> tensor<?x4x4x3xf32>
  return %dx : tensor<?x4x4x3xf32>
}

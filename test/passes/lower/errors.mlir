// RUN: tfc-opt %s --tfc-lower --split-input-file --verify-diagnostics

func.func @random(%s: tensor<1xi32>) -> tensor<?xf32> {
  // expected-error @+1 {{has no stream}}
  %y = tfc.random_uniform %s {dtype = f32} : (tensor<1xi32>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}

// -----

func.func @filter(%x: tensor<1x5x6x2xf32>, %like: tensor<?x3x2x4xf32>, %dy: tensor<1x3x3x4xf32>) -> tensor<?x3x2x4xf32> {
  // expected-error @+2 {{the filter's size must be known when compiling}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d_backprop_filter %x, %like, %dy {strides = array<i64: 1, 2, 2, 1>, padding = "SAME"} : (tensor<1x5x6x2xf32>, tensor<?x3x2x4xf32>, tensor<1x3x3x4xf32>) -> tensor<?x3x2x4xf32>
  return %y : tensor<?x3x2x4xf32>
}

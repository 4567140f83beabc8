// RUN: tfc-opt %s --split-input-file --verify-diagnostics

func.func @channels(%x: tensor<1x4x4x4x3xf32>, %w: tensor<2x2x2x4x5xf32>) {
  // expected-error @+2 {{input and filter must have the same depth: 3 vs 4: conv3d of an image of shape [1,4,4,4,3] with a filter of shape [2,2,2,4,5], expected [batch, depth, height, width, channels] and [depth, height, width, channels, filters]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv3d %x, %w {strides = array<i64: 1, 1, 1, 1, 1>, padding = "SAME"} : (tensor<1x4x4x4x3xf32>, tensor<2x2x2x4x5xf32>) -> tensor<1x4x4x4x5xf32>
  return
}

// -----

func.func @gradient(%x: tensor<1x4x4x4x3xf32>, %dy: tensor<1x2x2x3x3xf32>) {
  // expected-error @+2 {{the gradient has shape [1,2,2,3,3], expected [1,2,2,2,3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.avg_pool3d_grad %x, %dy {ksize = array<i64: 1, 2, 2, 2, 1>, strides = array<i64: 1, 2, 2, 2, 1>, padding = "VALID"} : (tensor<1x4x4x4x3xf32>, tensor<1x2x2x3x3xf32>) -> tensor<1x4x4x4x3xf32>
  return
}

// -----

func.func @size(%x: tensor<1x4x4x3xf32>, %size: tensor<3xi32>) {
  // expected-error @+2 {{the size must be a vector of height and width, its shape is [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.resize_bilinear %x, %size : (tensor<1x4x4x3xf32>, tensor<3xi32>) -> tensor<1x?x?x3xf32>
  return
}

// -----

func.func @negative(%x: tensor<1x4x4x3xf32>) {
  %size = tfc.constant dense<[0, 3]> : tensor<2xi32>
  // expected-error @+2 {{height and width must be positive, not 0}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.resize_area %x, %size : (tensor<1x4x4x3xf32>, tensor<2xi32>) -> tensor<1x?x?x3xf32>
  return
}

// -----

func.func @boxes(%x: tensor<1x4x4x3xf32>, %boxes: tensor<2x3xf32>, %of: tensor<2xi32>, %size: tensor<2xi32>) {
  // expected-error @+2 {{boxes of shape [2,3] and box_ind of shape [2], expected [n,4] and [n]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.crop_and_resize %x, %boxes, %of, %size : (tensor<1x4x4x3xf32>, tensor<2x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<2x?x?x3xf32>
  return
}

// -----

func.func @mode(%x: tensor<1x4x4x3xf32>, %maps: tensor<1x8xf32>, %size: tensor<2xi32>) {
  // expected-error @+2 {{fill_mode must be CONSTANT, NEAREST, REFLECT or WRAP, not 'MIRROR'}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.image_projective_transform %x, %maps, %size {fill_mode = "MIRROR"} : (tensor<1x4x4x3xf32>, tensor<1x8xf32>, tensor<2xi32>) -> tensor<1x?x?x3xf32>
  return
}

// -----

func.func @colours(%x: tensor<4x4xf32>) {
  // expected-error @+2 {{the last dimension must have 3 colours, the shape is [4,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.rgb_to_hsv %x : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return
}

// -----

func.func @dilation(%x: tensor<1x4x4x3xf32>, %w: tensor<2x2x3x1xf32>) {
  // expected-error @+2 {{dilation2d of an image of shape [1,4,4,3] with a filter of shape [2,2,3,1], expected [batch, height, width, channels] and [height, width, channels] of one type}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.dilation2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "SAME"} : (tensor<1x4x4x3xf32>, tensor<2x2x3x1xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @bits(%x: tensor<4xf32>, %limit: tensor<f32>) {
  // expected-error @+2 {{num_bits must be 2 to 16, not 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.fake_quant %x, %limit, %limit {num_bits = 1 : i64} : (tensor<4xf32>, tensor<f32>, tensor<f32>) -> tensor<4xf32>
  return
}

// -----

func.func @weights(%x: tensor<2x3xf32>, %h: tensor<2x4xf32>, %w: tensor<7x8xf32>, %v: tensor<6x4xf32>, %b: tensor<8xf32>, %c: tensor<4xf32>) {
  // expected-error @+2 {{w_c has shape [6,4], expected [7,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y:4 = tfc.gru_block_cell %x, %h, %w, %v, %b, %c : (tensor<2x3xf32>, tensor<2x4xf32>, tensor<7x8xf32>, tensor<6x4xf32>, tensor<8xf32>, tensor<4xf32>) -> (tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<2x4xf32>)
  return
}

// -----

func.func @steps(%n: tensor<i64>, %x: tensor<?x2x3xf32>, %c: tensor<2x4xf32>, %w: tensor<7x16xf32>, %p: tensor<4xf32>, %b: tensor<16xf32>) {
  // expected-error @+2 {{the number of steps of x of shape [?,2,3] must be known when compiling, 1 to 1024}}
  // expected-error @+1 {{failed to infer returned types}}
  %y:7 = tfc.block_lstm %n, %x, %c, %c, %w, %p, %p, %p, %b : (tensor<i64>, tensor<?x2x3xf32>, tensor<2x4xf32>, tensor<2x4xf32>, tensor<7x16xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<16xf32>) -> (tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>)
  return
}

// TensorFlow refuses these windows and layouts; its words say so.
// RUN: tfc-opt %s --split-input-file --verify-diagnostics

func.func @short_strides(%x: tensor<1x4x4x3xf32>, %w: tensor<2x2x3x5xf32>) {
  // expected-error @+2 {{Sliding window strides field must specify 4 dimensions, got [1,1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>, tensor<2x2x3x5xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @short_dilations(%x: tensor<1x4x4x3xf32>, %w: tensor<2x2x3x5xf32>) {
  // expected-error @+2 {{Sliding window dilations field must specify 4 dimensions, got [1,1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "VALID", dilations = array<i64: 1, 1>} : (tensor<1x4x4x3xf32>, tensor<2x2x3x5xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @short_ksize(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{Sliding window ksize field must specify 4 dimensions, got [2,2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 2, 2>, strides = array<i64: 1, 1, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @batch_strides(%x: tensor<1x4x4x3xf32>, %w: tensor<2x2x3x5xf32>) {
  // expected-error @+2 {{Current implementation does not yet support strides in the batch and depth dimensions, got [2,1,1,1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 2, 1, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>, tensor<2x2x3x5xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @depth_strides(%x: tensor<1x3x4x4xf32>, %w: tensor<2x2x3x5xf32>) {
  // expected-error @+2 {{Current implementation does not yet support strides in the batch and depth dimensions, got [1,2,1,1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 2, 1, 1>, padding = "VALID", data_format = "NCHW"} : (tensor<1x3x4x4xf32>, tensor<2x2x3x5xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @depth_dilations(%x: tensor<1x4x4x3xf32>, %w: tensor<2x2x3x5xf32>) {
  // expected-error @+2 {{Current implementation does not yet support dilations in the batch and depth dimensions, got [1,1,1,2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "VALID", dilations = array<i64: 1, 1, 1, 2>} : (tensor<1x4x4x3xf32>, tensor<2x2x3x5xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @depth_window(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{Pooling is not yet supported on the batch nor channel dimension, got [1,1,1,3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 1, 1, 3>, strides = array<i64: 1, 1, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @zero_stride(%x: tensor<1x4x4x3xf32>, %w: tensor<2x2x3x5xf32>) {
  // expected-error @+2 {{Sliding window strides should be larger than 0, got [1,0,1,1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 0, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>, tensor<2x2x3x5xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @negative_dilation(%x: tensor<1x4x4x3xf32>, %w: tensor<2x2x3x5xf32>) {
  // expected-error @+2 {{Sliding window dilations should be larger than 0, got [1,1,-1,1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "VALID", dilations = array<i64: 1, 1, -1, 1>} : (tensor<1x4x4x3xf32>, tensor<2x2x3x5xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @zero_ksize(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{Sliding window ksize should be larger than 0, got [1,0,2,1]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 0, 2, 1>, strides = array<i64: 1, 1, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @padding(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{Value for attr 'padding' of "SOME" is not in the list of allowed values: "SAME", "VALID", "EXPLICIT"}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 2, 2, 1>, strides = array<i64: 1, 1, 1, 1>, padding = "SOME"} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @format(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{Value for attr 'data_format' of "NCHW_VECT_C" is not in the list of allowed values: "NHWC", "NCHW"}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 2, 2, 1>, strides = array<i64: 1, 1, 1, 1>, padding = "VALID", data_format = "NCHW_VECT_C"} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @volume_format(%x: tensor<1x4x4x4x3xf32>, %w: tensor<2x2x2x3x5xf32>) {
  // expected-error @+2 {{Value for attr 'data_format' of "NHWC" is not in the list of allowed values: "NDHWC", "NCDHW"}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv3d %x, %w {strides = array<i64: 1, 1, 1, 1, 1>, padding = "VALID", data_format = "NHWC"} : (tensor<1x4x4x4x3xf32>, tensor<2x2x2x3x5xf32>) -> tensor<1x4x4x4x3xf32>
  return
}

// -----

func.func @explicit_count(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{explicit_paddings attribute must contain 8 values, but got: 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 2, 2, 1>, strides = array<i64: 1, 1, 1, 1>, padding = "EXPLICIT", explicit_paddings = array<i64: 1, 1, 1, 1>} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @explicit_negative(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{All elements of explicit_paddings must be nonnegative}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 2, 2, 1>, strides = array<i64: 1, 1, 1, 1>, padding = "EXPLICIT", explicit_paddings = array<i64: 0, 0, 1, -1, 1, 1, 0, 0>} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @explicit_depth(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{Nonzero explicit padding in the batch or depth dimensions is not supported}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 2, 2, 1>, strides = array<i64: 1, 1, 1, 1>, padding = "EXPLICIT", explicit_paddings = array<i64: 0, 0, 1, 1, 1, 1, 0, 1>} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @explicit_same(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{explicit_paddings attribute must be empty if the padding attribute is not EXPLICIT}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 2, 2, 1>, strides = array<i64: 1, 1, 1, 1>, padding = "SAME", explicit_paddings = array<i64: 0, 0, 1, 1, 1, 1, 0, 0>} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @too_large(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{Negative dimension size caused by subtracting 5 from 4: a window of [2,5] does not fit an image of shape [1,4,4,3] with padding VALID}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 2, 5, 1>, strides = array<i64: 1, 1, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @too_large_first(%x: tensor<1x3x4x4xf32>) {
  // expected-error @+2 {{Negative dimension size caused by subtracting 5 from 4: a window of [2,5] does not fit an image of shape [1,3,4,4] with padding VALID}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 1, 2, 5>, strides = array<i64: 1, 1, 1, 1>, padding = "VALID", data_format = "NCHW"} : (tensor<1x3x4x4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @huge(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{sizes, strides, dilations and paddings of windows are 1 to 2^31}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 2, 2, 1>, strides = array<i64: 1, 4294967296, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @rank(%x: tensor<4x4x3xf32>) {
  // expected-error @+2 {{expected 4 dimensions [batch, channels, height, width], got [4,4,3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.max_pool %x {ksize = array<i64: 1, 1, 2, 2>, strides = array<i64: 1, 1, 1, 1>, padding = "VALID", data_format = "NCHW"} : (tensor<4x4x3xf32>) -> tensor<4x4x3xf32>
  return
}

// -----

func.func @groups(%x: tensor<1x3x4x4xf32>, %w: tensor<2x2x2x4xf32>) {
  // expected-error @+2 {{input depth must be evenly divisible by filter depth: 3 vs 2: conv2d of an image of shape [1,3,4,4] with a filter of shape [2,2,2,4], expected [batch, channels, height, width] and [height, width, channels, filters]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "VALID", data_format = "NCHW"} : (tensor<1x3x4x4xf32>, tensor<2x2x2x4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @group_filters(%x: tensor<1x4x4x4xf32>, %w: tensor<2x2x2x3xf32>) {
  // expected-error @+2 {{output depth must be evenly divisible by number of groups: 3 vs 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.conv2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "VALID"} : (tensor<1x4x4x4xf32>, tensor<2x2x2x3xf32>) -> tensor<1x4x4x4xf32>
  return
}

// -----

func.func @depthwise(%x: tensor<1x4x4x3xf32>, %w: tensor<2x2x2x1xf32>) {
  // expected-error @+2 {{input and filter must have the same depth: 3 vs 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.depthwise_conv2d %x, %w {strides = array<i64: 1, 1, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>, tensor<2x2x2x1xf32>) -> tensor<1x4x4x3xf32>
  return
}

// -----

func.func @patches(%x: tensor<1x4x4x3xf32>) {
  // expected-error @+2 {{Only support ksize across space, got [1,2,2,3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.extract_image_patches %x {ksize = array<i64: 1, 2, 2, 3>, strides = array<i64: 1, 1, 1, 1>, padding = "VALID"} : (tensor<1x4x4x3xf32>) -> tensor<1x3x3x36xf32>
  return
}

// -----

func.func @bias(%x: tensor<1x3x4x4xf32>, %b: tensor<4xf32>) {
  // expected-error @+2 {{bias of shape [4] for a value of shape [1,3,4,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y = tfc.bias_add %x, %b {data_format = "NCHW"} : (tensor<1x3x4x4xf32>, tensor<4xf32>) -> tensor<1x3x4x4xf32>
  return
}

// -----

func.func @batch_norm(%x: tensor<1x3x4x4xf32>, %s: tensor<4xf32>) {
  // expected-error @+2 {{must have the same number of elements as the channels of x: a vector of shape [4] for images of shape [1,3,4,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %y:3 = tfc.batch_norm_training %x, %s, %s {data_format = "NCHW"} : (tensor<1x3x4x4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<1x3x4x4xf32>, tensor<4xf32>, tensor<4xf32>)
  return
}

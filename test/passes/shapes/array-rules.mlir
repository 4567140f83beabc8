// The shape rules of the array families refuse what does not fit, in a line.
// RUN: tfc-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<3x4xf32>, %i: tensor<2x3xi32>) {
  // expected-error @+2 {{indices have shape [2,3]; the last dimension must be known and at most the rank of shape [3,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.gather_nd %x, %i : (tensor<3x4xf32>, tensor<2x3xi32>) -> tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>, %i: tensor<2x1xi32>, %u: tensor<2x3xf32>) {
  // expected-error @+2 {{updates have shape [2,3], expected [2,4] for indices of shape [2,1] into shape [3,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.tensor_scatter_add %x, %i, %u : (tensor<3x4xf32>, tensor<2x1xi32>, tensor<2x3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>, %i: tensor<2xi32>) {
  // expected-error @+2 {{batch_dims is 1 for shape [3,4], axis 1 and indices of shape [2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.gather %x, %i {axis = 1, batch_dims = 1} : (tensor<3x4xf32>, tensor<2xi32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>, %i: tensor<2xi32>, %n: tensor<i32>) {
  // expected-error @+2 {{segment_ids have shape [2], which does not begin shape [3,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.unsorted_segment_sum %x, %i, %n : (tensor<3x4xf32>, tensor<2xi32>, tensor<i32>) -> tensor<?x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{axis 2 out of range for shape [3,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.cumsum %x {axis = 2} : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{axis 1 is given twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.reverse %x {axes = array<i64: 1, -1>} : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>, %n: tensor<4xi32>) {
  // expected-error @+2 {{seq_lengths have shape [4], expected [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.reverse_sequence %x, %n {seq_axis = 1} : (tensor<3x4xf32>, tensor<4xi32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>, %s: tensor<2xi32>) {
  // expected-error @+2 {{shift has shape [2] for 1 axes}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.roll %x, %s {axes = array<i64: 1>} : (tensor<3x4xf32>, tensor<2xi32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+2 {{paddings of 3 and 0 for a dimension of 3, expected at most 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.mirror_pad %x {paddings = array<i64: 3, 0>, mode = "REFLECT"} : (tensor<3xf32>) -> tensor<6xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+2 {{mode is 'EDGE', expected REFLECT or SYMMETRIC}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.mirror_pad %x {paddings = array<i64: 3, 0>, mode = "EDGE"} : (tensor<3xf32>) -> tensor<6xf32>
  return
}

// -----

func.func @f(%x: tensor<1x3x1xf32>) {
  // expected-error @+2 {{dimension 1 has 3 elements with its padding, which is no multiple of the block's 2}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.space_to_batch_nd %x {block_shape = array<i64: 2>, paddings = array<i64: 0, 0>} : (tensor<1x3x1xf32>) -> tensor<2x2x1xf32>
  return
}

// -----

func.func @f(%x: tensor<4x1xf32>) {
  // expected-error @+2 {{crops take 3 of 2 elements of dimension 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.batch_to_space_nd %x {block_shape = array<i64: 2>, crops = array<i64: 2, 1>} : (tensor<4x1xf32>) -> tensor<2x1xf32>
  return
}

// -----

func.func @f(%x: tensor<1x2x2x3xf32>) {
  // expected-error @+2 {{dimension 3 of shape [1,2,2,3] is no multiple of 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.depth_to_space %x {block_size = 2} : (tensor<1x2x2x3xf32>) -> tensor<1x4x4x1xf32>
  return
}

// -----

func.func @f(%x: tensor<2xf32>, %y: tensor<2xf32>) {
  // expected-error @+2 {{cross of shapes [2] and [2], expected equal ones of one type that end in 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.cross %x, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<3xi8>) {
  // expected-error @+2 {{bitcast of shape [3] from int8 to float32, expected a last dimension of 4}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.bitcast %x {dtype = f32} : (tensor<3xi8>) -> tensor<f32>
  return
}

// -----

func.func @f(%x: tensor<9xf32>, %t: tensor<f32>) {
  // expected-error @+2 {{compare_and_bitpack of shape [9] and a threshold of shape [], expected a multiple of eight}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.compare_and_bitpack %x, %t : (tensor<9xf32>, tensor<f32>) -> tensor<1xui8>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{diag_part of shape [2,3], expected a shape of two equal halves}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.diag_part %x : (tensor<2x3xf32>) -> tensor<2xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+2 {{diagonals of 3 elements do not make a matrix of 2 by 3}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_diag %x {num_rows = 2, num_cols = 3} : (tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>) {
  // expected-error @+2 {{diagonals 3 to 3 do not lie in matrices of shape [2,3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_diag_part %x {k = array<i64: 3>} : (tensor<2x3xf32>) -> tensor<1xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3xf32>, %d: tensor<3xf32>) {
  // expected-error @+2 {{diagonals have shape [3], expected [2] of the matrices' type}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_set_diag %x, %d : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+2 {{shape [3] has no matrices, expected two dimensions at least}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_band_part %x {lower = 0, upper = 0} : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @f(%x: tensor<?xi32>, %y: tensor<2xi32>) {
  // expected-error @+2 {{broadcast_args needs two vectors of known length and one type, got shapes [?] and [2]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.broadcast_args %x, %y : (tensor<?xi32>, tensor<2xi32>) -> tensor<2xi32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>, %r: tensor<3xf32>, %n: tensor<i32>) {
  // expected-error @+2 {{value_range has shape [3], expected [2] of the values' type}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.histogram_fixed_width %x, %r, %n : (tensor<4xf32>, tensor<3xf32>, tensor<i32>) -> tensor<?xi32>
  return
}

// -----

func.func @f(%x: tensor<4x5xf32>, %t: tensor<3xi32>, %k: tensor<i32>) {
  // expected-error @+2 {{in_top_k of predictions of shape [4,5] and targets of shape [3]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.in_top_k %x, %t, %k : (tensor<4x5xf32>, tensor<3xi32>, tensor<i32>) -> tensor<3xi1>
  return
}

// -----

func.func @f(%x: tensor<f32>, %n: tensor<i32>) {
  // expected-error @+2 {{nth_element of shape [] with n of shape []}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.nth_element %x, %n : (tensor<f32>, tensor<i32>) -> tensor<f32>
  return
}

// -----

func.func @f(%x: tensor<2x5xf32>, %v: tensor<3x4xf32>) {
  // expected-error @+2 {{cannot search rows of shape [2,5] for values of shape [3,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.lower_bound %x, %v : (tensor<2x5xf32>, tensor<3x4xf32>) -> tensor<3x4xi32>
  return
}

// -----

func.func @f(%x: tensor<2x2xi32>) {
  // expected-error @+2 {{a permutation of shape [2,2], expected a vector}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.invert_permutation %x : (tensor<2x2xi32>) -> tensor<2x2xi32>
  return
}

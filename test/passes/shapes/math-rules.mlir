// The shape rules of the mathematics families refuse what does not fit, in a
// line.
// RUN: tfc-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+2 {{cholesky of a tensor of shape [4], expected matrices: at least two dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.cholesky %x : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{matrix_inverse of matrices of 3 rows and 4 columns, expected square ones}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_inverse %x : (tensor<3x4xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3x3xf32>, %y: tensor<4x2xf32>) {
  // expected-error @+2 {{matrix_solve: matrices of shape [3,3] and a right-hand side of shape [4,2] do not fit}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_solve %x, %y : (tensor<3x3xf32>, tensor<4x2xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @f(%x: tensor<2x3x3xf32>, %y: tensor<3x2xf32>) {
  // expected-error @+2 {{matrix_solve: matrices of shape [2,3,3] and a right-hand side of shape [3,2] do not fit}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_solve %x, %y : (tensor<2x3x3xf32>, tensor<3x2xf32>) -> tensor<2x3x2xf32>
  return
}

// -----

func.func @f(%x: tensor<3x3xf32>, %y: tensor<3x2xf64>) {
  // expected-error @+2 {{matrix_triangular_solve of float32 matrices and a right-hand side of float64, expected one type}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_triangular_solve %x, %y : (tensor<3x3xf32>, tensor<3x2xf64>) -> tensor<3x2xf32>
  return
}

// -----

func.func @f(%x: tensor<5x3xf32>, %y: tensor<5x2xf32>) {
  // expected-error @+2 {{matrix_solve_ls: l2_regularizer is negative}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.matrix_solve_ls %x, %y {l2_regularizer = -1.0 : f64} : (tensor<5x3xf32>, tensor<5x2xf32>) -> tensor<3x2xf32>
  return
}

// -----

func.func @f(%x: tensor<3x3xf32>) {
  // expected-error @+2 {{lu: the permutation is to be int32 or int64, not int8}}
  // expected-error @+1 {{failed to infer returned types}}
  %z:2 = tfc.lu %x {output_idx_type = i8} : (tensor<3x3xf32>) -> (tensor<3x3xf32>, tensor<3xi32>)
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>, %y: tensor<5x6xf32>) {
  // expected-error @+2 {{einsum 'ij,jk->ik': axis 'j' has sizes 4 and 5}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.einsum %x, %y {equation = "ij,jk->ik"} : (tensor<3x4xf32>, tensor<5x6xf32>) -> tensor<3x6xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{einsum 'ij,jk->ik': it is of 2 tensors, 1 given}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.einsum %x {equation = "ij,jk->ik"} : (tensor<3x4xf32>) -> tensor<3x6xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{einsum 'ijk->i': 'ijk' does not fit a tensor of shape [3,4]}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.einsum %x {equation = "ijk->i"} : (tensor<3x4xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{einsum 'ij->k': no tensor has the axis 'k'}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.einsum %x {equation = "ij->k"} : (tensor<3x4xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{einsum 'ij->ii': the result has the axis 'i' twice}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.einsum %x {equation = "ij->ii"} : (tensor<3x4xf32>) -> tensor<3x3xf32>
  return
}

// -----

func.func @f(%x: tensor<3x4xf32>) {
  // expected-error @+2 {{einsum 'i?->i': '?' is no name of an axis}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.einsum %x {equation = "i?->i"} : (tensor<3x4xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @f(%x: tensor<?x?xf32>) {
  // expected-error @+2 {{einsum 'ii->i': the size of a diagonal must be known when compiling}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.einsum %x {equation = "ii->i"} : (tensor<?x?xf32>) -> tensor<?xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf16>, %y: tensor<3xf16>) {
  // expected-error @+2 {{complex numbers have parts of float32 or float64, not float16}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.complex %x, %y : (tensor<3xf16>, tensor<3xf16>) -> tensor<3xcomplex<f32>>
  return
}

// -----

func.func @f(%x: tensor<3xcomplex<f32>>) {
  // expected-error @+2 {{fft2d of a tensor of shape [3], expected at least 2 dimensions}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.fft2d %x : (tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+2 {{rfft: fft_length has 2 entries, expected 1}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.rfft %x {fft_length = array<i64: 2, 3>} : (tensor<3xf32>) -> tensor<2xcomplex<f32>>
  return
}

// -----

func.func @f(%x: tensor<3xcomplex<f32>>) {
  // expected-error @+2 {{irfft: negative fft_length -4}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.irfft %x {fft_length = array<i64: -4>} : (tensor<3xcomplex<f32>>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+2 {{multinomial of logits of shape [3], expected a matrix}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.multinomial %x {num_samples = 2 : i64} : (tensor<3xf32>) -> tensor<3x2xi64>
  return
}

// -----

func.func @f(%s: tensor<2xi32>, %k: tensor<3xi32>) {
  // expected-error @+2 {{the seed has shape [3], expected two integers}}
  // expected-error @+1 {{failed to infer returned types}}
  %z = tfc.stateless_random_uniform %s, %k : (tensor<2xi32>, tensor<3xi32>) -> tensor<?x?xf32>
  return
}

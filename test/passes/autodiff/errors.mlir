// RUN: tfc-opt --tfc-autodiff --split-input-file --verify-diagnostics %s

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<?x2xf32>
    // expected-error @+1 {{'tfc.qr' op has a gradient only where the size of the matrices is known when compiling (--shape)}}
    %y:2 = tfc.qr %x : (tensor<?x2xf32>) -> (tensor<?x?xf32>, tensor<?x2xf32>)
    %h = tfc.gradients of(%y#1) by(%x) : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x2xf32>
  }
}

// -----

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<5x2xf32>
    // expected-error @+1 {{'tfc.qr' op has no gradient through q with full_matrices where the matrices have more rows than columns}}
    %y:2 = tfc.qr %x {full_matrices = true} : (tensor<5x2xf32>) -> (tensor<5x5xf32>, tensor<5x2xf32>)
    %h = tfc.gradients of(%y#0) by(%x) : (tensor<5x5xf32>, tensor<5x2xf32>) -> tensor<5x2xf32>
  }
}

// -----

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<5x2xf32>
    // expected-error @+1 {{'tfc.svd' op has no gradient through u and v with full_matrices where the matrices have 5 rows and 2 columns: it is one where they differ by one at most}}
    %y:3 = tfc.svd %x {full_matrices = true} : (tensor<5x2xf32>) -> (tensor<2xf32>, tensor<5x5xf32>, tensor<2x2xf32>)
    %h = tfc.gradients of(%y#1) by(%x) : (tensor<5x5xf32>, tensor<5x2xf32>) -> tensor<5x2xf32>
  }
}

// -----

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<4x?xf32>
    // expected-error @+1 {{'tfc.rfft' op has a gradient only where the transformed sizes are known when compiling (--shape)}}
    %y = tfc.rfft %x : (tensor<4x?xf32>) -> tensor<4x?xcomplex<f32>>
    %r = tfc.real %y : (tensor<4x?xcomplex<f32>>) -> tensor<4x?xf32>
    %h = tfc.gradients of(%r) by(%x) : (tensor<4x?xf32>, tensor<4x?xf32>) -> tensor<4x?xf32>
  }
}

// -----

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3xcomplex<f32>>
    // expected-error @+1 {{tf.gradients: ys[0] has type complex64, which needs grad_ys}}
    %g = tfc.gradients of(%x) by(%x) : (tensor<3xcomplex<f32>>, tensor<3xcomplex<f32>>) -> tensor<3xcomplex<f32>>
  }
}

// -----

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3xf32>
    %y = tfc.placeholder "y" : tensor<3xf32>
    // expected-error @+1 {{tf.gradients: no y depends on xs[1]}}
    %g:2 = tfc.gradients of(%x) by(%x, %y) {required} : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  }
}

// -----

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3xi32>
    // expected-error @+1 {{tf.gradients: ys[0] has type int32, expected a float type}}
    %g = tfc.gradients of(%x) by(%x) : (tensor<3xi32>, tensor<3xi32>) -> tensor<3xi32>
  }
}

// -----

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3xf32>
    %s = tfc.placeholder "s" : tensor<2xf32>
    // expected-error @+1 {{tf.gradients: grad_ys[0] has shape [2] and type float32, ys[0] has shape [3] and type float32}}
    %g = tfc.gradients of(%x) by(%x) from(%s) : (tensor<3xf32>, tensor<3xf32>, tensor<2xf32>) -> tensor<3xf32>
  }
}

// -----

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3xf32>
    // expected-error @+1 {{tf.gradients: 1 ys but 2 grad_ys}}
    %g = tfc.gradients of(%x) by(%x) from(%x, %x) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  }
}

// RUN: tfc-opt --tfc-autodiff --split-input-file --verify-diagnostics %s

module {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<5x2xf32>
    // expected-error @+1 {{no gradient defined for operation 'best' (op type: qr)}}
    %y:2 = tfc.qr %x {tfc.name = "best"} : (tensor<5x2xf32>) -> (tensor<5x2xf32>, tensor<2x2xf32>)
    %h = tfc.gradients of(%y#0) by(%x) : (tensor<5x2xf32>, tensor<5x2xf32>) -> tensor<5x2xf32>
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

// RUN: tfc-opt --tfc-expand-optimizers --split-input-file --verify-diagnostics %s

module {
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<3xf32>>
    %g = tfc.placeholder "g" : tensor<2xf32>
    %lr = tfc.placeholder "lr" : tensor<f32>
    // expected-error @+1 {{apply_gradient_descent: an operand is float32 of shape [2], expected float32 of shape [3] for a variable that is float32 of shape [3]}}
    %0 = tfc.apply_gradient_descent %v, %lr, %g : (!tfc.variable<tensor<3xf32>>, tensor<f32>, tensor<2xf32>) -> tensor<3xf32>
  }
}

// -----

module {
  tfc.graph {
    %v = tfc.variable "v" : !tfc.variable<tensor<3xf32>>
    %g = tfc.placeholder "g" : tensor<3xf32>
    %lr = tfc.placeholder "lr" : tensor<f64>
    // expected-error @+1 {{an operand is float64 of shape [], expected float32 of shape []}}
    %0 = tfc.apply_gradient_descent %v, %lr, %g : (!tfc.variable<tensor<3xf32>>, tensor<f64>, tensor<3xf32>) -> tensor<3xf32>
  }
}

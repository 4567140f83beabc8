// RUN: tfc-opt %s --tfc-partition --split-input-file --verify-diagnostics

tfc.graph {
  %x = tfc.placeholder "x" : tensor<f32>
  %k = tfc.placeholder "keep" : tensor<f32>
  %y = tfc.mul %x, %k : (tensor<f32>, tensor<f32>) -> tensor<f32>
  // expected-error @+1 {{signature 'serve' needs placeholder 'keep', which is not among its inputs}}
  tfc.signature "serve" inputs(%x) ["in"] outputs(%y) ["out"] targets() : (tensor<f32>, tensor<f32>) -> ()
}

// -----

tfc.graph {
  %w = tfc.variable "w" : !tfc.variable<tensor<f32>>
  %c = tfc.constant dense<1.0> : tensor<f32>
  // expected-error @+1 {{must be expanded before the partition}}
  %t = tfc.apply_gradient_descent %w, %c, %c : (!tfc.variable<tensor<f32>>, tensor<f32>, tensor<f32>) -> tensor<f32>
}

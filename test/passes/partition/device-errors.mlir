// RUN: tfc-opt %s --split-input-file --verify-diagnostics --tfc-partition="soft-placement=false"

tfc.graph {
  %x = tfc.placeholder "x" : tensor<4xf32>
  // expected-error @+1 {{cannot assign a device for node 'exp': it is for '/device:GPU:0', and this object has code for cpu}}
  %a = tfc.exp %x {tfc.device = "/device:GPU:0"} : (tensor<4xf32>) -> tensor<4xf32>
  tfc.fetch "a", %a : tensor<4xf32>
}

// -----

// There is one processor.
tfc.graph {
  %x = tfc.placeholder "x" : tensor<4xf32>
  // expected-error @+1 {{cannot assign a device for node 'exp': it is for '/device:CPU:1', and this object has code for cpu}}
  %a = tfc.exp %x {tfc.device = "/device:CPU:1"} : (tensor<4xf32>) -> tensor<4xf32>
  tfc.fetch "a", %a : tensor<4xf32>
}

// Equal ops merge, dead ones go, effects stay in their order.
// RUN: tfc-opt --tfc-simplify=test-convergence=true --split-input-file %s | FileCheck %s

// CHECK-LABEL: @merge
module @merge {
  tfc.graph {
    %x = tfc.placeholder "x" : tensor<3xf32>
    // CHECK: %[[E:.*]] = tfc.exp
    // CHECK-NOT: tfc.exp
    // CHECK-NOT: tfc.log
    %a = tfc.exp %x : (tensor<3xf32>) -> tensor<3xf32>
    %b = tfc.exp %x : (tensor<3xf32>) -> tensor<3xf32>
    %dead = tfc.log %x : (tensor<3xf32>) -> tensor<3xf32>
    // CHECK: tfc.mul %[[E]], %[[E]]
    %c = tfc.mul %a, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    tfc.fetch "a", %c : tensor<3xf32>
  }
}

// -----

// Two draws differ; a read before an assign and one behind it differ.
// CHECK-LABEL: @effects
module @effects {
  tfc.graph {
    %shape = tfc.constant dense<3> : tensor<1xi32>
    %v = tfc.variable "v" : !tfc.variable<tensor<3xf32>>
    // CHECK: %[[A:.*]] = tfc.random_uniform
    // CHECK: %[[B:.*]] = tfc.random_uniform
    %a = tfc.random_uniform %shape {dtype = f32, seed = 1 : i64} : (tensor<1xi32>) -> tensor<3xf32>
    %b = tfc.random_uniform %shape {dtype = f32, seed = 1 : i64} : (tensor<1xi32>) -> tensor<3xf32>
    // CHECK: tfc.sub %[[A]], %[[B]]
    %c = tfc.sub %a, %b : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK: %[[OLD:.*]] = tfc.read_variable
    // CHECK-NEXT: tfc.assign
    // CHECK-NEXT: %[[NEW:.*]] = tfc.read_variable
    %old = tfc.read_variable %v : (!tfc.variable<tensor<3xf32>>) -> tensor<3xf32>
    %old2 = tfc.read_variable %v : (!tfc.variable<tensor<3xf32>>) -> tensor<3xf32>
    %set = tfc.assign %v, %c : (!tfc.variable<tensor<3xf32>>, tensor<3xf32>) -> tensor<3xf32>
    %new = tfc.read_variable %v : (!tfc.variable<tensor<3xf32>>) -> tensor<3xf32>
    // CHECK-NEXT: %[[D:.*]] = tfc.sub %[[NEW]], %[[OLD]]
    %d = tfc.sub %new, %old2 : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
    // CHECK: tfc.fetch "d", %[[D]]
    // CHECK: tfc.fetch "old", %[[OLD]]
    tfc.fetch "d", %d : tensor<3xf32>
    tfc.fetch "old", %old : tensor<3xf32>
    tfc.fetch "set", %set : tensor<3xf32>
  }
}

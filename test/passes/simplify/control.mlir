// RUN: tfc-opt %s --tfc-simplify | FileCheck %s

// CHECK-LABEL: func.func @known_predicate
// CHECK-NEXT: %[[N:.*]] = tfc.neg
// CHECK-NEXT: return %[[N]]
func.func @known_predicate(%x: tensor<4xf32>) -> tensor<4xf32> {
  %p = tfc.constant dense<true> : tensor<i1>
  %y = tfc.if %p {
    %n = tfc.neg %x : (tensor<4xf32>) -> tensor<4xf32>
    tfc.yield %n : tensor<4xf32>
  } else {
    tfc.yield %x : tensor<4xf32>
  } : (tensor<i1>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// The first result comes from outside, the last is not used.
// CHECK-LABEL: func.func @drop_results
// CHECK: tfc.if
// CHECK: tfc.yield %{{.*}} : tensor<4xf32>
// CHECK: return %arg1, %{{.*}}
func.func @drop_results(%p: tensor<i1>, %x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %y:3 = tfc.if %p {
    %n = tfc.neg %x : (tensor<4xf32>) -> tensor<4xf32>
    tfc.yield %x, %n, %n : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  } else {
    %e = tfc.exp %x : (tensor<4xf32>) -> tensor<4xf32>
    tfc.yield %x, %x, %e : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  } : (tensor<i1>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %y#0, %y#1 : tensor<4xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @never
// CHECK-NEXT: return %arg0
func.func @never(%x: tensor<4xf32>) -> tensor<4xf32> {
  %f = tfc.constant dense<false> : tensor<i1>
  %y = tfc.while (%x) {
  ^bb0(%a: tensor<4xf32>):
    tfc.yield %f : tensor<i1>
  } do {
  ^bb0(%a: tensor<4xf32>):
    %n = tfc.neg %a : (tensor<4xf32>) -> tensor<4xf32>
    tfc.yield %n : tensor<4xf32>
  } : (tensor<4xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}

// The second value never changes, the third serves only itself.
// CHECK-LABEL: func.func @carried
// CHECK: %[[Y:.*]] = tfc.while(%arg0)
// CHECK: tfc.add %{{.*}}, %arg1
// CHECK: return %[[Y]], %arg1
func.func @carried(%x: tensor<4xf32>, %c: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %limit = tfc.constant dense<9.0> : tensor<f32>
  %y:3 = tfc.while (%x, %c, %x) {
  ^bb0(%a: tensor<4xf32>, %b: tensor<4xf32>, %d: tensor<4xf32>):
    %s = tfc.reduce_sum %a : (tensor<4xf32>) -> tensor<f32>
    %p = tfc.less %s, %limit : (tensor<f32>, tensor<f32>) -> tensor<i1>
    tfc.yield %p : tensor<i1>
  } do {
  ^bb0(%a: tensor<4xf32>, %b: tensor<4xf32>, %d: tensor<4xf32>):
    %n = tfc.add %a, %b : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    %e = tfc.exp %d : (tensor<4xf32>) -> tensor<4xf32>
    tfc.yield %n, %b, %e : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
  } : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %y#0, %y#1 : tensor<4xf32>, tensor<4xf32>
}

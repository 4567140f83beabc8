// RUN: tfc-opt %s --split-input-file --tfc-outline-regions | FileCheck %s

// Carried values are variables of the body. What follows from shapes alone is
// computed again inside; a constant, too.
// CHECK-LABEL: func.func private @loop_while_cond(
// CHECK-SAME: tensor<?xf32> {tfc.input = 0 : i64}, %[[I:.*]]: tensor<i32> {tfc.input = 1 : i64}, %{{.*}}: tensor<?xf32> {tfc.input = 2 : i64}
// CHECK-SAME: -> (tensor<i1> {tfc.output = 0 : i64}) attributes {tfc.region}
// CHECK: %[[SIZE:.*]] = tfc.size
// CHECK: tfc.less %[[I]], %[[SIZE]]
// CHECK-LABEL: func.func private @loop_while_body(
// CHECK-SAME: tensor<?xf32> {tfc.input = 0 : i64}, %[[I:.*]]: tensor<i32> {tfc.variable = 0 : i64}, %[[A:.*]]: tensor<?xf32> {tfc.variable = 1 : i64}
// CHECK-SAME: -> (tensor<i32> {tfc.assigned = 0 : i64}, tensor<?xf32> {tfc.assigned = 1 : i64})
// CHECK: %[[NEXT:.*]] = tfc.add %[[A]]
// CHECK: tfc.require %{{.*}}, "a loop changes the shape
// CHECK-LABEL: func.func @loop(
// CHECK: tfc.while_call @loop_while_cond @loop_while_body(%{{.*}}) outs(%{{.*}}, %{{.*}})
func.func @loop(%x: tensor<?xf32>, %zero: tensor<i32>) -> tensor<?xf32> {
  %size = tfc.size %x : (tensor<?xf32>) -> tensor<i32>
  %one = tfc.constant dense<1> : tensor<i32>
  %r:2 = tfc.while (%zero, %x) {
  ^bb0(%i: tensor<i32>, %a: tensor<?xf32>):
    %less = tfc.less %i, %size : (tensor<i32>, tensor<i32>) -> tensor<i1>
    tfc.yield %less : tensor<i1>
  } do {
  ^bb0(%i: tensor<i32>, %a: tensor<?xf32>):
    %next = tfc.add %i, %one : (tensor<i32>, tensor<i32>) -> tensor<i32>
    %b = tfc.add %a, %x : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    tfc.yield %next, %b : tensor<i32>, tensor<?xf32>
  } : (tensor<i32>, tensor<?xf32>) -> (tensor<i32>, tensor<?xf32>)
  return %r#1 : tensor<?xf32>
}

// -----

// Results of a conditional go where its branches say how large they are. Inner
// regions stand before the function that calls them.
// CHECK-LABEL: func.func private @branch_if_then_if_then
// CHECK-LABEL: func.func private @branch_if_then_if_else
// CHECK-LABEL: func.func private @branch_if_then(
// CHECK: tfc.if_call @branch_if_then_if_then @branch_if_then_if_else if
// CHECK-LABEL: func.func private @branch_if_else
// CHECK-LABEL: func.func @branch(
// CHECK: %[[SIZE:.*]] = tfc.region_size @branch_if_then[0, 0]
// CHECK: tfc.region_size @branch_if_else[0, 0]
// CHECK: tfc.require
// CHECK: %[[OUT:.*]] = tensor.empty(%[[SIZE]])
// CHECK: tfc.if_call @branch_if_then @branch_if_else if %{{.*}}(%{{.*}}) outs(%[[OUT]])
func.func @branch(%p: tensor<i1>, %x: tensor<?xf32>) -> tensor<?xf32> {
  %y = tfc.if %p {
    %z = tfc.if %p {
      %n = tfc.neg %x : (tensor<?xf32>) -> tensor<?xf32>
      tfc.yield %n : tensor<?xf32>
    } else {
      tfc.yield %x : tensor<?xf32>
    } : (tensor<i1>) -> tensor<?xf32>
    tfc.yield %z : tensor<?xf32>
  } else {
    %e = tfc.exp %x : (tensor<?xf32>) -> tensor<?xf32>
    tfc.yield %e : tensor<?xf32>
  } : (tensor<i1>) -> tensor<?xf32>
  return %y : tensor<?xf32>
}
